import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StoredItem } from '../../../functions/adapters/dynamodb/item.ts';
import { readRequest, requestItem } from '../../../functions/adapters/dynamodb/request-item.ts';
import { entriesOf } from '../../../functions/core/audit/entries.ts';
import {
  longestOf,
  parseRecordName,
  RECORDS,
  readRecord,
  recordNameOf,
  verifyKept,
} from '../../../functions/core/audit/record.ts';
import { headOf, verifyRequest } from '../../../functions/core/audit/verify.ts';
import { record } from '../../../functions/core/request/evolve.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { fixturePath, fixtureTables } from '../../support/fixtures-0-1-0.ts';

interface OldItem extends StoredItem {
  readonly asked: StoredItem;
  readonly status: StoredItem & { readonly parts?: readonly StoredItem[] };
  readonly reviews: readonly StoredItem[];
  readonly events: readonly (StoredItem & { readonly fact: StoredItem; readonly hash: string; readonly at: string })[];
  readonly handledEvents: number;
}

const isRequest = (item: StoredItem): item is OldItem => String(item['pk']).startsWith('REQ#');
const tables = fixtureTables().map(({ name, items }) => ({ name, items: items.filter(isRequest) }));
const itemsOf = (table: string): readonly OldItem[] => tables.find(({ name }) => name === table)?.items ?? [];
const all = tables.flatMap(({ name, items }) => items.map((item) => ({ name: `${name}, ${item['pk']}`, item })));

const factOf = ({ events }: Request) => {
  const [first] = events;
  if (first?.fact.kind !== 'imported') throw new Error(`begins with ${first?.fact.kind}`);
  return first.fact;
};

const summaryOf = (request: Request): string => {
  const { status, isPrepared, isEscalated, reviewOwed, used, extensions, reviews } = request;
  const unnotified = factOf(request).unnotified.map(({ kind }) => kind);
  return [
    status.kind,
    isPrepared ? 'prepared' : 'not prepared',
    ...(isEscalated ? ['escalated'] : []),
    ...(reviewOwed === undefined ? [] : ['review owed']),
    `used ${used.length}`,
    ...(extensions.length === 0 ? [] : [`extended ${extensions.length}`]),
    ...(reviews.length === 0 ? [] : [`reviews ${reviews.length}`]),
    ...(unnotified.length === 0 ? [] : [`unnotified ${unnotified.join(' ')}`]),
  ].join(', ');
};

