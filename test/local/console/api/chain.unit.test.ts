import { describe, expect, it } from 'vitest';
import { toStored } from '../../../../functions/adapters/dynamodb/item.ts';
import { requestItem } from '../../../../functions/adapters/dynamodb/request-item.ts';
import { appendEvent } from '../../../../functions/core/request/chain.ts';
import { record } from '../../../../functions/core/request/evolve.ts';
import type { RequestFact } from '../../../../functions/core/request/facts.ts';
import { checkChain, isImported, isSealed, type StoredEvent } from '../../../../local/console/api/chain.ts';
import { importedRequests } from '../../../support/fixtures-0-1-0.ts';
import { aStoredRequest, at } from '../../../support/stored-examples.ts';

const lapsed = record(aStoredRequest(), [{ kind: 'lapsed' }], at('13:00'));
const { id } = lapsed;
const item = requestItem(lapsed, 'a-write');
const events = item['events'] as readonly StoredEvent[];
const holding = (links: ReturnType<typeof checkChain>) => links.map(({ holds }) => holds);

describe('checking the chain of a stored request', () => {
  it('finds that a stored chain is intact', () => {
    expect(holding(checkChain(id, events))).toEqual([true, true]);
  });

  it('reports a changed event and every event after it', () => {
    const changed = events.map((event) => (event.seq === 0 ? { ...event, at: '2030-01-01T12:00:01.000Z' } : event));

    expect(holding(checkChain(id, changed))).toEqual([false, false]);
  });

  it('reports every event if the chain belongs to another request', () => {
    expect(holding(checkChain('0'.repeat(20), events))).toEqual([false, false]);
  });

  it('reports a removed event', () => {
    expect(holding(checkChain(id, events.slice(1)))).toEqual([false]);
  });

  it('reports a change outside of the chain by the seal', () => {
    expect(isSealed(item)).toBe(true);
    expect(isSealed({ ...item, handledEvents: 9 })).toBe(false);
  });
});

describe('checking the chain of a request of release 0.1.0', () => {
  const imported = importedRequests().map(({ name, request }) => [name, request] as const);
  const storedEvents = (request: (typeof imported)[number][1]) =>
    requestItem(request, 'a-write')['events'] as readonly StoredEvent[];

  it.each(imported)('finds that both chains are intact: %s', (_, request) => {
    const stored = storedEvents(request);
    const [first] = stored;
    const links = checkChain(request.id, stored);

    expect(new Set(holding(links))).toEqual(new Set([true]));
    expect(links).toHaveLength(stored.length + (isImported(first?.fact) ? first.fact.history.length : 0));
  });

  const [, example] = imported[0] as (typeof imported)[number];
  const [first] = example.events;
  /** The events of a request whose imported fact was changed and hashed again. */
  const eventsWith = (change: object): readonly StoredEvent[] => {
    const fact = { ...first?.fact, ...change } as RequestFact;
    return toStored(appendEvent([], example.id, fact, at('12:00'))) as readonly StoredEvent[];
  };

  it.each([
    ['the old chain has another head', { head: '0'.repeat(64) }],
    ['an event of the old chain was removed', { history: [] }],
  ])('reports that %s', (_, change) => {
    expect(checkChain(example.id, eventsWith({})).at(-1)?.holds).toBe(true);

    const links = checkChain(example.id, eventsWith(change));

    expect(links.at(-1)).toMatchObject({ fact: { kind: 'imported' }, holds: false });
  });
});
