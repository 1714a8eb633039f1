import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { keptUntil } from '../../../functions/core/trust/retention.ts';
import { aGrant, anObservedRole, at } from './a-plan.ts';

/** Until when a row stays, with sessions of an hour. */
const until = (grant: Grant, now = at('12:30:00'), mayStand = true) =>
  keptUntil(grant, mayStand, anObservedRole(), now).toISOString().slice(11, 19);

describe('the row of a grant', () => {
  it('stays for the longest session after its end, and for what IAM takes to know of it', () => {
    expect(until(aGrant())).toBe('14:05:00');
    expect(until(aGrant(), at('13:20:00'))).toBe('14:25:00');
  });

  it('that was closed counts from there, and never from before its end', () => {
    const closed = (time: string) => aGrant({ closedAt: at(time) });

    expect(until(closed('13:10:00'), at('20:00:00'))).toBe('14:15:00');
    expect(until(closed('12:50:00'), at('20:00:00'))).toBe('14:05:00');
  });

  it('of which nothing can stand goes at its end', () => {
    expect(until(aGrant(), at('12:30:00'), false)).toBe('13:00:00');
  });

  it('that was closed so long before its start that nobody came in goes at its end', () => {
    const closed = (time: string) =>
      aGrant({
        startsAt: '2030-01-01T14:00:00Z',
        endsAt: '2030-01-01T13:50:00Z',
        closedAt: at(time),
      });

    expect(until(closed('13:55:00'), at('14:00:00'))).toBe('13:50:00');
    expect(until(closed('13:55:01'), at('14:00:00'))).toBe('15:00:01');
  });

  it('that was refused stays readable for ten minutes, and longer where something of it may stand', () => {
    const refused = aGrant({ state: 'refused' });

    expect(until(refused, at('13:00:00'), false)).toBe('13:10:00');
    expect(until(refused, at('13:00:00'))).toBe('14:05:00');
  });
});
