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
  it('holds for what the bot wrote', () => {
    expect(holding(checkChain(id, events))).toEqual([true, true]);
  });

  it('breaks at the event that was changed, and after it', () => {
    const changed = events.map((event) => (event.seq === 0 ? { ...event, at: '2030-01-01T12:00:01.000Z' } : event));

    expect(holding(checkChain(id, changed))).toEqual([false, false]);
  });

  it('breaks from the beginning under the id of another request', () => {
    expect(holding(checkChain('0'.repeat(20), events))).toEqual([false, false]);
  });

  it('breaks where an event was removed', () => {
    expect(holding(checkChain(id, events.slice(1)))).toEqual([false]);
  });

  it('finds by the seal what is not in the chain', () => {
    expect(isSealed(item)).toBe(true);
    expect(isSealed({ ...item, handledEvents: 9 })).toBe(false);
  });
});

describe('checking the chain of a request of release 0.1.0', () => {
  const imported = importedRequests().map(({ name, request }) => [name, request] as const);
  const storedEvents = (request: (typeof imported)[number][1]) =>
    requestItem(request, 'a-write')['events'] as readonly StoredEvent[];

  it.each(imported)('holds through both chains for what the bot wrote: %s', (_, request) => {
    const stored = storedEvents(request);
    const [first] = stored;
    const links = checkChain(request.id, stored);

    expect(new Set(holding(links))).toEqual(new Set([true]));
    expect(links).toHaveLength(stored.length + (isImported(first?.fact) ? first.fact.history.length : 0));
  });

  const [, example] = imported[0] as (typeof imported)[number];
  const [first] = example.events;
  /** The events of a request whose imported fact was changed and hashed anew. */
  const eventsWith = (change: object): readonly StoredEvent[] => {
    const fact = { ...first?.fact, ...change } as RequestFact;
    return toStored(appendEvent([], example.id, fact, at('12:00'))) as readonly StoredEvent[];
  };

  it.each([
    ['the old chain leads elsewhere', { head: '0'.repeat(64) }],
    ['an event of the old chain was removed', { history: [] }],
  ])('breaks where %s', (_, change) => {
    expect(checkChain(example.id, eventsWith({})).at(-1)?.holds).toBe(true);

    const links = checkChain(example.id, eventsWith(change));

    expect(links.at(-1)).toMatchObject({ fact: { kind: 'imported' }, holds: false });
  });
});
