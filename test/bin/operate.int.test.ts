import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../bin/cli/io.ts';
import { describeProfiles } from '../../local/stack/profiles.ts';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';
import { aCliOf, type Cli } from './a-cli.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/access.yaml'), 'utf8');

let stack: TestStack;
let cli: Cli;
/** The workers run while a command waits. */
let isWorking: boolean;

beforeEach(async () => {
  stack = await aStack(EXAMPLE);
  isWorking = true;
  const clock: Io['clock'] = {
    now: () => stack.clock.now(),
    pause: async (milliseconds) => {
      await stack.clock.pause(milliseconds);
      if (isWorking) await stack.settle();
    },
  };
  cli = aCliOf(stack, { clock });
  writeProfiles(join(cli.directory, '.local', 'aws'), describeProfiles(stack.aws, stack.catalog));
});
afterEach(() => stack.close());

const requestIds = async (): Promise<readonly string[]> => {
  const { json } = await cli.run('grants', '--json');
  return json<{ grants: { requestId: string }[] }>().grants.map(({ requestId }) => requestId);
};

describe('assume-bot revoke', () => {
  it('ends the access of a user, including live sessions, and records the reason and the operator', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const session = await stack.assume('alice');
    stack.clock.advance({ seconds: 30 });

    const { code, out } = await cli.run('revoke', 'alice', 'prod-s3', '--reason', 'laptop stolen', '--wait');

    expect(code).toBe(0);
    expect(out).toMatch(/U0ALICE no longer has prod-s3 \(request [0-9a-f]{20}\)/);
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
    expect(stack.mayList(session)).toBe('ExplicitlyDenied');
    const audit = await cli.run('audit', 'export');
    expect(audit.out).toContain('revoked');
    expect(audit.out).toContain(
      'laptop stolen (by arn:aws:sts::999999999999:assumed-role/assume-bot-operator/operator',
    );
    expect((await cli.run('audit', 'verify')).code).toBe(0);
  });

  it('ends only the request with the given ID', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    await stack.grant('U0RANDOM', 'prod-s3 2h INC-43');
    const [first = ''] = await requestIds();

    const { code } = await cli.run('revoke', first, '--reason', 'not needed', '--wait');

    expect(code).toBe(0);
    expect([stack.mayAssume('alice'), stack.mayAssume('random_user')]).toEqual(['ImplicitlyDenied', 'Allowed']);
  });

  it('refuses requests without access, and requires a reason', async () => {
    await stack.command('U0ALICE', 'prod-s3 1h INC-42');
    const [id = ''] = (await cli.run('audit', 'export')).out.match(/[0-9a-f]{20}/) ?? [];

    const pending = await cli.run('revoke', id, '--reason', 'x');
    const noHolder = await cli.run('revoke', 'alice', 'prod-s3', '--reason', 'x');
    const unexplained = await cli.run('revoke', id);
    const unknown = await cli.run('revoke', 'f'.repeat(20), '--reason', 'x');
    const noRole = await cli.run('revoke', 'alice', '--reason', 'x');

    expect([pending, noHolder, unexplained, unknown, noRole].map(({ code }) => code)).toEqual([1, 1, 2, 1, 2]);
    expect(pending.out).toContain('is pending and gives no access');
    expect(noHolder.err).toContain('does not hold prod-s3');
    expect(noRole.err).toContain('assume-bot revoke alice prod-s3');
  });

  it('reports that no worker ran yet, and that the end is stored', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    isWorking = false;

    const { code, out } = await cli.run('revoke', 'alice', 'prod-s3', '--reason', 'x', '--wait');

    expect(code).toBe(3);
    expect(out).toContain('The end is stored');
    await stack.settle();
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
  });
});

describe('assume-bot lockdown', () => {
  const on = ['lockdown', 'on', '--as', 'U0CAROL', '--reason', 'keys have leaked'];

  it('ends all open access, also in AWS, and refuses new requests until it is lifted', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    await stack.command('U0RANDOM', 'prod-s3 1h INC-43');
    await stack.settle();
    const session = await stack.assume('alice');

    const locked = await cli.run(...on);
    for (let minute = 0; minute < 3; minute += 1) {
      await stack.settle();
      stack.clock.advance({ minutes: 1 });
      await stack.sweep();
    }
    const status = await cli.run('lockdown', 'status');
    await stack.grant('U0ALICE', 'prod-s3 1h INC-44').catch(() => {});
    const during = await cli.run('grants');
    const lifted = await cli.run('lockdown', 'off', '--as', 'U0CAROL', '--reason', 'all keys are new');

    expect([locked.code, status.code, lifted.code]).toEqual([0, 1, 0]);
    expect(status.out).toContain(
      'by U0CAROL: keys have leaked (by arn:aws:sts::999999999999:assumed-role/assume-bot-operator/operator',
    );
    expect(status.out).toContain('2 requests ended or cancelled. All access has ended in AWS too.');
    expect(stack.mayList(session)).toBe('ExplicitlyDenied');
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
    expect(during.out).toBe('There are no open grants.\n');
    expect((await cli.run('lockdown', 'status')).out).toContain('Lockdown is off');
    expect((await cli.run('audit', 'verify')).code).toBe(0);
  });

  it('requires an admin of the catalog and a reason, and works once', async () => {
    const other = await cli.run('lockdown', 'on', '--as', 'U0ALICE', '--reason', 'x');
    const unexplained = await cli.run('lockdown', 'on', '--as', 'U0CAROL');
    const noAdmin = await cli.run('lockdown', 'on', '--reason', 'x');
    const first = await cli.run(...on);
    stack.clock.advance({ seconds: 1 });
    const second = await cli.run(...on);

    expect([other, unexplained, noAdmin, first, second].map(({ code }) => code)).toEqual([1, 2, 2, 0, 1]);
    expect(second.out).toContain('It was already on');
  });

  it('exits with 3 if AWS was not updated in time', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    isWorking = false;

    expect((await cli.run(...on, '--wait')).code).toBe(3);
  });
});