/** The expected requests of each table of release 0.1.0 after the import. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'pending, just asked': ['pending, not prepared, used 0', 'pending, not prepared, used 0'],
  'pending, prepared': [
    'pending, prepared, used 0',
    'pending, prepared, used 0, reviews 1',
    'pending, prepared, used 0',
  ],
  'pending, reminded': ['pending, prepared, used 0'],
  'pending, escalated': ['pending, prepared, escalated, used 0'],
  'approved, waiting': ['approved, prepared, used 0, reviews 1'],
  'approved, not followed yet': ['approved, prepared, used 0, reviews 1, unnotified approved'],
  'approved, starts in the future': ['approved, prepared, used 0, reviews 1'],
  'active, starts in the future': ['active, prepared, used 1, reviews 1', 'active, prepared, used 1, reviews 1'],
  active: [
    'active, prepared, used 1, reviews 2',
    'active, prepared, used 1, reviews 1',
    'active, prepared, used 1, reviews 1',
    'active, prepared, used 1, reviews 1',
    'active, prepared, used 1, reviews 1',
    'active, prepared, used 1, reviews 1',
  ],
  'active, end reminded': ['active, prepared, used 1, reviews 1'],
  'active, shortened': ['active, prepared, used 1, reviews 1'],
  'active, bundle with one refused part': ['active, prepared, used 1, reviews 1'],
  'active, bundle': ['active, prepared, used 2, reviews 1'],
  'active, on behalf of another': ['active, prepared, used 1, reviews 1'],
  'pending, on behalf of another': ['pending, prepared, used 0'],
  'active, extended': [
    'active, prepared, used 1, extended 1',
    'active, prepared, used 1, extended 1, reviews 1',
    'active, prepared, used 1, reviews 1',
    'active, prepared, used 1',
  ],
  'pending, extension': ['active, prepared, used 1, reviews 1', 'pending, prepared, used 0'],
  'emergency, review owed': ['active, prepared, review owed, used 1', 'ended, prepared, review owed, used 1'],
  'emergency, review overdue': ['ended, prepared, review owed, used 1'],
  'emergency, reviewed': ['active, prepared, used 1', 'ended, prepared, used 1'],
  'denied, cancelled, lapsed': [
    'cancelled, prepared, used 0',
    'cancelled, prepared, used 0',
    'denied, prepared, used 0',
    'lapsed, prepared, used 0',
    'cancelled, prepared, used 0',
  ],
  'failed before the start': ['failed, not prepared, used 0'],
  'failed after the start': ['failed, prepared, used 0, reviews 1'],
  'ended, guarded': [
    'ended, prepared, used 1, reviews 1',
    'ended, prepared, used 1, reviews 1',
    'ended, prepared, used 1, reviews 1',
  ],
  'ended, not closed yet': ['ended, prepared, used 1, reviews 1, unnotified ended'],
  'ended before its start': ['ended, prepared, used 1, reviews 1'],
  'ended, role at rest': ['ended, prepared, used 1, reviews 1'],
  'ended, offboarded': ['ended, prepared, used 1, reviews 1'],
  'lockdown on': ['cancelled, prepared, used 0', 'ended, prepared, used 1, reviews 1'],
  'lockdown off': ['active, prepared, used 1, reviews 1', 'ended, prepared, used 1, reviews 1'],
  'directory and refusals': ['pending, prepared, used 0'],
  audited: [
    'active, prepared, used 1, extended 1, reviews 1',
    'active, prepared, review owed, used 1',
    'pending, prepared, used 0',
    'active, prepared, used 1, reviews 1',
    'ended, prepared, used 1, reviews 1',
    'active, prepared, used 1, reviews 1',
    'ended, prepared, used 1, reviews 1',
    'active, prepared, used 1, reviews 1',
    'cancelled, prepared, used 0',
    'denied, prepared, used 0',
  ],
};

const withCurrentNames = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('"parts":', '"progress":').replaceAll('"window":', '"duration":'));

describe('a request of release 0.1.0', () => {
  it.each(tables)('is imported unchanged: $name', ({ name, items }) => {
    expect(items.map((item) => summaryOf(readRequest(item)))).toEqual(EXPECTED[name]);
  });

  it.each(all)('keeps its status, reviews, roles and events unchanged: $name', ({ item }) => {
    const request = readRequest(item);
    const plain: StoredItem = JSON.parse(JSON.stringify(request));

    expect(plain['status']).toEqual(withCurrentNames(item.status));
    expect(plain['requested']).toEqual(withCurrentNames(item.asked));
    expect(plain['reviews']).toEqual(item.reviews);
    expect(plain['version']).toBe(item['version']);
    expect(factOf(request)).toMatchObject({ history: item.events, head: item.events.at(-1)?.hash });
    expect(request.tampered).toBeUndefined();
    expect(verifyRequest(request)).toEqual([]);
  });

  it.each(all)('is equal on every read, and after this release wrote it: $name', ({ item }) => {
    const first = readRequest(item);

    expect(readRequest(structuredClone(item))).toStrictEqual(first);
    expect(readRequest(requestItem(first, 'write-1'))).toStrictEqual(first);
    expect(first.events.map(({ at }) => at.toISOString())).toEqual([item.events.at(-1)?.at]);
  });

  it('has its cards redrawn once, and sends pending notifications', () => {
    const [unnotified, notified] = [itemsOf('ended, not closed yet')[0], itemsOf('active')[0]].map((item) =>
      readRequest(item ?? {}),
    );

    expect(unnotified).toMatchObject({ handledEvents: 0, drawnEvents: 0 });
    expect(unnotified && factOf(unnotified).unnotified).toMatchObject([{ kind: 'ended', reason: expect.any(String) }]);
    expect(notified).toMatchObject({ handledEvents: 1, drawnEvents: 0 });
  });

  it('converts facts with pending notifications, and drops obsolete ones', () => {
    const item = itemsOf('active, shortened')[0];
    const request = readRequest({ ...item, handledEvents: 0 });

    expect(factOf(request).unnotified).toMatchObject([
      { kind: 'prepared', principal: request.principal, remindersAt: [], evidence: [] },
      { kind: 'approved', startsAt: expect.any(Date), roles: ['prod-s3'], evidence: [] },
      { kind: 'role_confirmed' },
      { kind: 'activated' },
    ]);
  });

  it('is listed in the audit with each event and then its import', () => {
    const item = itemsOf('active, shortened')[0];
    const entries = entriesOf(readRequest(item ?? {}));

    expect(entries.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(entries.slice(2, 4)).toMatchObject([
      { kind: 'click_refused', hash: item?.events[2]?.hash },
      { kind: 'click_refused', by: expect.stringMatching(/^U0/) },
    ]);
    expect(entries.at(-1)).toMatchObject({ kind: 'imported' });
  });
});

const active = itemsOf('active, shortened')[0] as OldItem;
const ended = itemsOf('ended, guarded')[0] as OldItem;
const denied = itemsOf('denied, cancelled, lapsed').find(({ status }) => status['kind'] === 'denied') as OldItem;
const failed = itemsOf('failed after the start')[0] as OldItem;
const pending = itemsOf('pending, prepared')[0] as OldItem;
const withStatus = (item: OldItem, status: object): StoredItem => ({ ...item, status: { ...item.status, ...status } });

describe('a request of release 0.1.0 that was changed outside the bot', () => {
  it.each<[string, StoredItem]>([
    ['another reason', { ...active, asked: { ...active.asked, reason: 'another' } }],
    ['a missing event', { ...active, events: active.events.slice(1) }],
    ['an additional event', { ...active, events: [...active.events, active.events[0]] }],
    [
      'another event',
      { ...active, events: active.events.with(1, { ...active.events[1], at: '2030-01-01T11:00:00.000Z' } as never) },
    ],
    ['a later end', withStatus(active, { endsAt: '2030-01-03T12:00:00.000Z' })],
    ['an earlier start', withStatus(active, { startsAt: '2030-01-01T01:00:00.000Z' })],
    ['another time of the approval', withStatus(active, { approvedAt: '2030-01-01T01:00:00.000Z' })],
    [
      'a role that was not requested',
      withStatus(active, { parts: [{ ...active.status.parts?.[0], arn: 'arn:aws:iam::222222222222:role/another' }] }),
    ],
    ['a state without an event', { ...pending, statusKind: 'active', status: active.status }],
    ['the state before the end', { ...ended, statusKind: 'active', status: active.status }],
    ['another reason of the end', withStatus(ended, { reason: 'lockdown' })],
    ['another user who ended it', withStatus(ended, { by: 'U0MALLORY' })],
    ['another time of the end', withStatus(ended, { at: '2030-01-01T12:00:01.000Z' })],
    ['another user who denied it', withStatus(denied, { by: 'U0MALLORY' })],
    ['another reason of the failure', withStatus(failed, { why: 'another' })],
    ['another start of the failed request', withStatus(failed, { startedAt: '2030-01-01T01:00:00.000Z' })],
    [
      'a review that was never given',
      { ...pending, reviews: [{ by: 'U0MALLORY', at: '2030-01-01T12:00:00.000Z', roles: ['prod-s3'] }] },
    ],
    ['another reviewer', { ...active, reviews: active.reviews.map((one) => ({ ...one, by: 'U0MALLORY' })) }],
    ['another line in the list of the user', { ...active, statusKind: 'ended' }],
    ['another requester in the index', { ...active, requester: 'U0MALLORY' }],
    ['another TTL', { ...active, ttlEpochSeconds: 1 }],
    ['the key of another request', { ...active, pk: pending['pk'] }],
    ['a seal, which release 0.1.0 did not write', { ...active, seal: 'x' }],
  ])('is marked and can still be read: %s', (_, item) => {
    const request = readRequest(item);

    expect(request.tampered).toMatch(/^[A-Z"].*\.$/);
    expect(verifyRequest(request)).toMatchObject([{ kind: 'tampered' }]);
  });
});

/** All audit records that release 0.1.0 stored for the table `audited`. */
const records = readdirSync(fixturePath(`audit/${RECORDS}`), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => {
    const parsed = parseRecordName(`${RECORDS}${name}`);
    const text = readFileSync(fixturePath(`audit/${RECORDS}${name}`), 'utf8');
    return parsed === undefined ? [] : [{ name: { ...parsed, isHidden: false }, reading: readRecord(parsed, text) }];
  });

