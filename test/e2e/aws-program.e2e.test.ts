import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import { afterEach, describe, expect, it } from 'vitest';
import { describeProfiles } from '../../local/stack/profiles.ts';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';
import { hasAwsProgram, runProgram } from '../support/programs.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
const hasAws = hasAwsProgram();

let stack: TestStack | undefined;
afterEach(async () => {
  await stack?.close();
});

/** A running stack, and the AWS CLI with the profiles that `npm start` writes. */
const started = async () => {
  stack = await aStack(EXAMPLE);
  const directory = mkdtempSync(join(tmpdir(), 'assume-bot-profiles-'));
  const files = writeProfiles(directory, describeProfiles(stack.aws, stack.catalog));
  const env = {
    AWS_CONFIG_FILE: files.configFile,
    AWS_SHARED_CREDENTIALS_FILE: files.credentialsFile,
    // The session cache of the AWS CLI is separate for this test.
    HOME: directory,
  };
  const aws = (args: string, more: Readonly<Record<string, string>> = {}) =>
    runProgram('aws', args.split(' '), { env: { ...env, ...more } });
  return { stack, aws };
};

describe.skipIf(!hasAws)('the real AWS CLI', () => {
  it('has access only after the approval, lists the buckets, and is denied after the end, with the open session too', async () => {
    const { stack: world, aws } = await started();
    const assume = `sts assume-role --profile random_user --role-arn ${ROLE_ARN} --role-session-name random_user`;

    const before = await aws(assume);
    await world.grant('U0RANDOM', 'prod-s3 2m INC-42 the report is stuck');
    const after = await aws(assume);
    const { Credentials: keys } = JSON.parse(after.stdout) as { Credentials: Record<string, string> };
    const session = {
      AWS_ACCESS_KEY_ID: keys['AccessKeyId'] ?? '',
      AWS_SECRET_ACCESS_KEY: keys['SecretAccessKey'] ?? '',
      AWS_SESSION_TOKEN: keys['SessionToken'] ?? '',
      AWS_ENDPOINT_URL: world.aws.url,
      AWS_DEFAULT_REGION: 'us-east-1',
    };
    const live = await aws('s3api list-buckets', session);
    const byProfile = await aws('s3api list-buckets --profile prod-s3');
    world.clock.advance({ minutes: 2 });
    const ended = [
      await aws(assume),
      await aws('s3api list-buckets', session),
      await aws('s3api list-buckets --profile prod-s3'),
    ];

    expect([before.status, before.stderr]).toEqual([expect.any(Number), expect.stringContaining('AccessDenied')]);
    expect(before.status).not.toBe(0);
    for (const listed of [live, byProfile]) {
      expect(JSON.parse(listed.stdout)).toMatchObject({ Buckets: [{ Name: 'prod-invoices' }, { Name: 'prod-logs' }] });
    }
    for (const { status, stderr } of ended) {
      expect(status).not.toBe(0);
      expect(stderr).toContain('AccessDenied');
    }
  });

  it("is denied with a session name other than the user's own", async () => {
    const { stack: world, aws } = await started();
    await world.grant('U0RANDOM', 'prod-s3 2m INC-42');

    const other = await aws(`sts assume-role --profile random_user --role-arn ${ROLE_ARN} --role-session-name another`);

    expect(other.stderr).toContain('AccessDenied');
  });
});
