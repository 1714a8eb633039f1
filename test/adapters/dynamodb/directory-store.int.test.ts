import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyDirectoryItem } from '../../../functions/adapters/dynamodb/directory-item.ts';
import { createDynamoDirectoryStore } from '../../../functions/adapters/dynamodb/directory-store.ts';
import { directoryKey } from '../../../functions/adapters/dynamodb/keys.ts';
import { createDynamoLockdownStore } from '../../../functions/adapters/dynamodb/lockdown-store.ts';
import type { PersonRecord } from '../../../functions/core/authority/directory.ts';
import { parseSlackGroupId, parseSlackUserId } from '../../../functions/core/names.ts';
import { countCalls, leaveOutBatches, startDynamo, type TestDynamo } from '../../support/dynalite.ts';
import { aliceId, bobId, noon } from '../../support/stored-examples.ts';

let dynamo: TestDynamo;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const member: PersonRecord = { accountStatus: 'member', name: 'Alice', readAt: noon };

describe('the directory in DynamoDB', () => {
  it('costs one read together with the lockdown, one write for an update, and four calls for the first write', async () => {
    const table = await dynamo.table();
    const store = createDynamoDirectoryStore(table);
    const first = countCalls(table);
    await store.merge({ people: { [aliceId]: member } });
    const firstCalls = { ...first };
    const calls = countCalls(table);

    await store.merge({
      workspace: { teamId: 'T0LOCAL' },
      people: { [bobId]: member },
      groups: { [parseSlackGroupId('S0SRE')]: { members: [bobId], readAt: noon } },
    });
    await store.merge({});
    await store.read();

    expect(firstCalls).toEqual({ UpdateItem: 2, GetItem: 1, PutItem: 1 });
    expect(calls).toEqual({ UpdateItem: 1, BatchGetItem: 1 });
  });

  it('is neither read nor updated if a newer release wrote it', async () => {
    const table = await dynamo.table();
    const store = createDynamoDirectoryStore(table);
    const newer = { ...emptyDirectoryItem(), v: 2 };
    await table.client.send(new PutCommand({ TableName: table.tableName, Item: newer }));

    await expect(store.read()).rejects.toThrow(/DIRECTORY \/ DIRECTORY.*schema version 2/);
    await expect(store.merge({ people: { [aliceId]: member } })).rejects.toThrow(/schema version 2/);
    const { Item } = await table.client.send(new GetCommand({ TableName: table.tableName, Key: directoryKey }));
    expect(Item).toStrictEqual(newer);
  });

  it('reads unprocessed keys of the batch separately, including the lockdown', async () => {
    const table = await dynamo.table();
    const lockdown = {
      isOn: true,
      at: noon,
      by: aliceId,
      why: 'keys have leaked',
      ended: [],
      announced: 'nothing',
      outstanding: 0,
    } as const;
    await createDynamoLockdownStore(table).turn(lockdown);
    await createDynamoDirectoryStore(table).merge({ workspace: { teamId: 'T0LOCAL' } });
    leaveOutBatches(table);

    expect(await createDynamoDirectoryStore(table).read()).toMatchObject({
      workspace: { teamId: 'T0LOCAL' },
      lockdown,
    });
  });

  it('fails if it is full, and drops no user', async () => {
    const table = await dynamo.table();
    const store = createDynamoDirectoryStore(table);
    const people = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        parseSlackUserId(`U${1000 + index}`),
        { ...member, name: 'n'.repeat(2000) },
      ]),
    );

    await expect(store.merge({ people })).rejects.toMatchObject({
      name: 'StoreFault',
      retryable: false,
      message: expect.stringContaining('larger than the 400 KB that DynamoDB stores'),
    });
  });
});
