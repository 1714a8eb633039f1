import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { KEYS } from '../../contract.ts';
import type { WantedTable } from '../../core/doctor/examine-hub.ts';
import type { SeenTable } from '../../core/doctor/facts.ts';
import type { TableInspector } from '../../usecases/operating/inspect-ports.ts';
import { attempt, StoreFault } from './fault.ts';
import { tableDefinition } from './table.ts';

type Shape = Pick<TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes'>;

const keysOf = (schema: Shape['KeySchema']): readonly string[] =>
  (schema ?? []).map(({ AttributeName = '' }) => AttributeName);

const indexesOf = (shape: Shape): SeenTable['indexes'] =>
  Object.fromEntries(
    (shape.GlobalSecondaryIndexes ?? []).map(({ IndexName = '', KeySchema, Projection }) => [
      IndexName,
      {
        keys: keysOf(KeySchema),
        carries: Projection?.ProjectionType === 'ALL' ? ['*'] : (Projection?.NonKeyAttributes ?? []),
      },
    ]),
  );

/** The keys and indexes that this release needs. */
export const wantedTable = (): WantedTable => {
  const definition = tableDefinition('wanted') as Shape;
  return { keys: keysOf(definition.KeySchema), indexes: indexesOf(definition), ttlAttribute: KEYS.ttl };
};

/** Returns undefined for a setting that may not be read or does not exist locally. */
const unlessRefused = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await read();
  } catch {
    return undefined;
  }
};

/** Reads the settings of the table for the doctor. */
export const createTableInspector = ({
  client,
  tableName,
}: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): TableInspector => ({
  table: async () => {
    const about = { tried: 'look at the table', key: tableName };
    let described: TableDescription;
    try {
      const answer = await attempt(about, () => client.send(new DescribeTableCommand({ TableName: tableName })));
      described = answer.Table ?? {};
    } catch (fault) {
      if (!(fault instanceof StoreFault)) throw fault;
      if ((fault.cause as Error | undefined)?.name === 'ResourceNotFoundException') return { kind: 'missing' };
      return {
        kind: 'not_seen',
        why: `The table cannot be read: ${fault.message}.`,
        fix: 'Check that the AWS credentials are from the hub account and allow dynamodb:DescribeTable.',
      };
    }
    const ttl = await unlessRefused(() => client.send(new DescribeTimeToLiveCommand({ TableName: tableName })));
    const backups = await unlessRefused(() =>
      client.send(new DescribeContinuousBackupsCommand({ TableName: tableName })),
    );
    const ttlDescription = ttl?.TimeToLiveDescription;
    const isOn = /^ENABL/.test(ttlDescription?.TimeToLiveStatus ?? '');
    const recovery = backups?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    return {
      kind: 'seen',
      isActive: described.TableStatus === 'ACTIVE',
      keys: keysOf(described.KeySchema),
      indexes: indexesOf(described),
      ...(ttlDescription === undefined ? {} : { ttlAttribute: isOn ? (ttlDescription.AttributeName ?? 'off') : 'off' }),
      ...(recovery === undefined ? {} : { hasPointInTimeRecovery: recovery === 'ENABLED' }),
      ...(described.DeletionProtectionEnabled === undefined || backups === undefined
        ? {}
        : { isDeletionProtected: described.DeletionProtectionEnabled }),
    };
  },
});
