import { createDynamoArchive } from '../../functions/adapters/dynamodb/archive.ts';
import { createDynamoClient } from '../../functions/adapters/dynamodb/client.ts';
import { createDynamoDirectoryStore } from '../../functions/adapters/dynamodb/directory-store.ts';
import { createDynamoDueStore } from '../../functions/adapters/dynamodb/due-store.ts';
import { createDynamoGrantStore } from '../../functions/adapters/dynamodb/grant-store.ts';
import { createTableInspector } from '../../functions/adapters/dynamodb/inspect-table.ts';
import { createDynamoLockdownStore } from '../../functions/adapters/dynamodb/lockdown-store.ts';
import { createDynamoRefusalLog } from '../../functions/adapters/dynamodb/refusal-log.ts';
import { createDynamoRequestStore } from '../../functions/adapters/dynamodb/request-store.ts';
import { callsOfSdk } from '../../functions/adapters/dynamodb/sdk-calls.ts';
import { createAwsIam } from '../../functions/adapters/iam/aws-iam.ts';
import type { Connection } from '../../functions/adapters/iam/connection.ts';
import { createIamClients, createStsClient } from '../../functions/adapters/iam/connection.ts';
import { createIamAccounts } from '../../functions/adapters/iam/iam-accounts.ts';
import { createIamInspector } from '../../functions/adapters/iam/inspect.ts';
import type { ManagerCredentials } from '../../functions/adapters/iam/manager-credentials.ts';
import { createManagerCredentials } from '../../functions/adapters/iam/manager-credentials.ts';
import { createTrustQuota } from '../../functions/adapters/iam/trust-quota.ts';
import { createSlackInspector } from '../../functions/adapters/slack/inspect.ts';
import { createSlackWeb } from '../../functions/adapters/slack/web.ts';
import { createSqsClient, sendThrough } from '../../functions/adapters/sqs/client.ts';
import { createQueueInspector } from '../../functions/adapters/sqs/inspect-queue.ts';
import { createSqsWakeQueue } from '../../functions/adapters/sqs/wake-queue.ts';
import { createSystemIds } from '../../functions/adapters/system/ids.ts';
import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import type { AccountId } from '../../functions/core/names.ts';
import { parseRoleArn, partitionOf } from '../../functions/core/names.ts';
import type { Log } from '../../functions/usecases/ports.ts';
import { stsOf } from './aws-identity.ts';
import type { Io } from './io.ts';
import type { Settings } from './settings.ts';
import { need } from './settings.ts';

/** What adapters warn of, as lines for operators. */
export const logOf = (io: Io): Log => {
  const say = (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    const { cause: _, ...rest } = fields;
    io.err(Object.keys(rest).length === 0 ? message : `${message} ${JSON.stringify(rest)}`);
  };
  return { info: () => {}, warn: say, error: say };
};

const keysOf = ({ keys }: Settings) => (keys === undefined ? {} : { credentials: async () => keys });

/** The stores of the bot, as an operator reaches them. Throws UsageError when the table is not known. */
export const openStores = (settings: Settings, io: Io) => {
  const client = createDynamoClient({ connection: settings.connection, ...keysOf(settings) });
  const table = { dynamo: callsOfSdk(client), tableName: need(settings, 'table') };
  return {
    requests: createDynamoRequestStore({ ...table, freshId: createSystemIds().fresh, pause: io.clock.pause }),
    grants: createDynamoGrantStore(table),
    directory: createDynamoDirectoryStore(table),
    due: createDynamoDueStore(table),
    lockdowns: createDynamoLockdownStore(table),
    refusalsFor: (retentionDays: number) =>
      createDynamoRefusalLog({ ...table, retentionDays, freshId: createSystemIds().fresh }),
    archive: createDynamoArchive(table),
    inspector: createTableInspector({ client, tableName: table.tableName }),
  };
};

/** The queue that wakes the workers. */
export const openQueue = (settings: Settings) => {
  const client = createSqsClient({ connection: settings.connection, ...keysOf(settings) });
  const queue = { client, queueUrl: need(settings, 'queueUrl') };
  return {
    wake: createSqsWakeQueue({
      send: sendThrough(queue.client),
      queueUrl: queue.queueUrl,
      freshId: createSystemIds().fresh,
    }).wake,
    inspector: createQueueInspector(queue),
  };
};

/** Slack with the bot's token; undefined without one. */
export const openSlack = (settings: Settings, io: Io) => {
  if (settings.slack === undefined) return undefined;
  const { token, apiUrl: slackApiUrl } = settings.slack;
  // What fails is told as a fault; the client's own lines would say it again in other words.
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const slack = createSlackWeb({ token, slackApiUrl, clock: io.clock, log });
  return { slack, inspector: createSlackInspector({ token, slackApiUrl, slack, clock: io.clock, log }) };
};

/** Reads `222222222222=PROFILE` or `prod=PROFILE`, as options give them. */
export type AccountProfiles = Readonly<Record<AccountId, string>>;

/** The keys of a person's profile, where one was named for the account, in the place of a manager role. */
const withProfiles = (
  managers: ManagerCredentials,
  profiles: AccountProfiles,
  connection: Connection,
): ManagerCredentials => {
  const found = new Map<AccountId, ReturnType<ManagerCredentials['of']>>();
  return {
    of: (account) => {
      const profile = profiles[account];
      if (profile === undefined) return managers.of(account);
      // The very object again: clients are kept by it.
      const keys = found.get(account) ?? stsOf({ ...connection, profile }).config.credentials();
      found.set(account, keys);
      return keys;
    },
    forget: (account, refused) => managers.forget(account, refused),
  };
};

/** IAM of every account, through its manager role or a profile, to read and write as the bot does, and to look closer. */
export const openIam = (settings: Settings, catalog: Catalog, io: Io, profiles: AccountProfiles = {}) => {
  const [role] = Object.values(catalog.roles);
  const partition = role === undefined ? 'aws' : partitionOf(role.arn);
  const connection: Connection = { ...settings.connection, partition, maxAttempts: 3 };
  const managers = createManagerCredentials({
    sts: createStsClient(connection, settings.keys),
    accounts: catalog.accounts,
    externalId: need(settings, 'externalId'),
    clock: io.clock,
    partition,
  });
  const { profile: _, ...plain } = connection;
  const createClient = createIamClients(plain);
  const log = logOf(io);
  const keys = withProfiles(managers, profiles, plain);
  const eyes = createIamAccounts(keys, createClient);
  const byManagers = createIamAccounts(managers, createClient);
  return {
    iam: createAwsIam({ managers: keys, createClient, clock: io.clock, log }),
    inspector: createIamInspector({
      managers: byManagers,
      eyes,
      managerArns: Object.fromEntries(
        catalog.accounts
          .filter(({ id }) => profiles[id] !== undefined)
          .map(({ id, managerRoleName }) => [id, parseRoleArn(`arn:${partition}:iam::${id}:role/${managerRoleName}`)]),
      ),
      trustQuota: createTrustQuota({ accounts: eyes, clock: io.clock, log: { ...log, warn: () => {} } }),
    }),
  };
};
