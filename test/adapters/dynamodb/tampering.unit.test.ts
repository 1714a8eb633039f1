import { describe, expect, it } from 'vitest';
import { readArchived } from '../../../functions/adapters/dynamodb/archive.ts';
import { StoreFault } from '../../../functions/adapters/dynamodb/fault.ts';
import { grantItem, grantKind, roleStateItem, roleStateKind } from '../../../functions/adapters/dynamodb/grant-item.ts';
import { readIntact, type StoredItem } from '../../../functions/adapters/dynamodb/item.ts';
import { refusalIdOf } from '../../../functions/adapters/dynamodb/keys.ts';
import { lockdownItem, readLockdown } from '../../../functions/adapters/dynamodb/lockdown-store.ts';
import { refusalKind } from '../../../functions/adapters/dynamodb/refusal-log.ts';
import { refusalItem } from '../../../functions/adapters/dynamodb/refusal-recorder.ts';
import { readRequest, requestItem } from '../../../functions/adapters/dynamodb/request-item.ts';
import { readUserAccess, userAccessItem } from '../../../functions/adapters/dynamodb/user-access-store.ts';
import { parseRecordName, readRecord, recordNameOf, recordOf } from '../../../functions/core/audit/record.ts';
import { verifyRequest } from '../../../functions/core/audit/verify.ts';
import { turned } from '../../../functions/core/request/lockdown.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { importedRequests } from '../../support/fixtures-0-1-0.ts';
import {
  aliceId,
  aRoleState,
  aStoredGrant,
  aStoredRequest,
  at,
  aUserAccess,
  everyRequest,
  noon,
  s3Rule,
} from '../../support/stored-examples.ts';

interface Change {
  readonly name: string;
  readonly item: StoredItem;
}

const isRecord = (value: unknown): value is StoredItem => value !== null && typeof value === 'object';

/** Replacement values for one leaf. A time is replaced with another valid time too. */
const others = (value: unknown): readonly unknown[] => {
  if (typeof value === 'number') return [value + 1, value - 1];
  if (typeof value === 'boolean') return [!value];
  if (typeof value !== 'string') return [];
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? [new Date(Date.parse(value) + 1000).toISOString()] : [];
  const digit = /^[0-9a-f]+$/.test(value) ? [value.replace(/.$/, (last) => (last === '0' ? '1' : '0'))] : [];
  return [`${value}x`, '', ...time, ...digit].filter((other) => other !== value);
};

/** Every change of one value inside an item: of a leaf, an array element or a key. */
const changesOf = (value: unknown, path: string): readonly { readonly name: string; readonly value: unknown }[] => {
  if (Array.isArray(value)) {
    const inside = value.flatMap((one, index) =>
      changesOf(one, `${path}[${index}]`).map((change) => ({ ...change, value: value.with(index, change.value) })),
    );
    const removed = value.map((_, index) => ({ name: `${path} without ${index}`, value: value.toSpliced(index, 1) }));
    const doubled = value.map((one, index) => ({ name: `${path} with ${index} twice`, value: [...value, one] }));
    return [
      ...inside,
      ...removed,
      ...doubled,
      { name: `${path} has a new first element`, value: ['another', ...value] },
    ];
  }
  if (!isRecord(value)) return others(value).map((other) => ({ name: `${path} = ${other}`, value: other }));
  const inside = Object.entries(value).flatMap(([key, member]) =>
    changesOf(member, `${path}.${key}`).map((change) => ({ ...change, value: { ...value, [key]: change.value } })),
  );
  const removed = Object.keys(value).map((key) => {
    const { [key]: _, ...rest } = value;
    return { name: `${path} without ${key}`, value: rest };
  });
  return [...inside, ...removed, { name: `${path} with another key`, value: { ...value, another: 'x' } }];
};

const everyChange = (item: StoredItem): readonly Change[] =>
  changesOf(item, '').map(({ name, value }) => ({ name, item: value as StoredItem }));

/** Whether the audit reports an item, as a finding or as unreadable. */
const isReported = (item: StoredItem): boolean => {
  const found = readArchived(item);
  if (found?.kind === 'request') return verifyRequest(found.request).length > 0;
  return found?.kind === 'damaged' || found?.kind === 'unreadable';
};

/** The changes that the reader or the audit does not detect. */
const undetected = (item: StoredItem, isFound: (item: StoredItem) => boolean): readonly string[] => {
  expect(isReported(item), 'the item itself').toBe(false);
  expect(isFound(item), 'the item itself').toBe(false);
  // DynamoDB does not change the key of an item, and the bot does not read items under unknown keys.
  const changes = everyChange(item).filter((change) => change.item['pk'] === item['pk'] && 'sk' in change.item);
  expect(changes.length).toBeGreaterThan(10);
  return changes.filter((change) => !isFound(change.item) || !isReported(change.item)).map(({ name }) => name);
};

const isRequestFound = (item: StoredItem): boolean => {
  try {
    return readRequest(item).tampered !== undefined;
  } catch (fault) {
    expect(fault).toBeInstanceOf(StoreFault);
    return true;
  }
};

