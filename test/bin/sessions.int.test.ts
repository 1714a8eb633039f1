import { readdirSync } from 'node:fs';
import { STSClient } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, it } from 'vitest';
import { getSession } from '../../bin/creds/get-session.ts';
import { parseRoleArn } from '../../functions/core/names.ts';
import { hubOf } from '../../functions/core/trust/policy-names.ts';
import { lambdaRoleArn } from '../../local/stack/names.ts';
import { ROLE_ARN } from '../support/a-stack.ts';
import type { Ran } from './a-cli.ts';
import { aWorkingStackForEach, cli, stack } from './a-working-stack.ts';

aWorkingStackForEach();

const mayListWith = ({ json }: Ran): string => {
  const { AccessKeyId, SecretAccessKey, SessionToken } = json<Record<string, string>>();
  return stack.mayList({
    accessKeyId: AccessKeyId ?? '',
    secretAccessKey: SecretAccessKey ?? '',
    sessionToken: SessionToken ?? '',
  });
};

describe('assume-bot creds', () => {
  const asAlice = ['--local', '--profile', 'alice'];
  beforeEach(() => {
    cli.environment = { HOME: cli.directory };
  });

  it('prints working credentials as a credential_process, for a role named in the catalog or by its ARN', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');

    const first = await cli.run('creds', 'prod-s3', ...asAlice);
    const again = await cli.run('creds', ROLE_ARN, ...asAlice);

    expect([first.code, again.code]).toEqual([0, 0]);
    const keys = first.json<{ AccessKeyId: string; SecretAccessKey: string; SessionToken: string; Version: number }>();
    expect(keys.Version).toBe(1);
    expect(
      stack.mayList({
        accessKeyId: keys.AccessKeyId,
        secretAccessKey: keys.SecretAccessKey,
        sessionToken: keys.SessionToken,
      }),
    ).toBe('Allowed');
    expect(again.json()).toMatchObject({ Version: 1 });
  });

  it('prints one line with the reason for missing access', async () => {
    const { code, out, err } = await cli.run('creds', ROLE_ARN, ...asAlice);

    expect([code, out]).toEqual([1, '']);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('/assume');
  });

  it('waits for an approval', async () => {
    await stack.command('U0ALICE', 'prod-s3 1h INC-42');
    const approve = (async () => {
      await stack.settle();
      await stack.press('U0BOB', 'approve');
    })();
    const [{ code, err }] = await Promise.all([cli.run('creds', ROLE_ARN, ...asAlice, '--wait', '10m'), approve]);

    expect(code).toBe(0);
    expect(err).toContain('Waiting');
  });

  it('returns no cached credentials after the access has ended', async () => {
    await stack.grant('U0ALICE', 'prod-s3 10m INC-42');
    const open = await cli.run('creds', ROLE_ARN, ...asAlice);
    stack.clock.advance({ minutes: 11 });

    const over = await cli.run('creds', ROLE_ARN, ...asAlice);

    expect([open.code, over.code]).toEqual([0, 1]);
  });

  it('returns the end of the access if the user can read it', async () => {
    const { IAMClient, PutUserPolicyCommand } = await import('@aws-sdk/client-iam');
    const iam = new IAMClient({ credentials: stack.aws.rootCredentials('111111111111') });
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'iam:GetUserPolicy', Resource: '*' }],
    });
    await iam.send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'self', PolicyDocument }));
    const before = await cli.run('creds', ROLE_ARN, ...asAlice);
    await stack.grant('U0ALICE', 'prod-s3 20m INC-42');

    const open = await cli.run('creds', ROLE_ARN, ...asAlice);

    expect(before.err).toContain('You have no access to');
    expect(open.json()).toMatchObject({ Expiration: '2030-01-01T12:20:00.000Z' });
  });

  it('prints keys that work after an early end and a new grant', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const first = await cli.run('creds', ROLE_ARN, ...asAlice);
    stack.clock.advance({ minutes: 5 });
    await stack.command('U0ALICE', 'end prod-s3');
    await stack.settle();
    const between = await cli.run('creds', ROLE_ARN, ...asAlice);
    stack.clock.advance({ minutes: 5 });
    await stack.grant('U0ALICE', 'prod-s3 1h INC-43');

    const second = await cli.run('creds', ROLE_ARN, ...asAlice);

    expect([first.code, between.code, second.code]).toEqual([0, 1, 0]);
    expect([mayListWith(first), mayListWith(second)]).toEqual(['ExplicitlyDenied', 'Allowed']);
  });

  it('prints keys that work after an admin has ended the access and a new grant', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    await cli.run('creds', ROLE_ARN, ...asAlice);
    await stack.confirm('U0CAROL', 'revoke @alice prod-s3 laptop lost');
    stack.clock.advance({ minutes: 1 });
    await stack.grant('U0ALICE', 'prod-s3 1h INC-43');

    expect(mayListWith(await cli.run('creds', ROLE_ARN, ...asAlice))).toBe('Allowed');
  });

  it('stores no keys', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    await cli.run('creds', ROLE_ARN, ...asAlice);

    expect(readdirSync(cli.directory)).toEqual(['.local']);
  });

  it('names the role as Slack knows it, or no role if no catalog contains it', async () => {
    const known = await cli.run('creds', ROLE_ARN, ...asAlice);
    const unknown = await cli.run('creds', `${ROLE_ARN}-2`, ...asAlice);

    expect(known.err).toContain('Request it in Slack: /assume prod-s3');
    expect(unknown.err).toMatch(/Request it in Slack: \/assume[^ ]* /);
    expect(unknown.err).not.toContain('/assume arn:');
  });

  it('names the longest duration that AWS allows', async () => {
    await stack.grant('U0ALICE', 'prod-s3 4h INC-42');
    const tooLong = await cli.run('creds', ROLE_ARN, ...asAlice, '--duration', '2h');

    const operator = lambdaRoleArn('operator');
    const allow = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] };
    const trust = { ...allow.Statement[0], Resource: undefined, Principal: { AWS: operator } };
    stack.aws.editRole(operator, { inlinePolicies: { chain: allow } });
    stack.aws.editRole(ROLE_ARN, { trustPolicy: { ...allow, Statement: [JSON.parse(JSON.stringify(trust))] } });
    const keys = stack.aws.issueSession({ roleArn: operator, sessionName: 'erin', durationSeconds: 3600 });
    const chaining = getSession(
      {
        user: { connection: {}, keys, sts: new STSClient({ credentials: keys }) },
        roleArn: parseRoleArn(ROLE_ARN),
        hub: hubOf('assume-bot'),
        name: 'prod-s3',
        durationSeconds: 7200,
        waitSeconds: 0,
        mfa: {},
      },
      { clock: stack.clock } as never,
    );

    expect([tooLong.code, tooLong.err]).toEqual([2, expect.stringContaining('pass a shorter one')]);
    await expect(chaining).rejects.toThrow('pass --duration 1h or less');
  });

  it('refuses to run as its own credential source', async () => {
    cli.environment = { ...cli.environment, ASSUME_BOT_CREDS: '1' };

    const { code, err } = await cli.run('creds', ROLE_ARN, ...asAlice);

    expect(code).toBe(2);
    expect(err).toContain('your own keys with --profile');
  });
});

