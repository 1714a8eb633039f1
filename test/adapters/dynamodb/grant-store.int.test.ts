import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantItem } from '../../../functions/adapters/dynamodb/grant-item.ts';
import { createDynamoGrantStore } from '../../../functions/adapters/dynamodb/grant-store.ts';
import type { Migrations } from '../../../functions/adapters/dynamodb/item.ts';
import { grantKey, roleStateKey } from '../../../functions/adapters/dynamodb/keys.ts';
import { addSeconds } from '../../../functions/core/time.ts';
import type { TestDynamo, TestTable } from '../../support/dynalite.ts';
import { beforeNext, countCalls, shortenPages, startDynamo } from '../../support/dynalite.ts';
import { aRoleState, aStoredGrant, aStoredRequest, at, noon, s3ListRole } from '../../support/stored-examples.ts';

let dynamo: TestDynamo;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const key = grantKey(s3ListRole, aStoredGrant().requestId);

const putRaw = ({ client, tableName }: TestTable, item: object) =>
  client.send(new PutCommand({ TableName: tableName, Item: { ...item } }));
const readRaw = async ({ client, tableName }: TestTable) =>
  (await client.send(new GetCommand({ TableName: tableName, Key: key }))).Item;

describe('grants in DynamoDB', () => {
  it('cost one call for each thing that is asked of them', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore(table);
    const calls = countCalls(table);

    await store.add(aStoredGrant());
    await store.endBy(s3ListRole, aStoredGrant().requestId, at('12:30'));
    await store.settle(aStoredGrant(), { state: 'refused', why: 'no such role', at: at('12:10') });
    await store.markIdentityCleared(aStoredGrant(), at('12:31'));
    await store.get(s3ListRole, aStoredGrant().requestId);
    await store.saveRoleState(aRoleState());
    await store.saveRoleState(aRoleState({ seenAt: at('11:00') }));
    await store.ofRole(s3ListRole);
    await store.remove(aStoredGrant());

    expect(calls).toEqual({ PutItem: 3, UpdateItem: 3, GetItem: 1, Query: 1, DeleteItem: 1 });
  });

  it('are read to the last one, however many pages they fill', async () => {
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

  it('have no TTL, so that no clock but ours forgets one', async () => {
    const table = await dynamo.table();
    await createDynamoGrantStore(table).add(aStoredGrant());

    expect(await readRaw(table)).not.toHaveProperty('ttlEpochSeconds');
  });

  it('stop the work on a role when a newer release wrote one of them, rather than be left out of its policy', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore(table);
    await putRaw(table, { ...grantItem(aStoredGrant()), v: 2 });

    const sentence = new RegExp(`ROLE#${s3ListRole} / GRANT#.*schema version 2 and this release reads up to 1`);
    await expect(store.ofRole(s3ListRole)).rejects.toThrow(sentence);
    await expect(store.endBy(s3ListRole, aStoredGrant().requestId, at('12:10'))).rejects.toThrow(sentence);
    await expect(store.settle(aStoredGrant(), { state: 'confirmed' })).rejects.toThrow(sentence);
    expect(await readRaw(table)).toStrictEqual({ ...grantItem(aStoredGrant()), v: 2 });
  });

  it('leave what a newer release saw of a role alone, and say so when it is read', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore(table);
    await putRaw(table, { ...roleStateKey(s3ListRole), v: 2, seenAt: '2029-01-01T00:00:00.000Z' });

    await store.saveRoleState(aRoleState());

    await expect(store.ofRole(s3ListRole)).rejects.toThrow(/could not read a role state .* schema version 2/);
  });
});

/** A form that no release ever wrote: the end in milliseconds under another name, the principal by its ARN alone. */
const liveGrantOfVersion0 = {
  ...key,
  roleArn: s3ListRole,
  requestId: aStoredGrant().requestId,
  by: 'U0ALICE',
  principalArn: 'arn:aws:iam::111111111111:user/alice',
  startsAt: '2030-01-01T12:00:00.000Z',
  endsAtMilliseconds: at('13:00').getTime(),
  state: 'wanted',
  identityCleared: false,
};

const migrations: Migrations = {
  0: ({ principalArn, endsAtMilliseconds, ...item }) => ({
    ...item,
    principal: { ...aStoredGrant().principal, arn: principalArn },
    endsAt: new Date(Number(endsAtMilliseconds)).toISOString(),
  }),
};

describe('a live grant that an older release stored', () => {
  it('is read, confirmed, ended early and cleared by this one as if it were its own', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore({ ...table, migrations });
    await putRaw(table, liveGrantOfVersion0);
    const found = await store.ofRole(s3ListRole);

    await store.settle(aStoredGrant(), { state: 'confirmed' });
    await store.endBy(s3ListRole, aStoredGrant().requestId, at('12:30'));
    await store.markIdentityCleared(aStoredGrant(), at('12:31'));

    expect(found.grants).toStrictEqual([aStoredGrant()]);
    expect(await readRaw(table)).toStrictEqual(
      grantItem(
        aStoredGrant({ state: 'confirmed', endsAt: at('12:30'), identityCleared: true, closedAt: at('12:31') }),
      ),
    );
  });

  it('is not known as closed where only the side of the person was kept as cleared, until this one has seen it', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore(table);
    const cleared = aStoredGrant({ state: 'confirmed', identityCleared: true });
    await putRaw(table, grantItem(cleared));
    const found = await store.ofRole(s3ListRole);

    await store.markIdentityCleared(cleared, at('13:20'));

    expect(found.grants).toStrictEqual([cleared]);
    expect((await store.ofRole(s3ListRole)).grants).toStrictEqual([{ ...cleared, closedAt: at('13:20') }]);
  });

  it('keeps the earlier end that the older release wrote while this one was bringing it up to date', async () => {
    const table = await dynamo.table();
    const store = createDynamoGrantStore({ ...table, migrations });
    await putRaw(table, liveGrantOfVersion0);
    const other = { ...table, client: (await dynamo.table()).client };
    beforeNext(table, 'PutItem', () =>
      other.client.send(
        new UpdateCommand({
          TableName: table.tableName,
          Key: key,
          UpdateExpression: 'SET endsAtMilliseconds = :end',
          ExpressionAttributeValues: { ':end': at('12:20').getTime() },
        }),
      ),
    );

    await store.settle(aStoredGrant(), { state: 'confirmed' });

    expect((await store.ofRole(s3ListRole)).grants).toStrictEqual([
      aStoredGrant({ state: 'confirmed', endsAt: at('12:20') }),
    ]);
  });

  it('stops the work on its role where nobody knows how to bring it up to date', async () => {
    const table = await dynamo.table();
    await putRaw(table, liveGrantOfVersion0);

    await expect(createDynamoGrantStore(table).ofRole(s3ListRole)).rejects.toThrow(
      /nothing here knows how to bring schema version 0 to 1/,
    );
  });
});
