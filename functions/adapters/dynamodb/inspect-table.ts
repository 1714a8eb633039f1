import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { KEYS } from '../../contract.ts';
import { defined } from '../../core/defined.ts';
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

/** Reads the settings of the table for the doctor. */
export const createTableInspector = (client: DynamoDBDocumentClient, tableName: string): TableInspector => ({
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
    // A setting that may not be read, or does not exist locally, is left out.
    const unread = () => undefined;
    const ttl = (await client.send(new DescribeTimeToLiveCommand({ TableName: tableName })).catch(unread))
      ?.TimeToLiveDescription;
    const backups = (await client.send(new DescribeContinuousBackupsCommand({ TableName: tableName })).catch(unread))
      ?.ContinuousBackupsDescription;
    const isOn = /^ENABL/.test(ttl?.TimeToLiveStatus ?? '');
    const recovery = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    return {
      kind: 'seen',
      isActive: described.TableStatus === 'ACTIVE',
      keys: keysOf(described.KeySchema),
      indexes: indexesOf(described),
      ...defined({
        ttlAttribute: ttl && (isOn ? (ttl.AttributeName ?? 'off') : 'off'),
        hasPointInTimeRecovery: recovery && recovery === 'ENABLED',
        isDeletionProtected: backups && described.DeletionProtectionEnabled,
      }),
    };
  },
});
