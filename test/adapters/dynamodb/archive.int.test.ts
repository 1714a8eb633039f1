import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDynamoArchive } from '../../../functions/adapters/dynamodb/archive.ts';
import { createDynamoDirectoryStore } from '../../../functions/adapters/dynamodb/directory-store.ts';
import { createDynamoGrantStore } from '../../../functions/adapters/dynamodb/grant-store.ts';
import { createTableInspector, wantedTable } from '../../../functions/adapters/dynamodb/inspect-table.ts';
import { createDynamoLockdownStore } from '../../../functions/adapters/dynamodb/lockdown-store.ts';
import { createDynamoRefusalLog } from '../../../functions/adapters/dynamodb/refusal-log.ts';
import { createDynamoRequestStore } from '../../../functions/adapters/dynamodb/request-store.ts';
import { createDynamoUserAccessStore } from '../../../functions/adapters/dynamodb/user-access-store.ts';
import { turned } from '../../../functions/core/request/lockdown.ts';
import type { ArchivedItem } from '../../../functions/usecases/operating/inspect-ports.ts';
import { startDynamo, type TestDynamo } from '../../support/dynalite.ts';
import { aliceId, aRoleState, aStoredGrant, at, aUserAccess, everyRequest } from '../../support/stored-examples.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

let lastId = 0;
const freshId = (): string => {
  lastId += 1;
  return String(lastId).padStart(8, '0');
};

const all = async (items: AsyncIterable<ArchivedItem>): Promise<readonly ArchivedItem[]> => {
  const found: ArchivedItem[] = [];
  for await (const item of items) found.push(item);
  return found;
};

it('returns every item that the stores wrote, in every state, except the directory', async () => {
  const table = await dynamo.table();
  const requests = createDynamoRequestStore({ ...table, freshId, pause: async () => {} });
  const grants = createDynamoGrantStore(table);
  const written = Object.values(everyRequest);
  for (const request of written) await requests.create(request);
  await grants.add(aStoredGrant());
  await grants.saveRoleState(aRoleState());
  await createDynamoUserAccessStore(table).save(aUserAccess());
  const lockdown = turned(true, { id: aliceId }, 'keys have leaked', at('12:20'));
  await createDynamoLockdownStore(table).turn(lockdown);
  await createDynamoDirectoryStore(table).merge({ workspace: { teamId: 'T0LOCAL' } });
  const refusal = { at: at('12:30'), by: aliceId, text: 'prod-s3 99h', refusal: 'too_long', catalogHash: 'c0ffee' };
  await createDynamoRefusalLog({ ...table, retentionDays: 400, freshId }).record(refusal);

  const items = await all(createDynamoArchive(table).items());

  for (const request of written) expect(items).toContainEqual({ kind: 'request', request });
  expect(items).toContainEqual({ kind: 'grant', grant: aStoredGrant() });
  expect(items).toContainEqual({ kind: 'role_state', state: aRoleState() });
  expect(items).toContainEqual({ kind: 'refusal', refusal });
  expect(items).toContainEqual({ kind: 'user_access', access: aUserAccess({ version: 1 }) });
  expect(items).toContainEqual({ kind: 'lockdown', lockdown });
  expect(items).toHaveLength(written.length + 5);
});

it('reads all pages of one megabyte', async () => {
  const table = await dynamo.table();
  const log = createDynamoRefusalLog({ ...table, retentionDays: 400, freshId });
  const text = 'x'.repeat(100_000);
  for (let count = 0; count < 25; count += 1)
    await log.record({ at: at('12:00'), by: aliceId, text, refusal: 'too_long', catalogHash: 'c0ffee' });

  expect(await all(createDynamoArchive(table).items())).toHaveLength(25);
});

it('reports an item that cannot be read, and continues', async () => {
  const table = await dynamo.table();
  const put = (Item: Record<string, unknown>) =>
    table.client.send(new PutCommand({ TableName: table.tableName, Item }));
  await put({ pk: 'ROLE#x', sk: 'GRANT#y', v: 1 });
  await put({ pk: 'REQ#0', sk: 'REQUEST', v: 99 });
  await put({ pk: 'SOMETHING', sk: 'ELSE' });
  await createDynamoGrantStore(table).add(aStoredGrant());

  const items = await all(createDynamoArchive(table).items());

  const unreadable = items
    .flatMap((item) => (item.kind === 'unreadable' ? [`${item.key}: ${item.why}`] : []))
    .toSorted();
  expect(unreadable).toEqual([
    expect.stringMatching(/^REQ#0 .*reads up to 2/),
    expect.stringMatching(/^ROLE#x .*does not match its schema/),
    expect.stringMatching(/^SOMETHING .*does not write such items/),
  ]);
  expect(items).toHaveLength(4);
});

it('returns the keys and indexes that this release requires', async () => {
  const table = await dynamo.table();

  const facts = await createTableInspector(table.client, table.tableName).table();

  expect(facts).toMatchObject({ kind: 'seen', isActive: true, keys: wantedTable().keys });
  expect(facts.kind === 'seen' && facts.indexes['due']).toEqual(wantedTable().indexes['due']);
  expect(await createTableInspector(table.client, 'another').table()).toEqual({ kind: 'missing' });
});
