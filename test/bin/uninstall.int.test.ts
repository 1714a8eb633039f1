import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { HUB_ACCOUNT, lambdaRoleArn, TABLE_NAME } from '../../local/stack/names.ts';
import { ROLE_ARN } from '../support/a-stack.ts';
import { aWorkingStackForEach, cli, stack, stopWorkers } from './a-working-stack.ts';

aWorkingStackForEach();

const ADMIN = 'OrganizationAccountAccessRole';
const ACCOUNTS = ['111111111111', '222222222222'] as const;
const ALICE = 'arn:aws:iam::111111111111:user/alice';
const adminArn = (id: string): string => `arn:aws:iam::${id}:role/${ADMIN}`;

const allow = (Action: string, Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});
const trusting = (arn: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: arn }, Action: 'sts:AssumeRole' }],
});

beforeEach(() => {
  const operator = lambdaRoleArn('operator');
  for (const id of ACCOUNTS)
    stack.aws.seed({
      accounts: [
        {
          id,
          roles: [{ name: ADMIN, trustPolicy: trusting(operator), inlinePolicies: { admin: policyOfThePage() } }],
        },
      ],
    } as never);
  const inlinePolicies = { admin: allow('sts:AssumeRole', `arn:aws:iam::*:role/${ADMIN}`) };
  stack.aws.editRole(operator, { inlinePolicies } as never);
});

const catalogFile = (): string => join(cli.directory, '.local', 'catalog.json');
/** The policy of docs/operators.md for a role in each account. */
const policyOfThePage = (): unknown => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/operators.md'), 'utf8');
  const [, section = ''] = page.split('\n## Uninstall\n');
  return JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? '');
};
const lockDown = () => cli.run('lockdown', 'on', '--as', 'U0CAROL', '--reason', 'assume-bot is removed');
const uninstall = (...more: string[]) => cli.run('uninstall', '--account-role', ADMIN, '--yes', ...more);
const deleteTable = async (): Promise<void> => {
  const dynamo = new DynamoDBClient({ credentials: stack.aws.rootCredentials(HUB_ACCOUNT) });
  await dynamo.send(new DeleteTableCommand({ TableName: TABLE_NAME }));
  dynamo.destroy();
};

/** The parts of a role and a user that the bot may have written. */
const inIam = (): string =>
  JSON.stringify([
    stack.role().trustPolicy,
    stack.role().inlinePolicies,
    ...['alice', 'random_user'].map((name) => stack.aws.user(`arn:aws:iam::111111111111:user/${name}`)?.inlinePolicies),
  ]);
const OURS = /AssumeBot|assume-bot/;

