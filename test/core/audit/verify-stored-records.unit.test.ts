import { describe, expect, it } from 'vitest';
import {
  type Kept,
  longestOf,
  parseRecordName,
  readRecord,
  recordNameOf,
  recordOf,
  verifyKept,
} from '../../../functions/core/audit/record.ts';
import { appendEvent, sealOf } from '../../../functions/core/request/chain.ts';
import { fold, record } from '../../../functions/core/request/evolve.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { aStoredRequest, at, everyFact, noon } from '../../support/stored-examples.ts';

const nameOf = (request: Request) => {
  const name = parseRecordName(recordNameOf(request));
  if (name === undefined) throw new Error(recordNameOf(request));
  return name;
};

/** The audit records of a request after each of these states was stored. */
const keptOf = (...states: readonly Request[]): Kept => {
  const names = states.map((request) => ({ ...nameOf(request), isHidden: false }));
  const longest = longestOf(names);
  const state = states.find((one) => nameOf(one).hash === longest?.hash);
  if (longest === undefined || state === undefined) throw new Error('no record');
  return { requestId: longest.requestId, names, longest: readRecord(longest, recordOf(state, 400)) };
};

const requested = aStoredRequest();
const seen = record(requested, [everyFact.prepared], at('12:01'));
const cancelled = record(seen, [everyFact.cancelled], at('12:02'));

/** The same request with another history and valid hashes. */
const rewritten = (request: Request, reason: string): Request => {
  let events: Request['events'] = [];
  for (const { fact, at: moment } of request.events) {
    const other = fact.kind === 'requested' ? { ...fact, requested: { ...fact.requested, reason } } : fact;
    events = appendEvent(events, request.id, other, moment);
  }
  return { ...request, ...fold(request.id, events), events };
};

const kinds = (kept: Kept, request: Request | undefined, now = noon) =>
  verifyKept(kept, request, now).map(({ kind }) => kind);

describe('an audit record', () => {
  it('contains the stored chain, for all kinds of facts', () => {
    const request = record(requested, Object.values(everyFact), at('12:03'));

    const read = readRecord(nameOf(request), recordOf(request, 400));

    expect(read).toMatchObject({
      kind: 'chain',
      chain: { requestId: request.id, hashes: request.events.map(({ hash }) => hash) },
    });
    expect(recordNameOf(request)).toMatch(new RegExp(`^chains/${request.id}/00\\d\\d-[0-9a-f]{64}\\.json$`));
  });

  it('has a deletion date only after the request is closed', () => {
    const forgetAt = (request: Request) => JSON.parse(recordOf(request, 2)).forgetAt;

    expect(forgetAt(seen)).toBeUndefined();
    expect(forgetAt(cancelled)).toBe('2030-01-03T12:02:00.000Z');
  });

  it('is refused if its content does not match its name', () => {
    const name = nameOf(seen);
    const text = recordOf(seen, 400);

    expect(readRecord(name, text.replace('U0ALICE', 'U0MALLORY')).kind).toBe('bad');
    expect(readRecord(name, recordOf(requested, 400)).kind).toBe('bad');
    expect(readRecord(name, recordOf(rewritten(seen, 'another'), 400)).kind).toBe('bad');
    expect(readRecord(name, text.replace('"version":2', '"version":3'))).toMatchObject({
      kind: 'bad',
      why: 'is of version 3, which is not known here',
    });
    expect(readRecord(name, 'not json').kind).toBe('bad');
  });

  it('is refused if only the deletion date was changed', () => {
    const text = recordOf(cancelled, 2);

    expect(readRecord(nameOf(cancelled), text.replace('2030-01-03', '2030-01-02')).kind).toBe('bad');
  });

  it('is refused if its seal was recalculated for another chain', () => {
    const { seal: _, ...record } = JSON.parse(recordOf(seen, 400));
    const other = { ...record, events: JSON.parse(recordOf(rewritten(seen, 'another'), 400)).events };

    expect(readRecord(nameOf(seen), JSON.stringify({ ...other, seal: sealOf(other) })).kind).toBe('bad');
  });

  it.each(['chains/x/0001-y.json', 'chains/README', `chains/${'a'.repeat(20)}/1-${'b'.repeat(64)}.json`])(
    'is ignored under the name %s',
    (name) => {
      expect(parseRecordName(name)).toBeUndefined();
    },
  );
});

describe('comparing audit records with the stored request', () => {
  it('accepts a request that has only grown since', () => {
    expect(kinds(keptOf(requested), seen)).toEqual([]);
    expect(kinds(keptOf(requested, seen, cancelled), cancelled)).toEqual([]);
  });

  it('finds a request that was completely rewritten, although its own chain is valid', () => {
    expect(kinds(keptOf(requested, seen), rewritten(seen, 'another'))).toEqual(['chain_rewritten']);
    expect(kinds(keptOf(requested), rewritten(cancelled, 'another'))).toEqual(['chain_rewritten']);
  });

  it('finds a shortened chain and a deleted request', () => {
    expect(kinds(keptOf(requested, seen), requested)).toEqual(['chain_shortened']);
    expect(kinds(keptOf(requested, seen), undefined)).toEqual(['request_gone']);
  });

  it('accepts that a closed request was deleted after its retention', () => {
    const kept = keptOf(requested, cancelled);

    expect(kinds(kept, undefined, new Date('2031-02-04T00:00:00Z'))).toEqual(['request_gone']);
    expect(kinds(kept, undefined, new Date('2031-02-06T00:00:00Z'))).toEqual([]);
  });

  it('finds records of two different histories', () => {
    const kept = keptOf(requested, seen, rewritten(cancelled, 'another'));

    expect(kinds(kept, rewritten(cancelled, 'another'))).toEqual(['record_forked']);
    expect(kinds(kept, seen)).toEqual(['record_forked', 'chain_shortened']);
  });

  it('finds an unreadable or hidden record', () => {
    const bad: Kept = { ...keptOf(requested), longest: { kind: 'bad', why: 'cannot be read' } };
    const [first] = keptOf(requested).names;
    if (first === undefined) throw new Error('no name');

    expect(kinds(bad, requested)).toEqual(['record_bad']);
    expect(kinds({ ...keptOf(requested), names: [{ ...first, isHidden: true }] }, requested)).toEqual([
      'record_hidden',
    ]);
  });
});
