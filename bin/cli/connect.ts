import { randomUUID } from 'node:crypto';
import { createDynamoArchive } from '../../functions/adapters/dynamodb/archive.ts';
import { createDynamoClient } from '../../functions/adapters/dynamodb/client.ts';
import { createTableInspector, wantedTable } from '../../functions/adapters/dynamodb/inspect-table.ts';
import { createDynamoRefusalLog } from '../../functions/adapters/dynamodb/refusal-log.ts';
import { createDynamoStores } from '../../functions/adapters/dynamodb/stores.ts';
import { createDynamoUserAccessStore } from '../../functions/adapters/dynamodb/user-access-store.ts';
import { createAwsIam } from '../../functions/adapters/iam/aws-iam.ts';
import { type Connection, createIamClients, createStsClient } from '../../functions/adapters/iam/connection.ts';
import { createIamAccounts } from '../../functions/adapters/iam/iam-accounts.ts';
import { createIamInspector } from '../../functions/adapters/iam/inspect.ts';
import { createManagerCredentials, type ManagerCredentials } from '../../functions/adapters/iam/manager-credentials.ts';
import { createTrustQuota } from '../../functions/adapters/iam/trust-quota.ts';
import { createSlackInspector } from '../../functions/adapters/slack/inspect.ts';
import { createSlackWeb } from '../../functions/adapters/slack/web.ts';
import { createSqsClient, sendThrough } from '../../functions/adapters/sqs/client.ts';
import { createQueueInspector } from '../../functions/adapters/sqs/inspect-queue.ts';
import { createSqsWakeQueue } from '../../functions/adapters/sqs/wake-queue.ts';
import { createEndpointInspector } from '../../functions/adapters/system/inspect-endpoint.ts';
import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { partitionOfCatalog } from '../../functions/core/catalog/lookup.ts';
import { defined } from '../../functions/core/defined.ts';
import { parseRoleArn } from '../../functions/core/names.ts';
import type { Log } from '../../functions/usecases/ports.ts';
import { type AccountProfiles, withInspectors, withProfiles } from './account-credentials.ts';
import { loadCatalog } from './catalog.ts';
import { hubOfSettings, need, readSettings, type Settings } from './hub-settings.ts';
import { createInspectors } from './inspectors.ts';
import type { Io } from './io.ts';
import type { CatalogOptions, HubOptions } from './options.ts';

/** Prints warnings of adapters for operators. */
export const logOf = (io: Io): Log => {
  const say = (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    const { cause: _, ...rest } = fields;
    io.err(Object.keys(rest).length === 0 ? message : `${message} ${JSON.stringify(rest)}`);
  };
  return { info: () => {}, warn: say, error: say };
};

const keysOf = ({ keys }: Settings) => (keys === undefined ? {} : { credentials: async () => keys });

/** The stores of the bot with the operator's credentials. Throws UsageError if the table is unknown. */
export const openStores = (settings: Settings, io: Io) => {
  const client = createDynamoClient({ connection: settings.connection, ...keysOf(settings) });
  const table = { dynamo: client, tableName: need(settings, 'table') };
  return {
    ...createDynamoStores({ ...table, freshId: randomUUID, pause: io.clock.pause }),
    users: createDynamoUserAccessStore(table),
    refusalsFor: (retentionDays: number) => createDynamoRefusalLog({ ...table, retentionDays, freshId: randomUUID }),
    archive: createDynamoArchive(table),
    inspector: createTableInspector(client, table.tableName),
    wanted: wantedTable(),
  };
};

/** The settings, the catalog and the stores of a call. Throws UsageError for what is missing or invalid. */
export const openHub = async (io: Io, options: HubOptions & CatalogOptions) => {
  const settings = readSettings(io, options);
  return { settings, catalog: await loadCatalog(io, options, settings), stores: openStores(settings, io) };
};

/** The queue that wakes the workers. */
export const openQueue = (settings: Settings) => {
  const client = createSqsClient({ connection: settings.connection, ...keysOf(settings) });
  const queueUrl = need(settings, 'queueUrl');
  return {
    wake: createSqsWakeQueue(sendThrough(client), queueUrl, randomUUID).wake,
    inspector: createQueueInspector(client, queueUrl),
  };
};

/** The endpoint that Slack calls. */
export const openEndpoint = (url: string, { clock }: Io) => createEndpointInspector(url, clock);

/** Slack with the bot's token. */
export const openSlack = ({ token, apiUrl: slackApiUrl }: NonNullable<Settings['slack']>, io: Io) => {
  // Failures are thrown as faults, so the log lines of the client would repeat them.
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const slack = createSlackWeb({ token, slackApiUrl, clock: io.clock, log });
  return { slack, inspector: createSlackInspector({ token, slackApiUrl, slack, clock: io.clock, log }) };
};

/** Created on first use, because operators with inspector roles do not need the ExternalId. */
const lazy = (make: () => ManagerCredentials): ManagerCredentials => {
  let made: ManagerCredentials | undefined;
  const once = (): ManagerCredentials => {
    made ??= make();
    return made;
  };
  return {
    of: async (account) => once().of(account),
    forget: (account, refused) => once().forget(account, refused),
  };
};

/**
 * IAM of every account. `iam` reads and writes through manager roles, as the bot does. `reader` and `inspector` use inspector
 * roles if these admit the operator. A profile replaces either role.
 */
export const openIam = (settings: Settings, catalog: Catalog, io: Io, profiles: AccountProfiles = {}) => {
  const partition = partitionOfCatalog(catalog);
  const connection: Connection = { ...settings.connection, maxAttempts: 3 };
  const sts = createStsClient(connection, settings.keys);
  const { accounts } = catalog;
  const managers = lazy(() =>
    createManagerCredentials({
      sts,
      accounts,
      externalId: need(settings, 'externalId'),
      clock: io.clock,
    }),
  );
  const inspectorOf = createInspectors({ sts, accounts, partition });
  const { profile: _, ...plain } = connection;
  const createClient = createIamClients(plain);
  const log = logOf(io);
  const look = withProfiles(withInspectors(managers, inspectorOf), profiles, plain);
  const accountReaders = createIamAccounts(look, createClient);
  const quietLog = { ...log, warn: () => {} };
  const shared = { createClient, hub: hubOfSettings(settings), clock: io.clock, log };
  return {
    iam: createAwsIam({ managers: withProfiles(managers, profiles, plain), ...shared }),
    reader: createAwsIam({ managers: look, ...shared }),
    inspector: createIamInspector({
      accounts: accountReaders,
      lookOf: async (id) => {
        if (profiles[id] !== undefined) return { kind: 'profile' };
        const inspector = await inspectorOf(id);
        return inspector.kind === 'open' ? { kind: 'inspector' } : { kind: 'manager', inspectorArn: inspector.arn };
      },
      managerArns: Object.fromEntries(
        accounts.map(({ id, managerRoleName }) => [
          id,
          parseRoleArn(`arn:${partition}:iam::${id}:role/${managerRoleName}`),
        ]),
      ),
      ...defined({ externalId: settings.externalId }),
      trustQuota: createTrustQuota(accountReaders, io.clock, quietLog),
    }),
  };
};