describe('every change of one value in a stored item is detected', () => {
  it.each(Object.entries(everyRequest))('in a request that is %s', (_, request) => {
    expect(undetected(requestItem(request, 'write-1'), isRequestFound)).toEqual([]);
  });

  it('in a new request', () => {
    expect(undetected(requestItem(aStoredRequest(), 'write-1'), isRequestFound)).toEqual([]);
  });

  it.each(importedRequests().filter(({ name }) => /owed|not closed|refused part/.test(name)))(
    'in a request of release 0.1.0 that this release wrote: $name',
    ({ request }) => {
      expect(undetected(requestItem(request, 'write-1'), isRequestFound)).toEqual([]);
    },
  );

  it('in a grant', () => {
    const grant = aStoredGrant({ state: 'refused', why: 'no such role', closedAt: at('13:01') });

    expect(undetected(grantItem(grant), (item) => readIntact(grantKind, item) === undefined)).toEqual([]);
  });

  it('in the state of a role', () => {
    expect(undetected(roleStateItem(aRoleState()), (item) => readIntact(roleStateKind, item) === undefined)).toEqual(
      [],
    );
  });

  it.each([true, false])('in a lockdown: on is %s', (isOn) => {
    const lockdown = { ...turned(isOn, { id: aliceId }, 'keys have leaked', noon), ended: [aStoredRequest().id] };

    expect(undetected(lockdownItem(lockdown), (item) => readLockdown(item).isTampered === true)).toEqual([]);
  });

  it("in a user's access", () => {
    const access = aUserAccess();

    expect(undetected(userAccessItem(access), (item) => readUserAccess(access.userArn, item).isDamaged)).toEqual([]);
  });

  it('in a refused click', () => {
    const card = { channel: s3Rule.channel, ts: '1893499200.000100' };
    const explanation = { why: 'It is too late.', next: 'Request it again.' };
    const click = { request: aStoredRequest().id, action: 'approve', explanation, card } as const;
    const refusal = { at: noon, by: aliceId, text: '', refusal: 'too_late', catalogHash: 'c0ffee', click };
    const id = refusalIdOf(noon.toISOString(), 'id-1');

    expect(
      undetected(
        refusalItem(id, refusal, { dueAt: at('12:01'), ttlEpochSeconds: 1 }),
        (item) => readIntact(refusalKind, item) === undefined,
      ),
    ).toEqual([]);
  });

  it.each([
    ...Object.entries(everyRequest),
    ...importedRequests().map(({ name, request }) => [name, request] as const),
  ])('in an audit record: %s', (_, request: Request) => {
    const name = parseRecordName(recordNameOf(request));
    if (name === undefined) throw new Error(recordNameOf(request));
    const record: StoredItem = JSON.parse(recordOf(request, 400));
    const isGood = (changed: StoredItem) => readRecord(name, JSON.stringify(changed)).kind === 'chain';

    expect(isGood(record)).toBe(true);
    expect(everyChange(record).filter((change) => isGood(change.item))).toEqual([]);
  });
});

describe('a changed item', () => {
  it('can still be read as a request, with a description of the change', () => {
    const item = requestItem(everyRequest.active, 'write-1');
    const [first, ...rest] = item['events'] as readonly StoredItem[];

    expect(readRequest({ ...item, statusKind: 'ended' })).toEqual({
      ...everyRequest.active,
      tampered:
        'Its seal does not match: something other than the bot changed it. Its attribute "statusKind" does not follow from its events.',
    });
    expect(
      readRequest({ ...item, events: [{ ...first, at: '2030-01-01T12:00:00.001Z' }, ...rest] }).tampered,
    ).toContain('Event 0 does not follow from those before it');
  });

  it('keeps the description with the next write, although the new seal matches', () => {
    const changed = readRequest({ ...requestItem(everyRequest.ended, 'write-1'), handledEvents: 0 });

    const written = readRequest(requestItem({ ...changed, version: 1 }, 'write-2'));

    expect(written.tampered).toBe(changed.tampered);
    expect(verifyRequest(written)).toHaveLength(1);
  });

  it.each<[string, (item: StoredItem) => StoredItem]>([
    ['removed', ({ tampered: _, ...item }) => item],
    ['emptied', (item) => ({ ...item, tampered: '' })],
    ['replaced', (item) => ({ ...item, tampered: 'Nothing to see.' })],
  ])('remains tampered if the description is %s', (_, change) => {
    const marked = { ...everyRequest.active, tampered: 'Its seal does not match.' };

    const read = readRequest(change(requestItem(marked, 'write-1')));

    expect(read.tampered).toContain('Its seal does not match: something other than the bot changed it.');
    expect(verifyRequest(read)).not.toEqual([]);
  });

  it("keeps each valid entry of a user's access", () => {
    const access = aUserAccess();
    const item = userAccessItem(access);
    const [first, second] = item['entries'] as readonly StoredItem[];

    const read = readUserAccess(access.userArn, { ...item, entries: [{ ...first, by: 'not-a-user-id' }, second, 7] });

    expect(read).toEqual({
      access: { userArn: access.userArn, version: 0, entries: [access.entries[1]] },
      isDamaged: true,
    });
  });

  it('is a lockdown that prevents new access and ends no existing access', () => {
    expect(readLockdown({ pk: 'LOCKDOWN', sk: 'LOCKDOWN', v: 2, isOn: 'no' })).toMatchObject({
      isOn: true,
      isTampered: true,
    });
  });
});
