import { describe, expect, it } from 'vitest';
import { createDynamoClient } from '../../functions/adapters/dynamodb/client.ts';
import { createStsClient } from '../../functions/adapters/iam/connection.ts';
import { createManagerCredentials } from '../../functions/adapters/iam/manager-credentials.ts';
import { parseAccountId } from '../../functions/core/names.ts';
import { managerTrust } from '../../lib/manager-policies.ts';
import { HUB_ACCOUNT, lambdaRoleArn, TABLE_NAME } from '../../local/stack/names.ts';
import { aWorkingStackForEach, cli, stack } from '../bin/a-working-stack.ts';
import { commandsOf, readPage } from './commands.ts';

aWorkingStackForEach();

const OURS = /^npx --no assume-bot(?= |$)/;

/** Runs the commands of a page that start with some words, and returns their exit codes. */
const run = async (page: string, ...start: readonly string[]): Promise<readonly number[]> => {
  const found = commandsOf(readPage(`docs/operating/${page}.md`), OURS).filter(
    (args) => args.length > start.length && start.every((word, index) => args[index] === word),
  );
  if (found.length === 0) throw new Error(`${page} has no command ${start.join(' ')}`);
  const codes: number[] = [];
  for (const args of found) codes.push((await cli.run(...args)).code);
  return codes;
};

/** All items of the table, and a function that puts the table back to them. */
const backUp = async (): Promise<() => Promise<void>> => {
  const dynamo = createDynamoClient({
    connection: { endpoint: stack.aws.url, region: stack.aws.region },
    credentials: stack.aws.rootCredentials(HUB_ACCOUNT),
  });
  const items = async () => (await dynamo.scan({ TableName: TABLE_NAME, ConsistentRead: true })).Items ?? [];
  const before = await items();
  return async () => {
    for (const { pk, sk } of await items()) await dynamo.delete({ TableName: TABLE_NAME, Key: { pk, sk } });
    for (const Item of before) await dynamo.put({ TableName: TABLE_NAME, Item });
  };
};

const minutesPass = async (minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    stack.clock.advance({ minutes: 1 });
    await stack.sweep();
  }
};

describe('the page about restoring a backup', () => {
  it('leaves no access open that IAM or the restored table knows, and everything works afterwards', async () => {
    await stack.grant('U0RANDOM', 'prod-s3 4h INC-1');
    const restore = await backUp();
    stack.clock.advance({ minutes: 5 });
    await cli.run('revoke', 'random_user', 'prod-s3', '--reason', 'laptop stolen', '--wait');
    await stack.grant('U0ALICE', 'prod-s3 4h INC-2');
    const sessions = [await stack.assume('alice')];

    // Steps 1 to 4: the functions do not run, and the table is replaced.
    await restore();
    const locked = await run('restoring-a-backup', 'lockdown', 'on');
    await minutesPass(2);
    const checked = await run('restoring-a-backup', 'reconcile', '--all');
    const during = ['alice', 'random_user'].map((user) => stack.mayAssume(user));
    const verified = (await cli.run('audit', 'verify')).code;
    await run('restoring-a-backup', 'lockdown', 'off');
    await minutesPass(1);

    expect([locked, checked, verified]).toEqual([[0], [0], 0]);
    expect(during).toEqual(['ImplicitlyDenied', 'ImplicitlyDenied']);
    expect(sessions.map((session) => stack.mayList(session))).toEqual(['ExplicitlyDenied']);
    await stack.grant('U0ALICE', 'prod-s3 1h INC-3');
    expect(stack.mayAssume('alice')).toBe('Allowed');
    expect(stack.mayAssume('random_user')).not.toBe('Allowed');
    expect(sessions.map((session) => stack.mayList(session))).toEqual(['ExplicitlyDenied']);
  });
});

describe('the page about rotating the ExternalId', () => {
  it('lets the hub into every account after each step, and refuses the old value in the end', async () => {
    const [old, next] = ['0123456789abcdef', 'fedcba9876543210'];
    const {
      accessKeyId,
      secretAccessKey,
      sessionToken = '',
    } = stack.aws.issueSession({
      roleArn: lambdaRoleArn('reconcile'),
      sessionName: 'reconcile',
      durationSeconds: 3600,
    });
    const sts = createStsClient(
      { endpoint: stack.aws.url, region: stack.aws.region },
      { accessKeyId, secretAccessKey, sessionToken },
    );
    const deployAccounts = (ids: { readonly externalId: string; readonly otherExternalId?: string }): void => {
      const hub = { partition: 'aws', accountId: HUB_ACCOUNT, reconcileRoleName: 'assume-bot-reconcile', ...ids };
      for (const { id, managerRoleName } of stack.catalog.accounts)
        stack.aws.editRole(`arn:aws:iam::${id}:role/${managerRoleName}`, { trustPolicy: managerTrust(hub) as never });
    };
    const reaches = async (externalId: string): Promise<boolean> => {
      const { accounts } = stack.catalog;
      const managers = createManagerCredentials({ sts, accounts, externalId, clock: stack.clock });
      const tries = accounts.map(({ id }) => managers.of({ id: parseAccountId(id), partition: 'aws' }));
      return (await Promise.allSettled(tries)).every(({ status }) => status === 'fulfilled');
    };

    deployAccounts({ externalId: old });
    const before = await reaches(old);
    deployAccounts({ externalId: old, otherExternalId: next });
    const both = [await reaches(old), await reaches(next)];
    deployAccounts({ externalId: next });
    const after = [await reaches(old), await reaches(next)];
    sts.destroy();

    expect([before, both, after]).toEqual([true, [true, true], [false, true]]);
  });
});

describe('the page about removing from the catalog', () => {
  it('shows with its commands what is held, and ends it', async () => {
    await stack.grant('U0ALICE', 'prod-s3 4h INC-1');

    const revoked = await run('removing-from-the-catalog', 'revoke');

    expect(revoked).toEqual([0]);
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
    expect(await run('removing-from-the-catalog', 'grants')).toEqual([0]);
  });
});

describe('the pages about a hub that is removed, renamed or moved', () => {
  it.each(['uninstalling', 'renaming-a-hub', 'moving-to-another-region'])('%s ends all access first', async (page) => {
    await stack.grant('U0ALICE', 'prod-s3 4h INC-1');
    const first = commandsOf(readPage(`docs/operating/${page}.md`), OURS)[0] ?? [];

    const { code } = await cli.run(...first.filter((word) => word !== '--wait'));
    await minutesPass(3);

    expect([first[0], code]).toEqual(['lockdown', 0]);
    expect((await cli.run('grants')).out).toBe('There are no open grants.\n');
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
  });
});
