import { expect, it, onTestFinished } from 'vitest';
import { createDynamoDirectoryStore } from '../../../functions/adapters/dynamodb/directory-store.ts';
import { createDynamoGrantStore } from '../../../functions/adapters/dynamodb/grant-store.ts';
import { createDynamoRequestStore } from '../../../functions/adapters/dynamodb/request-store.ts';
import { createDynamoUserAccessStore } from '../../../functions/adapters/dynamodb/user-access-store.ts';
import { parseSlackUserId } from '../../../functions/core/names.ts';
import { recordCalls, startDynamo } from '../../support/dynalite.ts';
import { someIds } from '../../support/fixed-ids.ts';
import { aStoredGrant, aStoredRequest, aUserAccess, noon, s3ListRole } from '../../support/stored-examples.ts';

const { id } = aStoredRequest();

const aTable = async () => {
  const dynamo = await startDynamo();
  onTestFinished(() => dynamo.stop());
  return dynamo.table();
};

// The local DynamoDB is always consistent, so the test checks the parameters of the calls.
it('uses strongly consistent reads for all data that decisions use', async () => {
  const table = await aTable();
  const requests = createDynamoRequestStore({ ...table, freshId: someIds(), pause: async () => {} });
  const grants = createDynamoGrantStore(table);
  const calls = recordCalls(table);

  await requests.create(aStoredRequest());
  await requests.create(aStoredRequest());
  await requests.get(id);
  await requests.getMany([id], () => {});
  await grants.ofRole(s3ListRole);
  await grants.get(s3ListRole, aStoredGrant().requestId);
  await grants.endBy(s3ListRole, aStoredGrant().requestId, noon);
  await createDynamoUserAccessStore(table).read(aUserAccess().userArn);
  await createDynamoDirectoryStore(table).read();

  const reads = calls.filter(({ operation }) => /^(Get|Query|BatchGet)/.test(operation));
  const isConsistent = reads.map(({ operation, input }) => {
    const [batch] = Object.values((input['RequestItems'] ?? {}) as Record<string, { ConsistentRead?: boolean }>);
    return [operation, (batch ?? input)['ConsistentRead']];
  });
  expect(isConsistent).toEqual([
    ['GetItem', true],
    ['GetItem', true],
    ['BatchGetItem', true],
    ['Query', true],
    ['GetItem', true],
    ['GetItem', true],
    ['GetItem', true],
    ['BatchGetItem', true],
  ]);
});

it('writes the users of a whole workspace in expressions within the 4 KB limit of DynamoDB', async () => {
  const table = await aTable();
  const calls = recordCalls(table);
  const people = Object.fromEntries(
    Array.from({ length: 450 }, (_, index) => [
      parseSlackUserId(`U${1000 + index}`),
      { accountStatus: 'member' as const, name: `user ${index}`, readAt: noon },
    ]),
  );

  await createDynamoDirectoryStore(table).merge({ people });

  const expressions = calls.flatMap(({ input }) => (input['UpdateExpression'] as string | undefined) ?? []);
  expect(Math.max(...expressions.map(({ length }) => length))).toBeLessThanOrEqual(4096);
  expect(expressions).toHaveLength(6);
});
