import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantItem, roleStateItem } from '../../../functions/adapters/dynamodb/grant-item.ts';
import { createDynamoGrantStore } from '../../../functions/adapters/dynamodb/grant-store.ts';
import { grantKey, roleStateKey } from '../../../functions/adapters/dynamodb/keys.ts';
import { addSeconds } from '../../../functions/core/time.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import {
  beforeNext,
  countCalls,
  shortenPages,
  startDynamo,
  type TestDynamo,
  type TestTable,
} from '../../support/dynalite.ts';
import { aRoleState, aStoredGrant, aStoredRequest, at, noon, s3ListRole } from '../../support/stored-examples.ts';

let dynamo: TestDynamo;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const key = grantKey(s3ListRole, aStoredGrant().requestId);

const putRaw = ({ client, tableName }: TestTable, item: object) =>
  client.send(new PutCommand({ TableName: tableName, Item: { ...item } }));
const readRaw = async ({ client, tableName }: TestTable, of = key) =>
  (await client.send(new GetCommand({ TableName: tableName, Key: of }))).Item;

describe('grants in DynamoDB', () => {
  it('cost one call per operation, and one more if the grant is not known', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore(table);
    const calls = countCalls(table);

    await store.add(aStoredGrant());
    await store.endBy(s3ListRole, aStoredGrant().requestId, at('12:30'));
    await store.settle(aStoredGrant({ endsAt: at('12:30') }), {
      state: 'refused',
      why: 'no such role',
      at: at('12:10'),
    });
    await store.markClosed(aStoredGrant({ state: 'refused', why: 'no such role', endsAt: at('12:10') }), at('12:31'));
    await store.get(s3ListRole, aStoredGrant().requestId);
    await store.saveRoleState(aRoleState());
    await store.saveRoleState(aRoleState({ seenAt: at('11:00') }));
    await store.ofRole(s3ListRole);
    await store.remove(s3ListRole, aStoredGrant().requestId);

    // A write of an older state is refused, and then the newer state is read to check its seal.
    expect(calls).toEqual({ PutItem: 6, GetItem: 3, Query: 1, DeleteItem: 1 });
  });

  it('are read completely, regardless of the number of pages', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore(table);
    const grants = Array.from({ length: 20 }, (_, index) =>
      aStoredGrant({ requestId: aStoredRequest({ at: addSeconds(noon, index) }).id }),
    );
    for (const grant of grants) await store.add(grant);
    await store.saveRoleState(aRoleState());
    shortenPages(table, 3);

    const partition = await store.ofRole(s3ListRole);

    expect(partition.grants).toHaveLength(20);
    expect(partition.grants).toEqual(expect.arrayContaining(grants));
    expect(partition.state).toStrictEqual(aRoleState());
  });

  it('have no TTL, so that only the bot deletes them', async () => {
    const table = await dynamo.table();
    await createDynamoGrantStore(table).add(aStoredGrant());

    expect(await readRaw(table)).not.toHaveProperty('ttlEpochSeconds');
  });

  it('are damaged individually if they were changed or cannot be read', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore(table);
    const [good, later, newer] = ['12:01', '12:02', '12:03'].map((time) =>
      aStoredGrant({ requestId: aStoredRequest({ at: at(time) }).id }),
    ) as [Grant, Grant, Grant];
    await store.add(good);
    await putRaw(table, { ...grantItem(later), endsAt: '2031-01-01T00:00:00.000Z' });
    await putRaw(table, { ...grantItem(newer), v: 3 });
    await putRaw(table, { ...grantItem(good), sk: 'GRANT#another' });

    const { grants, damaged } = await store.ofRole(s3ListRole);

    expect(grants).toStrictEqual([good]);
    expect([...damaged].sort()).toEqual([later.requestId, newer.requestId].sort());
    expect(await store.get(s3ListRole, later.requestId)).toBe('damaged');
    await store.endBy(s3ListRole, later.requestId, at('12:10'));
    expect(await store.get(s3ListRole, later.requestId)).toBe('damaged');
    await store.remove(s3ListRole, later.requestId);
    expect(await store.get(s3ListRole, later.requestId)).toBeUndefined();
  });

  it('keep the earlier end that another worker wrote at the same time', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore(table);
    await store.add(aStoredGrant());
    const other = createDynamoGrantStore({ ...(await dynamo.table()), tableName: table.tableName });
    beforeNext(table, 'PutItem', () => other.endBy(s3ListRole, aStoredGrant().requestId, at('12:20')));

    await store.settle(aStoredGrant(), { state: 'confirmed' });

    expect(await store.get(s3ListRole, aStoredGrant().requestId)).toStrictEqual(
      aStoredGrant({ state: 'confirmed', endsAt: at('12:20') }),
    );
  });

  it('ignore a changed role state, and replace it with the next one', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore(table);
    await putRaw(table, { ...roleStateItem(aRoleState()), seenAt: '2039-01-01T00:00:00.000Z' });
    const before = await store.ofRole(s3ListRole);

    await store.saveRoleState(aRoleState({ seenAt: at('12:05') }));

    expect(before.state).toBeUndefined();
    expect((await store.ofRole(s3ListRole)).state).toStrictEqual(aRoleState({ seenAt: at('12:05') }));
  });

  it('do not overwrite a role state of a newer release', async () => {
    const table = await dynamo.table();
    const newer = { ...roleStateKey(s3ListRole), v: 3, seenAt: '2029-01-01T00:00:00.000Z' };
    await putRaw(table, newer);

    await createDynamoGrantStore(table).saveRoleState(aRoleState());

    expect(await readRaw(table, roleStateKey(s3ListRole))).toStrictEqual(newer);
  });
});

