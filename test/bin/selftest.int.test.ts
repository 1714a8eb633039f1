import { describe, expect, it } from 'vitest';
import { ROLE_ARN } from '../support/a-stack.ts';
import { aWorkingStackForEach, cli, stack, stopWorkers } from './a-working-stack.ts';

aWorkingStackForEach();

describe('assume-bot selftest', () => {
  const args = ['--role', 'prod-s3', '--user-profile', 'alice', '--local'];

  it('verifies closed, open and denied access around a grant, and leaves nothing behind', async () => {
    stopWorkers();
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
    expect(out).toContain('FAIL  The role can be assumed without a grant');
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

describe('assume-bot selftest --assumptions', () => {
  it('tries the named steps in the account of the operator, and prints what they prove', async () => {
    const { code, out, err } = await cli.run(
      ...['selftest', '--assumptions', 'user-name-case', 'self-assumption', '--local', '--yes'],
    );

    expect(err).toContain('step self-assumption ...');
    expect(out).toMatch(
      /^confirmed +I1 +user-name-case\nconfirmed +S8 +self-assumption\n\n2 confirmed, 0 contradicted/,
    );
    expect(code).toBe(0);
  });

  it('prints what AWS does instead and exits with 1 if it contradicts an entry', async () => {
    const fault = {
      service: 'iam',
      operation: 'TagRole',
      error: { code: 'LimitExceeded', status: 409 },
      times: 1,
    } as never;
    stack.aws.faults.inject(fault);

    const { code, out } = await cli.run('selftest', '--assumptions', 'tag-key-case', '--local', '--yes');

    expect(code).toBe(1);
    expect(out).toMatch(
      /^CONTRADICTED +I5 +tag-key-case\n +the tag keys Team and team in one request: expected InvalidInput, but AWS says LimitExceeded/,
    );
  });

  it('refuses to start after an interrupted run until --clean has removed what it left', async () => {
    const left = 'arn:aws:iam::999999999999:role/assume-bot-assumptions/assume-bot-assumptions-x';
    const statement = { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' };
    const trustPolicy = { Version: '2012-10-17', Statement: [statement] };
    const role = { name: 'assume-bot-assumptions-x', path: '/assume-bot-assumptions/', trustPolicy } as never;
    stack.aws.seed({ accounts: [{ id: '999999999999', roles: [role] }] });

    const refused = await cli.run('selftest', '--assumptions', 'user-name-case', '--local', '--yes');
    const cleaned = await cli.run('selftest', '--assumptions', '--clean', '--local', '--yes');
    const again = await cli.run('selftest', '--assumptions', '--clean', '--local', '--yes');

    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(left)]);
    expect([cleaned.code, cleaned.out]).toEqual([0, `Removed ${left}.\n`]);
    expect(again.out).toBe('Nothing was left.\n');
  });

  it('asks before it writes, and names the steps if one is unknown', async () => {
    cli.answers = ['no'];
    const refused = await cli.run('selftest', '--assumptions', 'user-name-case', '--local');
    const unknown = await cli.run('selftest', '--assumptions', 'user-case', '--local', '--yes');
    const neither = await cli.run('selftest', '--local', '--yes');
    const both = await cli.run('selftest', '--assumptions', '--local', '--yes', '--role', 'prod-s3');

    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('Nothing was written')]);
    expect([unknown.code, unknown.err]).toEqual([
      2,
      expect.stringContaining('user-name-in-conditions, user-name-case'),
    ]);
    expect([neither.code, neither.err]).toEqual([2, expect.stringContaining('--role and --user-profile')]);
    expect([both.code, both.err]).toEqual([2, expect.stringContaining('--role has no effect with --assumptions')]);
  });
});
