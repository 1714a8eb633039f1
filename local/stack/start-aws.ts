import { setTimeout as pause } from 'node:timers/promises';
import { createLocalAws } from '@assume-bot/local-aws';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import type { CallRecord, LocalAws } from '@assume-bot/local-aws/types';
import { type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { redeployRoles } from './deployed-roles.ts';
import { ensureTable } from './ensure-table.ts';
import { inPartition, regionOf } from './in-partition.ts';
import { HUB_ACCOUNT } from './names.ts';
import { describeProfiles } from './profiles.ts';
import { seedOf } from './seed.ts';
import type { StackCatalog } from './stack-catalog.ts';

export interface AwsOptions {
  readonly host: string;
  readonly port: number;
  readonly table: CreateTableCommandInput;
  /** A directory that keeps all state over restarts, including `aws/config` and `aws/credentials`. */
  readonly directory: string;
  readonly isEphemeral: boolean;
  readonly onCall?: (call: CallRecord) => void;
}

const makeTable = async (aws: LocalAws, table: CreateTableCommandInput): Promise<void> => {
  const client = new DynamoDBClient({
    endpoint: aws.url,
    region: aws.region,
    credentials: aws.rootCredentials(HUB_ACCOUNT),
  });
  try {
    await ensureTable(client, table, pause);
  } finally {
    client.destroy();
  }
};

/** Adds the accounts, users and roles of a catalog, as a deployment would, and writes their AWS CLI profiles. */
export const deployCatalog = (aws: LocalAws, catalog: StackCatalog, directory: string) => {
  const seed = seedOf(catalog);
  aws.seed(seed);
  redeployRoles(aws, seed, catalog);
  return writeProfiles(`${directory}/aws`, describeProfiles(aws, catalog));
};

/** Starts the local AWS with the accounts of the catalog, the table and the AWS CLI profiles. */
export const startAws = async (options: AwsOptions, catalog: StackCatalog, onStarted: (aws: LocalAws) => void) => {
  const { host, port, directory } = options;
  const started = await createLocalAws({
    host,
    port,
    region: regionOf(catalog),
    ...(options.isEphemeral ? {} : { statePath: `${directory}/aws/state` }),
    ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
  });
  const aws = inPartition(started);
  onStarted(aws);
  const profiles = deployCatalog(aws, catalog, directory);
  await makeTable(aws, options.table);
  return { aws, profiles };
};
