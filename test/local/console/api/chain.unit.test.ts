import { describe, expect, it } from 'vitest';
import { toStored } from '../../../../functions/adapters/dynamodb/item.ts';
import { appendEvent } from '../../../../functions/core/request/facts.ts';
import { checkChain, type StoredEvent } from '../../../../local/console/api/chain.ts';
import { aStoredRequest } from '../../../support/stored-examples.ts';

const at = new Date('2030-01-01T12:00:00Z');

/** What the bot stores of a request to which two things happened. */
const stored = () => {
  const { asked } = aStoredRequest();
  const once = appendEvent([], asked, { kind: 'prepared' }, at);
  const events = appendEvent(once, asked, { kind: 'lapsed' }, at);
  return { asked: toStored(asked), events: toStored(events) as readonly StoredEvent[] };
};

describe('checking the chain of a stored request', () => {
  it('holds for what the bot wrote', () => {
    const { asked, events } = stored();

    expect(checkChain(asked, events).map(({ holds }) => holds)).toEqual([true, true]);
  });

  it('breaks at the event that was changed, and at all after it', () => {
    const { asked, events } = stored();
    const changed = events.map((event) => (event.seq === 0 ? { ...event, at: '2030-01-01T12:00:01.000Z' } : event));

    expect(checkChain(asked, changed).map(({ holds }) => holds)).toEqual([false, false]);
  });

  it('breaks from the beginning when what was asked is changed', () => {
    const { asked, events } = stored();

    const checked = checkChain({ ...(asked as object), reason: 'something else' }, events);

    expect(checked.map(({ holds }) => holds)).toEqual([false, false]);
  });

  it('breaks where an event was taken out', () => {
    const { asked, events } = stored();

    expect(checkChain(asked, events.slice(1)).map(({ holds }) => holds)).toEqual([false]);
  });
});