/** A grant as release 0.1.0 wrote it: without a seal, and with a mark for the user's side. */
const { seal: _, ...unsealed } = grantItem(aStoredGrant());
const ofRelease010 = { ...unsealed, v: 1, identityCleared: false };

describe('a grant that release 0.1.0 stored', () => {
  it('is read, confirmed, ended early and closed by this release, and sealed with the first write', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore(table);
    await putRaw(table, ofRelease010);
    const found = await store.ofRole(s3ListRole);

    await store.settle(aStoredGrant(), { state: 'confirmed' });
    const afterFirst = await readRaw(table);
    await store.endBy(s3ListRole, aStoredGrant().requestId, at('12:30'));
    await store.markClosed(aStoredGrant(), at('12:31'));

    expect(found.grants).toStrictEqual([aStoredGrant()]);
    expect(afterFirst).toStrictEqual(grantItem(aStoredGrant({ state: 'confirmed' })));
    expect(await readRaw(table)).toStrictEqual(
      grantItem(aStoredGrant({ state: 'confirmed', endsAt: at('12:30'), closedAt: at('12:31') })),
    );
  });

  it('keeps the earlier end that release 0.1.0 wrote during the migration', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore(table);
    await putRaw(table, ofRelease010);
    const other = { ...table, client: (await dynamo.table()).client };
    const setEnd = () =>
      other.client.send(
        new UpdateCommand({
          TableName: table.tableName,
          Key: key,
          UpdateExpression: 'SET endsAt = :end',
          ExpressionAttributeValues: { ':end': at('12:20').toISOString() },
        }),
      );
    beforeNext(table, 'PutItem', setEnd);

    await store.endBy(s3ListRole, aStoredGrant().requestId, at('12:30'));

    expect((await store.ofRole(s3ListRole)).grants).toStrictEqual([aStoredGrant({ endsAt: at('12:20') })]);
  });

  it('is damaged if its version is set back, because its seal does not match', async () => {
    const table = await dynamo.table();
    await putRaw(table, { ...grantItem(aStoredGrant()), v: 1 });

    expect(await createDynamoGrantStore(table).get(s3ListRole, aStoredGrant().requestId)).toBe('damaged');
  });
});
