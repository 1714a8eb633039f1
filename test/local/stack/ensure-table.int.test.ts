import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import { createDynamoRequestStore } from '../../../functions/adapters/dynamodb/request-store.ts';
import { tableDefinition } from '../../../functions/adapters/dynamodb/table.ts';
import { ensureTable } from '../../../local/stack/ensure-table.ts';
import { startDynamo } from '../../support/dynalite.ts';
import { aClock } from '../../support/fixed-clock.ts';
import { someIds } from '../../support/fixed-ids.ts';
import { aStoredRequest } from '../../support/stored-examples.ts';

const aDynamo = async () => {
  const dynamo = await startDynamo();
  onTestFinished(() => dynamo.stop());
  const { client } = await dynamo.table();
  return client;
};

const { pause } = aClock('2030-01-01T12:00:00Z');
const definition = tableDefinition('assume-bot');

it('creates the table once and keeps its items', async () => {
  const client = await aDynamo();
  await ensureTable(client, definition, pause);
  const store = createDynamoRequestStore({
    dynamo: DynamoDBDocument.from(client),
    tableName: 'assume-bot',
    freshId: someIds(),
    pause,
  });
  await store.create(aStoredRequest());

  await ensureTable(client, definition, pause);

  expect(await store.get(aStoredRequest().id)).toStrictEqual(aStoredRequest());
});

it('rejects a table of an earlier release with other indexes, and names the difference', async () => {
  const client = await aDynamo();
  const { GlobalSecondaryIndexes = [], ...bare } = definition;
  const [due] = GlobalSecondaryIndexes;
  await client.send(
    new CreateTableCommand({
      ...bare,
      AttributeDefinitions: bare.AttributeDefinitions?.filter(
        ({ AttributeName = '' }) => !['requester', 'askedAt'].includes(AttributeName),
      ),
      GlobalSecondaryIndexes: due === undefined ? [] : [due],
    }),
  );

  await expect(ensureTable(client, definition, pause)).rejects.toThrow(
    'the table assume-bot has the keys pk+sk, due(duePk+dueAt: KEYS_ONLY), but pk+sk, byRequester(requester+askedAt: statusKind target v), due(duePk+dueAt: KEYS_ONLY) is needed: an earlier release created it',
  );
});
