import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { startDynamo } from '../../support/dynalite.ts';

it('creates the table with two sparse indexes that contain only the attributes they need', async () => {
  const dynamo = await startDynamo();
  const { client, tableName } = await dynamo.table();

  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  await dynamo.stop();

  const key = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
  expect(Table).toMatchObject({ TableStatus: 'ACTIVE', KeySchema: key('pk', 'sk') });
  expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
  expect(
    Table?.GlobalSecondaryIndexes?.toSorted((a, b) => (a.IndexName ?? '').localeCompare(b.IndexName ?? '')),
  ).toEqual([
    expect.objectContaining({
      IndexName: 'byRequester',
      KeySchema: key('requester', 'askedAt'),
      Projection: {
        ProjectionType: 'INCLUDE',
        NonKeyAttributes: expect.arrayContaining(['v', 'target', 'statusKind']),
      },
    }),
    expect.objectContaining({
      IndexName: 'due',
      KeySchema: key('duePk', 'dueAt'),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    }),
  ]);
});
