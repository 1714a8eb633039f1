import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestKey } from '../../../functions/adapters/dynamodb/keys.ts';
import { requestItem } from '../../../functions/adapters/dynamodb/request-item.ts';
import { createDynamoRequestStore } from '../../../functions/adapters/dynamodb/request-store.ts';
import { parseAccessName, parseRoleArn, parseSlackUserId } from '../../../functions/core/names.ts';
import { fail } from '../../../functions/core/request/end.ts';
import { record } from '../../../functions/core/request/evolve.ts';
import type { RequestFact } from '../../../functions/core/request/facts.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { addSeconds } from '../../../functions/core/time.ts';
import {
  countCalls,
  leaveOutBatches,
  loseNextAnswer,
  shortenPages,
  startDynamo,
  type TestDynamo,
} from '../../support/dynalite.ts';
import { aClock } from '../../support/fixed-clock.ts';
import { someIds } from '../../support/fixed-ids.ts';
import { fixtureTables } from '../../support/fixtures-0-1-0.ts';
import {
  aliceId,
  aStoredRequest,
  at,
  everyFact,
  everyRequest,
  noon,
  prodS3,
  s3Rule,
} from '../../support/stored-examples.ts';

let dynamo: TestDynamo;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const aStore = async () => {
  const table = await dynamo.table();
  const clock = aClock('2030-01-01T12:00:00Z');
  const store = createDynamoRequestStore({ ...table, freshId: someIds(), pause: clock.pause });
  return { table, clock, store };
};

const rawItem = async ({ client, tableName }: Awaited<ReturnType<TestDynamo['table']>>, { id }: Request) =>
  (await client.send(new GetCommand({ TableName: tableName, Key: requestKey(id) }))).Item;

const unread = (id: unknown): never => {
  throw new Error(`${id} could not be read`);
};

const tfState = parseAccessName('tf-state');
const requestedAfter = (seconds: number, target = prodS3): Request =>
  aStoredRequest({ at: addSeconds(noon, seconds), target });