describe('assume-bot exec', () => {
  it('runs a program with the credentials of the role and returns its exit code', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    cli.environment = { HOME: cli.directory, AWS_PROFILE: 'prod-s3', PATH: '/bin' };

    const { code } = await cli.run(
      'exec',
      ROLE_ARN,
      '--local',
      '--profile',
      'alice',
      '--',
      'aws',
      's3api',
      'list-buckets',
      '--json',
    );

    expect(code).toBe(7);
    const [ran] = cli.programs;
    expect([ran?.command, ran?.args]).toEqual(['aws', ['s3api', 'list-buckets', '--json']]);
    expect(ran?.environment['AWS_PROFILE']).toBeUndefined();
    const keys = {
      accessKeyId: ran?.environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: ran?.environment['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: ran?.environment['AWS_SESSION_TOKEN'] ?? '',
    };
    expect(stack.mayList(keys)).toBe('Allowed');
  });

  it('runs nothing without access, and prints the reason', async () => {
    cli.environment = { HOME: cli.directory };

    const { code, err } = await cli.run('exec', ROLE_ARN, '--local', '--profile', 'alice', '--', 'aws');
    const empty = await cli.run('exec', ROLE_ARN, '--local', '--profile', 'alice');

    expect([code, empty.code]).toEqual([1, 2]);
    expect(cli.programs).toEqual([]);
    expect(err).toContain('/assume');
    expect(empty.err).toContain("Missing required argument 'program'");
  });
});