describe('audit records of release 0.1.0', () => {
  const now = new Date('2030-01-02T00:00:00Z');
  const keptOf = ({ id }: Request) => {
    const own = records.filter(({ name }) => name.requestId === id);
    const longest = longestOf(own.map(({ name }) => name));
    const reading = own.find(({ name }) => name === longest)?.reading;
    if (reading === undefined) throw new Error(`nothing was kept of ${id}`);
    return { requestId: id, names: own.map(({ name }) => name), longest: reading };
  };
  const audited = itemsOf('audited').map((item) => readRequest(item));

  it.each(audited.map((request) => ({ id: request.id, request })))(
    'match the imported request $id, also after it continued',
    ({ request }) => {
      const further = record(request, [{ kind: 'escalated' }], now);

      expect(verifyKept(keptOf(request), request, now)).toEqual([]);
      expect(verifyKept(keptOf(request), further, now)).toEqual([]);
      expect(headOf(further).events).toBe(headOf(request).events + 1);
      expect(recordNameOf(request) > `${RECORDS}${request.id}/${'0'.repeat(4)}`).toBe(true);
    },
  );

  it('reveal an imported request whose old events were rewritten', () => {
    const [one] = audited;
    if (one === undefined) throw new Error('nothing was audited');
    const [first, ...rest] = one.events;
    const fact = factOf(one);
    const history = fact.history.map((event) => ({ ...event, hash: event.hash.replace(/^./, 'f') }));
    const other = { ...one, events: [{ ...first, fact: { ...fact, history } } as never, ...rest] };

    expect(verifyKept(keptOf(one), other, now)).toMatchObject([{ kind: 'chain_rewritten' }]);
    expect(verifyRequest(other).length).toBe(1);
  });
});
