import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ROLE_ARN } from '../support/a-stack.ts';
import { aWorkingStackForEach, cli, stack } from './a-working-stack.ts';

aWorkingStackForEach();

describe('assume-bot creds', () => {
  const asAlice = ['--local', '--profile', 'alice'];
  beforeEach(() => {
    cli.environment = { HOME: cli.directory };
  });

  it('prints working credentials as a credential_process, and caches them until the access ends', async () => {
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
    expect(again.json()).toEqual(first.json());
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

  it('stores credentials in files that only the owner can read', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    await cli.run('creds', ROLE_ARN, ...asAlice);
    const { globSync, statSync } = await import('node:fs');
    const files = globSync(join(cli.directory, '.aws/assume-bot/cache/*.json'));

    expect(files).toHaveLength(1);
    expect(statSync(files[0] ?? '').mode & 0o777).toBe(0o600);
  });

  it('refuses to run as its own credential source', async () => {
    cli.environment = { ...cli.environment, ASSUME_BOT_CREDS: '1' };

    const { code, err } = await cli.run('creds', ROLE_ARN, ...asAlice);

    expect(code).toBe(2);
    expect(err).toContain('pass another profile with --profile');
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
