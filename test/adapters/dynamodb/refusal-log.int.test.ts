import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoRefusalLog } from '../../../functions/adapters/dynamodb/refusal-log.ts';
import { countCalls, loseNextAnswer, startDynamo, type TestDynamo, type TestTable } from '../../support/dynalite.ts';
import { someIds } from '../../support/fixed-ids.ts';
import { aliceId, at, noon } from '../../support/stored-examples.ts';

let dynamo: TestDynamo;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const refusal = {
  at: noon,
  by: aliceId,
  text: 'prod-db 2h <!channel>',
  refusal: 'unknown_name',
  catalogHash: 'c0ffee',
} as const;

const ofTheDay = async ({ client, tableName }: TestTable) =>
  (
    await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :day',
        ExpressionAttributeValues: { ':day': 'REFUSED#2030-01-01' },
      }),
    )
  ).Items;

const aLog = (table: TestTable) => createDynamoRefusalLog({ ...table, retentionDays: 400, freshId: someIds() });

describe('refusals in DynamoDB', () => {
  it('are stored unchanged by day and in order of time, with a TTL from the catalog', async () => {
    const table = await dynamo.table();
    const log = aLog(table);
    const calls = countCalls(table);

    await log.record({ ...refusal, at: at('12:30') });
    await log.record(refusal);
    await log.record(refusal);

    expect(calls).toEqual({ PutItem: 3 });
    expect(await ofTheDay(table)).toMatchObject([
      {
        ...refusal,
        v: 2,
        at: '2030-01-01T12:00:00.000Z',
        sk: '2030-01-01T12:00:00.000Z#id-2',
        ttlEpochSeconds: Date.parse('2031-02-05T12:00:00Z') / 1000,
      },
      { sk: '2030-01-01T12:00:00.000Z#id-3' },
      { sk: '2030-01-01T12:30:00.000Z#id-1' },
    ]);
  });

  it('are recorded once if the answer was lost and the SDK sent the call twice', async () => {
    const table = await dynamo.table();
    loseNextAnswer(table, 'PutItem');

    await aLog(table).record(refusal);

    expect(await ofTheDay(table)).toHaveLength(1);
  });
});
