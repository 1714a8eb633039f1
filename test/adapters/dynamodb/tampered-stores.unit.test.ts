import { describe, expect, it } from 'vitest';
import type { StoredItem } from '../../../functions/adapters/dynamodb/item.ts';
import { lockdownItem } from '../../../functions/adapters/dynamodb/lockdown-store.ts';
import { userAccessItem } from '../../../functions/adapters/dynamodb/user-access-store.ts';
import { turned } from '../../../functions/core/request/lockdown.ts';
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts';
import { aliceId, aStoredRequest, at, aUserAccess, bobId, noon } from '../../support/stored-examples.ts';

const put = (store: MemoryStore, item: StoredItem) => store.items().set(`${item['pk']} / ${item['sk']}`, item);
const lockdown = turned(true, { id: aliceId }, 'keys have leaked', noon);
const access = aUserAccess();

describe('the index of due items', () => {
  it('reports an entry with an unknown key, and returns all others', async () => {
    const store = createMemoryStore();
    const request = aStoredRequest({}, { dueAt: at('12:05') });
    await store.requests.create(request);
    put(store, { pk: 'NEWER#thing', sk: 'THING', duePk: 'DUE', dueAt: '2030-01-01T12:00:00.000Z' });
    put(store, { pk: 'REQ#another', sk: 'REQUEST', duePk: 'DUE', dueAt: '2030-01-01T12:00:01.000Z' });
    const unknown: string[] = [];

    const due = await store.due.due(at('12:10'), (key) => unknown.push(key));

    expect(due).toEqual([{ wake: { kind: 'request', id: request.id }, dueAt: at('12:05') }]);
    expect(unknown).toEqual(['NEWER#thing / THING', 'REQ#another / REQUEST']);
    expect(await store.due.open(10)).toEqual([request.id]);
  });

  it('makes an item without a valid time due immediately', async () => {
    const store = createMemoryStore();
    put(store, { ...userAccessItem(access), dueAt: '2030' });
    put(store, { ...userAccessItem(access), sk: 'ACCESS', dueAt: '' });

    expect(await store.due.due(at('12:00'), () => {})).toEqual([
      { wake: { kind: 'user', arn: access.userArn }, dueAt: at('12:00') },
    ]);
  });
});

describe('a lockdown that was changed outside the bot', () => {
  it.each([
    ['changed', { ...lockdownItem(lockdown), isOn: false }],
    ['not readable', { ...lockdownItem(lockdown), announced: 'another' }],
    ['of a newer release', { ...lockdownItem(lockdown), v: 3 }],
  ])('is marked as tampered on every read, and an admin can set it again: %s', async (_, item) => {
    const store = createMemoryStore();
    put(store, item);
    expect(await store.lockdowns.read()).toMatchObject({ isTampered: true });
    expect((await store.directory.read()).lockdown).toMatchObject({ isTampered: true });
    await store.lockdowns.note({ ...lockdown, announced: 'done' });
    expect(await store.lockdowns.read()).toMatchObject({ isTampered: true });

    const again = turned(false, { id: bobId }, 'checked', at('12:30'));

    expect(await store.lockdowns.turn(again)).toBeUndefined();
    expect(await store.lockdowns.read()).toStrictEqual(again);
  });
});

describe("a user's access that was changed outside the bot", () => {
  it.each([
    ['another end', { ...userAccessItem(access), entries: [] }, 0],
    ['a version that is none', { ...userAccessItem(access), version: 'x' }, 2],
    ['no version', { ...userAccessItem({ ...access, version: 4 }), version: undefined }, 2],
  ])('is damaged, and can be replaced: %s', async (_, item, entries) => {
    const store = createMemoryStore();
    put(store, item);
    const found = await store.userAccess.read(access.userArn);

    expect(found.isDamaged).toBe(true);
    expect(found.access.entries).toHaveLength(entries);
    expect(await store.userAccess.save({ ...access, version: found.access.version })).toBe(true);
    expect(await store.userAccess.read(access.userArn)).toMatchObject({ isDamaged: false });
  });
});

describe('a refused click that was changed outside the bot', () => {
  it('causes no notification, is no longer due, and is kept for the audit', async () => {
    const store = createMemoryStore();
    const click = { request: aStoredRequest().id, action: 'approve', explanation: { why: 'W', next: 'N' } } as const;
    const id = await store.refusals.record({
      at: noon,
      by: aliceId,
      text: '',
      refusal: 'too_late',
      catalogHash: 'c',
      click,
    });
    if (id === undefined) throw new Error('no id of a click');
    const [[key, item] = ['', {}]] = [...store.items()];
    store.items().set(key, { ...item, by: 'U0MALLORY' });

    expect(await store.refusals.unnotified(id)).toBeUndefined();

    expect(await store.due.due(at('13:00'), () => {})).toEqual([]);
    const archived = [];
    for await (const one of store.archive.items()) archived.push(one.kind);
    expect(archived).toEqual(['damaged']);
  });
});
