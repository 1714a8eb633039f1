import { describe, expect, it } from 'vitest';
import { parseRecordName, readRecord, recordNameOf, recordOf } from '../../../functions/core/audit/record.ts';
import type { Kept } from '../../../functions/core/audit/verify-kept.ts';
import { longestOf, verifyKept } from '../../../functions/core/audit/verify-kept.ts';
import { appendEvent } from '../../../functions/core/request/facts.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { moved, withEvent } from '../../../functions/core/request/request.ts';
import { aliceId, aStoredRequest, at, bobId, everyFact, noon } from '../../support/stored-examples.ts';

const nameOf = (request: Request) => {
  const name = parseRecordName(recordNameOf(request));
  if (name === undefined) throw new Error(recordNameOf(request));
  return name;
};

/** What is kept of a request once each of these states was written down. */
const keptOf = (...states: readonly Request[]): Kept => {
  const names = states.map((request) => ({ ...nameOf(request), isHidden: false }));
  const longest = longestOf(names);
  const state = states.find((one) => nameOf(one).hash === longest?.hash);
  if (longest === undefined || state === undefined) throw new Error('nothing was kept');
  return { requestId: longest.requestId, names, longest: readRecord(longest, recordOf(state, 400)) };
};

const asked = aStoredRequest();
const seen = withEvent(asked, { kind: 'click_refused', by: bobId, action: 'approve', refusal: 'self' }, at('12:01'));
const cancelled = moved(
  seen,
  { kind: 'cancelled', at: at('12:02'), by: aliceId },
  { kind: 'cancelled', by: aliceId },
  at('12:02'),
);

/** The same request with another history, whole and with hashes that hold. */
const rewritten = (request: Request, reason: string): Request => {
  const other = { ...request.asked, reason };
  let events: Request['events'] = [];
  for (const { fact, at: moment } of request.events) events = appendEvent(events, other, fact, moment);
  return { ...request, asked: other, events };
};

const kinds = (kept: Kept, request: Request | undefined, now = noon) =>
  verifyKept(kept, request, now).map(({ kind }) => kind);

describe('a record', () => {
  it('is read back as the chain that was written, whatever the events are', () => {
    let request = asked;
    for (const fact of Object.values(everyFact)) request = withEvent(request, fact, at('12:03'));

    const read = readRecord(nameOf(request), recordOf(request, 400));

    expect(read).toMatchObject({ kind: 'chain', chain: { requestId: request.id } });
    expect(recordNameOf(request)).toMatch(new RegExp(`^chains/${request.id}/00\\d\\d-[0-9a-f]{64}\\.json$`));
  });

  it('says that it may be forgotten once the request is closed, and not before', () => {
    const forgetAt = (request: Request) => JSON.parse(recordOf(request, 2)).forgetAt;

    expect(forgetAt(seen)).toBeUndefined();
    expect(forgetAt(cancelled)).toBe('2030-01-03T12:02:00.000Z');
  });

  it('is refused where it is not what its name promises', () => {
    const name = nameOf(seen);
    const text = recordOf(seen, 400);

    expect(readRecord(name, text.replace('self', 'none')).kind).toBe('bad');
    expect(readRecord(name, recordOf(asked, 400)).kind).toBe('bad');
    expect(readRecord(name, recordOf(rewritten(seen, 'another'), 400)).kind).toBe('bad');
    expect(readRecord(name, text.replace('"version":1', '"version":2'))).toMatchObject({
      kind: 'bad',
      why: 'is of version 2, which is not known here',
    });
    expect(readRecord(name, 'not json').kind).toBe('bad');
  });

  it.each(['chains/x/0001-y.json', 'chains/README', `chains/${'a'.repeat(20)}/1-${'b'.repeat(64)}.json`])(
    'is not taken for one by the name %s',
    (name) => {
      expect(parseRecordName(name)).toBeUndefined();
    },
  );
});

describe('what was kept, beside what is stored', () => {
  it('fits a request that has only grown since', () => {
    expect(kinds(keptOf(asked), seen)).toEqual([]);
    expect(kinds(keptOf(asked, seen, cancelled), cancelled)).toEqual([]);
  });

  it('shows a request that was rewritten as a whole, although its own chain holds', () => {
    expect(kinds(keptOf(asked, seen), rewritten(seen, 'another'))).toEqual(['chain_rewritten']);
    expect(kinds(keptOf(asked), rewritten(cancelled, 'another'))).toEqual(['chain_rewritten']);
  });

  it('shows what was cut off or taken away', () => {
    expect(kinds(keptOf(asked, seen), asked)).toEqual(['chain_shortened']);
    expect(kinds(keptOf(asked, seen), undefined)).toEqual(['request_gone']);
  });

  it('lets a request go that was closed, once its retention is over', () => {
    const kept = keptOf(asked, cancelled);

    expect(kinds(kept, undefined, new Date('2031-02-04T00:00:00Z'))).toEqual(['request_gone']);
    expect(kinds(kept, undefined, new Date('2031-02-06T00:00:00Z'))).toEqual([]);
  });

  it('shows a history that was kept beside another one', () => {
    const kept = keptOf(asked, seen, rewritten(cancelled, 'another'));

    expect(kinds(kept, rewritten(cancelled, 'another'))).toEqual(['record_forked']);
    expect(kinds(kept, seen)).toEqual(['record_forked', 'chain_shortened']);
  });

  it('shows a record that was spoilt or hidden', () => {
    const bad: Kept = { ...keptOf(asked), longest: { kind: 'bad', why: 'cannot be read' } };
    const [first] = keptOf(asked).names;
    if (first === undefined) throw new Error('no name');

    expect(kinds(bad, asked)).toEqual(['record_bad']);
    expect(kinds({ ...keptOf(asked), names: [{ ...first, isHidden: true }] }, asked)).toEqual(['record_hidden']);
  });
});