describe('requests in DynamoDB', () => {
  it('costs one call per operation', async () => {
    const { table, store } = await aStore();
    const requests = Array.from({ length: 101 }, (_, index) => requestedAfter(index));
    const [first] = requests as [Request];
    const calls = countCalls(table);

    for (const request of requests) await store.create(request);
    await store.save(first);
    await store.get(first.id);
    await store.recentOf(aliceId, { limit: 5 });
    await store.recentOf(aliceId, { limit: 1, target: tfState });
    await store.getMany(
      requests.map(({ id }) => id),
      unread,
    );

    expect(calls).toEqual({ PutItem: 102, GetItem: 1, Query: 2, BatchGetItem: 2 });
  });

  it('recognizes its own write if the answer was lost and the SDK sent it twice', async () => {
    const { table, store } = await aStore();
    const request = aStoredRequest();

    loseNextAnswer(table, 'PutItem');
    const created = await store.create(request);
    loseNextAnswer(table, 'PutItem');
    const denied = record(request, [everyFact.denied], at('12:10'));
    const saved = await store.save(denied);

    expect(created).toBeUndefined();
    expect(saved).toStrictEqual({ ...denied, version: 1 });
    expect(await store.get(request.id)).toStrictEqual(saved);
  });

  it('repeats unprocessed keys of a batch with increasing pauses', async () => {
    const { table, clock, store } = await aStore();
    const requests = Array.from({ length: 18 }, (_, index) =>
      aStoredRequest({ at: addSeconds(noon, index), reason: 'r'.repeat(200 * 1024) }),
    );
    await Promise.all(requests.map((request) => store.create(request)));
    const calls = countCalls(table);

    const read = await store.getMany(
      requests.map(({ id }) => id),
      unread,
    );

    expect(read).toStrictEqual(requests);
    expect(calls).toEqual({ BatchGetItem: 3 });
    expect(clock.now().getTime() - noon.getTime()).toBe(200 + 400);
  });

  it('throws if a batch read never returns some keys, instead of returning a part', async () => {
    const { table, store } = await aStore();
    await store.create(requestedAfter(1));
    leaveOutBatches(table);

    await expect(store.getMany([requestedAfter(1).id], unread)).rejects.toMatchObject({
      name: 'StoreFault',
      retryable: true,
      message: expect.stringContaining('left out 1 of them each time'),
    });
  });

  it("reads pages of a user's list until it has enough requests", async () => {
    const { table, store } = await aStore();
    const [older, old] = [requestedAfter(1, tfState), requestedAfter(2, tfState)];
    const others = Array.from({ length: 40 }, (_, index) => requestedAfter(index + 10));
    for (const request of [older, old, ...others]) await store.create(request);
    shortenPages(table, 7);

    const byTarget = await store.recentOf(aliceId, { limit: 2, target: tfState });
    const all = await store.recentOf(aliceId, { limit: 30 });

    expect(byTarget.map(({ id }) => id)).toEqual([old.id, older.id]);
    expect(all.map(({ id }) => id)).toEqual(
      others
        .toReversed()
        .slice(0, 30)
        .map(({ id }) => id),
    );
  });

  it('is in the index of due items only while it is due', async () => {
    const { table, store } = await aStore();
    const request = aStoredRequest({}, { dueAt: at('12:30') });
    await store.create(request);
    const pending = await rawItem(table, request);
    const { dueAt: _, ...done } = record(request, [everyFact.lapsed], at('12:30'), {
      forgetAt: new Date('2031-02-05T12:00:00.001Z'),
    });

    await store.save(done);

    expect(pending).toMatchObject({ v: 2, duePk: 'DUE', dueAt: '2030-01-01T12:30:00.000Z', statusKind: 'pending' });
    const closed = await rawItem(table, request);
    expect(closed).toMatchObject({ statusKind: 'lapsed', ttlEpochSeconds: Date.parse('2031-02-05T12:00:01Z') / 1000 });
    expect(Object.keys(closed ?? {})).not.toEqual(expect.arrayContaining([expect.stringMatching(/^due/)]));
    expect(pending).not.toHaveProperty('ttlEpochSeconds');
  });

  it('refuses an item of a newer release with its versions, and lists the others', async () => {
    const { table, store } = await aStore();
    const [request, other] = [aStoredRequest(), requestedAfter(1)];
    const newer = { ...requestItem(request, 'write-1'), v: 3, status: { kind: 'paused' } };
    await table.client.send(new PutCommand({ TableName: table.tableName, Item: newer }));
    await store.create(other);

    const sentence = `could not read a request (REQ#${request.id} / REQUEST): it has schema version 3 and this release reads up to 2; deploy the release that wrote it, or a later one`;
    await expect(store.get(request.id)).rejects.toThrow(sentence);
    expect(await store.create(request)).toBe('unreadable');
    const faults: unknown[] = [];
    expect(await store.getMany([request.id, other.id], (id, fault) => faults.push([id, String(fault)]))).toEqual([
      other,
    ]);
    expect(faults).toEqual([[request.id, expect.stringContaining(sentence)]]);
    expect((await store.recentOf(aliceId, { limit: 9 })).map(({ id }) => id)).toEqual([other.id]);
  });

  it('refuses an item that does not match its schema, and names the mistake', async () => {
    const { table, store } = await aStore();
    const request = aStoredRequest();
    const broken = { ...requestItem(request, 'write-1'), dueAt: 'tomorrow', handledEvents: 'none' };
    await table.client.send(new PutCommand({ TableName: table.tableName, Item: broken }));

    const reading = store.get(request.id);

    await expect(reading).rejects.toThrow(/handledEvents should be a number; dueAt: "tomorrow" is not a stored time/);
  });

  it('marks a request that was changed outside the bot as tampered, and saves its end', async () => {
    const { table, store } = await aStore();
    const { active } = everyRequest;
    const changed = { ...requestItem(active, 'write-1'), dueAt: '2031-01-01T00:00:00.000Z' };
    await table.client.send(new PutCommand({ TableName: table.tableName, Item: changed }));

    const found = await store.get(active.id);
    if (found === undefined) throw new Error('it is gone');
    await store.save(record(found, [{ kind: 'ended', reason: 'tampered' }], at('12:20')));

    expect(found.tampered).toMatch(/^Its seal does not match/);
    expect(await store.get(active.id)).toMatchObject({ status: { kind: 'ended' }, tampered: found.tampered });
  });

  it('migrates a request of release 0.1.0 with its first write, and refuses a concurrent second write', async () => {
    const { table, store } = await aStore();
    const item = fixtureTables()
      .find(({ name }) => name === 'active, end reminded')
      ?.items.find(({ pk }) => /^REQ#/.test(String(pk)));
    await table.client.send(new PutCommand({ TableName: table.tableName, Item: { ...item } }));
    const [line] = await store.recentOf(parseSlackUserId(String(item?.['requester'])), { limit: 1 });
    const found = line === undefined ? undefined : await store.get(line.id);
    if (found === undefined) throw new Error('it is not listed');

    const saved = await store.save({ ...found, drawnEvents: 1 });
    const late = await store.save({ ...found, drawnEvents: 1 });

    expect(late).toBeUndefined();
    expect(await rawItem(table, found)).toMatchObject({ v: 2, seal: expect.any(String) });
    expect(await store.get(found.id)).toStrictEqual(saved);
  });
});

const digits = (index: number) => String(index).padStart(2, '0');

/** Twenty roles with the longest names, forty requesters and approvers for each, and all texts at full length. */
const largestRequest = (): Request => {
  const people = Array.from({ length: 40 }, (_, index) => ({
    kind: 'user' as const,
    id: parseSlackUserId(`U${'0'.repeat(9)}${digits(index)}`),
  }));
  const roles = Array.from({ length: 20 }, (_, index) => {
    const name = parseAccessName(`${'r'.repeat(48)}${digits(index)}`);
    const arn = parseRoleArn(`arn:aws:iam::222222222222:role/${'p'.repeat(400)}/${'n'.repeat(62)}${digits(index)}`);
    const rule = { ...s3Rule, name, arn, description: 'd'.repeat(300), requesters: people, approvers: people };
    return { name, arn, rule };
  });
  const why = 'w'.repeat(1000);
  const evidence = people.flatMap(({ id }) => [
    { kind: 'membership' as const, user: id, of: 'S'.repeat(12), readAt: noon },
    { kind: 'account' as const, user: id, status: 'member' as const, readAt: noon },
  ]);
  const [first = aliceId] = people.map(({ id }) => id);
  const decided = { by: first, roles: roles.map(({ name }) => name), evidence, catalogHash: 'c'.repeat(64) };
  const counted: RequestFact = { kind: 'approval_counted', missing: 1, ...decided };
  const facts: readonly RequestFact[] = [
    { ...everyFact.prepared, evidence },
    ...Array<RequestFact>(5).fill({ kind: 'reminded' }),
    ...Array<RequestFact>(4).fill(counted),
    { ...everyFact.approved, ...decided },
    ...roles.map(({ arn, name }): RequestFact => ({ kind: 'role_refused', arn, name, why })),
    { kind: 'start_checked', evidence },
    ...Array<RequestFact>(20).fill(everyFact.extended),
    ...fail(why),
  ];
  const cards = Array.from({ length: 20 }, () => ({ channel: s3Rule.channel, ts: '1893499200.000100' }));
  return record(aStoredRequest({ roles, reason: '\u{20ac}'.repeat(500) }), facts, noon, { cards });
};

describe('the size of a request', () => {
  it('uses at most three quarters of the item limit with twenty roles, five approvals and forty users as evidence', async () => {
    const { store } = await aStore();
    const request = largestRequest();

    await store.create(request);

    expect(await store.get(request.id)).toStrictEqual(request);
    expect(Buffer.byteLength(JSON.stringify(requestItem(request, 'write-1')))).toBeLessThan(300 * 1024);
  });

  it('fails with a clear message above the item limit', async () => {
    const { store } = await aStore();
    const request = aStoredRequest({ reason: 'x'.repeat(400 * 1024) });

    await expect(store.create(request)).rejects.toMatchObject({
      name: 'StoreFault',
      retryable: false,
      message: `could not store a new request (REQ#${request.id} / REQUEST): the item would be larger than the 400 KB that DynamoDB stores`,
    });
  });
});