describe('assume-bot reconcile', () => {
  it('makes a worker restore a removed statement', async () => {
    const before = stack.role().trustPolicy;
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    stack.aws.editRole(ROLE_ARN, { trustPolicy: before });
    stack.clock.advance({ seconds: 5 });

    const { code, out } = await cli.run('reconcile', 'prod-s3', '--wait');

    expect([code, out]).toEqual([0, `${ROLE_ARN}: checked.\n`]);
    expect(stack.mayAssume('alice')).toBe('Allowed');
  });

  it('wakes the worker for every role of the catalog, and for one role by its ARN', async () => {
    const all = await cli.run('reconcile', '--all', '--json');
    const one = await cli.run('reconcile', ROLE_ARN, '--json');
    const none = await cli.run('reconcile');

    expect([all.code, one.code, none.code]).toEqual([0, 0, 2]);
    expect(all.json()).toMatchObject({ roles: [ROLE_ARN], waited: false });
  });

  it('exits with 3 if no worker runs', async () => {
    isWorking = false;

    expect((await cli.run('reconcile', 'prod-s3', '--wait')).code).toBe(3);
  });
});

describe('assume-bot selftest', () => {
  const args = ['--role', 'prod-s3', '--user-profile', 'alice', '--local'];

  it('verifies closed, open and denied access around a grant, and leaves nothing behind', async () => {
    isWorking = false;
    const before = stack.role();

    const { code, json, err } = await cli.run('selftest', ...args, '--yes', '--json');

    expect(err).toContain('ok   The open session was denied everything at the end.');
    expect(code).toBe(0);
    const { checks } = json<{ checks: { name: string; passed: boolean; seconds?: number }[] }>();
    expect(checks.map(({ name }) => name)).toEqual([
      'closed_before',
      'written',
      'opens',
      'session_lives',
      'session_ends',
      'closed_after',
      'cleaned_up',
    ]);
    expect(checks.every(({ passed }) => passed)).toBe(true);
    expect(checks.find(({ name }) => name === 'session_ends')?.seconds).toBe(0);
    expect(stack.role().trustPolicy).toEqual(before.trustPolicy);
    expect(stack.role().inlinePolicies).toEqual(before.inlinePolicies);
    expect(Object.keys(stack.aws.user('arn:aws:iam::111111111111:user/alice')?.inlinePolicies ?? {})).toEqual(['look']);
  });

  it('fails if permanent access admits the user, and writes nothing', async () => {
    const open = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:user/alice' }, Action: 'sts:AssumeRole' },
      ],
    } as never;
    stack.aws.editRole(ROLE_ARN, { trustPolicy: open });
    const { IAMClient, PutUserPolicyCommand } = await import('@aws-sdk/client-iam');
    const iam = new IAMClient({ credentials: stack.aws.rootCredentials('111111111111') });
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }],
    });
    await iam.send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'any', PolicyDocument }));
    stack.aws.resetCalls();

    const { code, out } = await cli.run('selftest', ...args, '--yes');

    expect(code).toBe(1);
    expect(out).toContain('FAIL  The role can be assumed without any grant');
    expect(stack.aws.calls({ service: 'iam' })).toEqual([]);
  });

  it('cleans up after a failure of AWS', async () => {
    stack.aws.faults.inject({
      service: 'iam',
      operation: 'UpdateAssumeRolePolicy',
      error: 'AccessDenied',
      times: 1,
    } as never);

    const { code, err } = await cli.run('selftest', ...args, '--yes');

    expect(code).toBe(3);
    expect(err).toContain('iam:UpdateAssumeRolePolicy');
    expect(stack.role().inlinePolicies).toEqual({});
  });

  it('asks for confirmation, and writes nothing after a no', async () => {
    cli.answers = ['no'];
    const refused = await cli.run('selftest', ...args);
    cli.answers = [];
    const alone = await cli.run('selftest', ...args);

    expect([refused.code, alone.code]).toEqual([1, 2]);
    expect(refused.err).toContain('Nothing was written');
    expect(alone.err).toContain('--yes');
  });

  it('refuses a role with an open grant', async () => {
    await stack.grant('U0RANDOM', 'prod-s3 1h INC-42');

    const { code, err } = await cli.run('selftest', ...args, '--yes');

    expect(code).toBe(1);
    expect(err).toContain('U0RANDOM holds');
  });
});

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
