import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { BY_REQUESTER_INDEX, BY_REQUESTER_PROJECTION, DUE_INDEX, KEYS } from '../../contract.ts';

const keySchema = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];

const textAttributes = [KEYS.partition, KEYS.sort, KEYS.duePartition, KEYS.dueAt, KEYS.requester, KEYS.requestedAt].map(
  (name) => ({ AttributeName: name, AttributeType: 'S' as const }),
);

/**
 * The input of CreateTable, for local use and tests. In AWS, the hub stack creates the table. Both indexes are sparse and
 * project only the attributes of their one query, because writes of projected attributes are charged twice.
 */
export const tableDefinition = (tableName: string): CreateTableCommandInput => ({
  TableName: tableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: textAttributes,
  KeySchema: keySchema(KEYS.partition, KEYS.sort),
  GlobalSecondaryIndexes: [
    {
      IndexName: DUE_INDEX,
      KeySchema: keySchema(KEYS.duePartition, KEYS.dueAt),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    {
      IndexName: BY_REQUESTER_INDEX,
      KeySchema: keySchema(KEYS.requester, KEYS.requestedAt),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...BY_REQUESTER_PROJECTION] },
    },
  ],
});
