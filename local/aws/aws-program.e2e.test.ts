import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeProfiles } from './profiles.ts';
import { aClock, aLocalAws, PROD, policy, ROLE, UTILS, userArn } from './testing/a-local-aws.ts';
import { cleanEnvironment, hasProgram, run } from './testing/programs.ts';

const inTime = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${UTILS}:root` },
  Action: 'sts:AssumeRole',
  Condition: { StringEquals: { 'aws:username': 'alice', 'sts:RoleSessionName': '${aws:username}' } },
});

/** The AWS CLI as a user runs it, with the profiles that the local AWS writes. */
const aTerminal = async () => {
  // The AWS CLI compares credential expirations with the system clock, so the test clock starts there.
  const clock = aClock(new Date().toISOString());
  const { aws } = await aLocalAws({ clock });
  const directory = mkdtempSync(join(tmpdir(), 'aws-profiles-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const person = (name: string) => {
    const { accessKeyId, secretAccessKey } = aws.credentialsOf(userArn(name));
    return { name, accessKeyId, secretAccessKey };
  };
  const root = aws.rootCredentials(PROD);
  const { configFile, credentialsFile } = writeProfiles(directory, {
    endpointUrl: aws.url,
    region: aws.region,
    people: [person('alice'), person('bob'), { name: 'prod-admin', ...root }],
    roles: ['alice', 'bob'].map((name) => ({
      name: `prod-s3-${name}`,
      roleArn: ROLE,
      sourceProfile: name,
      sessionName: name,
    })),
  });
  const env = cleanEnvironment({
    AWS_CONFIG_FILE: configFile,
    AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
    HOME: directory,
  });
  const type = (line: string, more: Record<string, string> = {}) =>
    run('aws', line.split(' '), { env: { ...env, ...more } });
  return { aws, clock, type };
};

describe.skipIf(!hasProgram('aws', ['--version']))('the AWS CLI', () => {
  it('finds the role, assumes it and lists the buckets with exported variables, until access ends', async () => {
    const { aws, clock, type } = await aTerminal();
    aws.editRole(ROLE, { trustPolicy: inTime });

    const found = await type(
      "iam list-roles --profile prod-admin --output text --query Roles[?RoleName=='s3-list-role'].[RoleName,Arn]",
    );
    const assumed = await type(
      `sts assume-role --profile alice --role-arn ${ROLE} --role-session-name alice --output text --query Credentials.[AccessKeyId,SecretAccessKey,SessionToken]`,
    );
    const [AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = ''] = assumed.output
      .trim()
      .split('\t');
    const exported = {
      AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY,
      AWS_SESSION_TOKEN,
      AWS_ENDPOINT_URL: aws.url,
      AWS_DEFAULT_REGION: aws.region,
    };
    const listed = await type('s3api list-buckets --query Buckets[].Name --output text', exported);
    clock.advance(3600);
    const expired = await type('s3api list-buckets', exported);

    expect(found.output.trim().split('\t')).toEqual(['s3-list-role', ROLE]);
    expect(listed).toEqual({ status: 0, output: 'prod-logs\n' });
    expect(expired.output).toContain('ExpiredToken');
  });

  it('works with a profile for the user who holds the role, and shows another user the reason for AccessDenied', async () => {
    const { aws, type } = await aTerminal();
    aws.editRole(ROLE, { trustPolicy: inTime });

    const alice = await type('s3 ls --profile prod-s3-alice');
    const bob = await type('s3 ls --profile prod-s3-bob');

    expect(alice.status).toBe(0);
    expect(alice.output).toContain('prod-logs');
    expect(bob.status).not.toBe(0);
    expect(bob.output).toContain(
      `AccessDenied) when calling the AssumeRole operation: User: ${userArn('bob')} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
    );
  });

  it('uploads, lists, downloads and deletes a file', async () => {
    const { type } = await aTerminal();
    const file = join(import.meta.dirname, 'aws-program.e2e.test.ts');

    const copied = await type(`s3 cp ${file} s3://prod-logs/dir/file.ts --profile prod-admin`);
    const listed = await type('s3 ls --recursive s3://prod-logs --profile prod-admin');
    const read = await type('s3 cp s3://prod-logs/dir/file.ts - --profile prod-admin');
    const removed = await type('s3 rm s3://prod-logs/dir/file.ts --profile prod-admin');

    expect([copied.status, removed.status]).toEqual([0, 0]);
    expect(listed.output).toContain('dir/file.ts');
    expect(read.output).toContain('uploads, lists, downloads and deletes a file');
  });
});