describe('assume-bot uninstall', () => {
  it('leaves everything as it was before the first grant, after the guards of ended sessions have done their work', async () => {
    const before = inIam();
    await stack.grant('U0ALICE', 'prod-s3 2h INC-42');
    await stack.grant('U0RANDOM', 'prod-s3 1h INC-43');
    const session = await stack.assume('alice');
    await lockDown();
    await stack.settle();
    stopWorkers();

    const first = await uninstall();
    const [alive, left] = [stack.mayList(session), inIam()];
    const at = /after (\S+ \S+Z)/.exec(first.out)?.[1] ?? '';
    stack.clock.advance({ seconds: (Date.parse(at.replace(' ', 'T')) - stack.clock.now().getTime()) / 1000 + 1 });
    const second = await uninstall();

    expect(first.code).toBe(1);
    expect(alive).toBe('ExplicitlyDenied');
    expect(left).not.toContain('assume-bot-access');
    expect(first.out).toContain(`guarded  ${ROLE_ARN}: access is closed`);
    expect([second.code, inIam()]).toEqual([0, before]);
    expect(second.out).toContain('Nothing of this hub is left in IAM.');
    expect(second.out).toContain('aws dynamodb delete-table --region us-east-1 --table-name assume-bot');
    expect((await uninstall()).out).toContain('Nothing of this hub was found in IAM.');
  });

  it('writes nothing while users can be granted access, or while access is open', async () => {
    await stack.grant('U0ALICE', 'prod-s3 2h INC-42');
    stopWorkers();
    const before = inIam();

    const unlocked = await uninstall();
    await lockDown();
    const open = await uninstall();
    const shown = await cli.run('uninstall', '--account-role', ADMIN, '--dry-run', '--end-access');

    expect([unlocked.code, open.code, shown.code]).toEqual([1, 1, 0]);
    expect(unlocked.err).toContain('assume-bot lockdown on');
    expect(open.out).toContain(`OPEN     ${ROLE_ARN}: access is open until 2030-01-01 14:00:00Z.`);
    expect(shown.out).toContain(`planned  ${ALICE}: delete the inline policy assume-bot-access.`);
    expect(inIam()).toBe(before);
  });

  it('ends open access and live sessions from the catalog alone after the table was deleted', async () => {
    await stack.grant('U0ALICE', 'prod-s3 2h INC-42');
    const session = await stack.assume('alice');
    stopWorkers();
    await deleteTable();

    const unaware = await uninstall('--end-access');
    const ended = await uninstall('--end-access', '--without-table');
    const [assumed, alive] = [stack.mayAssume('alice'), stack.mayList(session)];
    stack.clock.advance({ minutes: 120 });
    const removed = await uninstall('--without-table');

    expect([unaware.code, ended.code, removed.code]).toEqual([1, 1, 0]);
    expect(unaware.err).toContain('--without-table');
    expect([assumed, alive]).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied']);
    expect(inIam()).not.toMatch(OURS);
  });

  it('finds a role and a user that neither catalog nor table name, and changes nothing of others', async () => {
    const former = 'arn:aws:iam::222222222222:role/team/former';
    const foreign = trusting('arn:aws:iam::222222222222:root').Statement[0];
    const other = { ...trusting('arn:aws:iam::111111111111:root').Statement[0], Sid: 'AssumeBot1b4f0e12345678' };
    const ours = {
      ...trusting('arn:aws:iam::111111111111:root').Statement[0],
      Sid: 'AssumeBot12345678',
      Condition: { DateLessThan: { 'aws:CurrentTime': '2029-01-01T00:00:00Z' } },
    };
    const trustPolicy = { Version: '2012-10-17', Statement: [foreign, other, ours] };
    const inlinePolicies = { 'assume-bot-222222222222-old': allow('sts:AssumeRole', '*'), own: allow('s3:*', '*') };
    stack.aws.seed({
      accounts: [
        { id: '222222222222', roles: [{ name: 'former', path: '/team/', trustPolicy }] },
        { id: '111111111111', users: [{ name: 'former', inlinePolicies }] },
      ],
    } as never);
    await lockDown();

    const { code } = await uninstall('--end-access');

    expect(code).toBe(0);
    expect(stack.role(former).trustPolicy.Statement).toEqual([foreign, other]);
    const left = stack.aws.user('arn:aws:iam::111111111111:user/former')?.inlinePolicies ?? {};
    expect(Object.keys(left)).toEqual(['own']);
  });

  it('closes a role that trusted no one else, without its mark', async () => {
    const Condition = { DateLessThan: { 'aws:CurrentTime': '2029-01-01T00:00:00Z' } };
    const statement = {
      ...trusting('arn:aws:iam::111111111111:root').Statement[0],
      Sid: 'AssumeBot12345678',
      Condition,
    };
    stack.aws.editRole(ROLE_ARN, { trustPolicy: { Version: '2012-10-17', Statement: [statement] } } as never);
    await lockDown();

    expect((await uninstall()).code).toBe(0);

    expect(inIam()).not.toMatch(OURS);
    expect(JSON.stringify(stack.role().trustPolicy)).toContain('1970-01-01T00:00:00Z');
  });

  it('continues past an account that cannot be reached, and fails', async () => {
    await stack.grant('U0ALICE', 'prod-s3 2h INC-42');
    await lockDown();
    stack.aws.editRole(adminArn('222222222222'), { trustPolicy: trusting(adminArn('222222222222')) } as never);
    stopWorkers();

    const { code, out } = await uninstall('--end-access');
    const noRole = await cli.run(
      'uninstall',
      '--table',
      TABLE_NAME,
      '--without-table',
      '--yes',
      '--catalog',
      catalogFile(),
    );

    expect(code).toBe(3);
    expect(out).toContain(`removed  ${ALICE}`);
    expect(out).toContain(`FAILED   ${ROLE_ARN}: sts:AssumeRole on ${adminArn('222222222222')}`);
    expect(noRole.code).toBe(3);
    expect(noRole.out).toContain('pass --account-role with the name of a role in account 111111111111');
  });

  it('asks for confirmation, and writes nothing after a no', async () => {
    await lockDown();
    cli.answers = ['no'];
    const refused = await cli.run('uninstall', '--account-role', ADMIN);
    cli.answers = [];
    const alone = await cli.run('uninstall', '--account-role', ADMIN);

    expect([refused.code, alone.code]).toEqual([1, 2]);
    expect(refused.err).toContain('Nothing was written');
  });

  it('refuses what is not the name of a role before it reads anything', async () => {
    for (const wrong of ['arn:aws:iam::111111111111:role/admin', 'two words', '', '/admin']) {
      const ran = await cli.run('uninstall', '--account-role', wrong, '--yes');

      expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('is not the name of a role')]);
    }
  });
});
