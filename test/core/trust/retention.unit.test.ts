import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { keptUntil } from '../../../functions/core/trust/retention.ts';
import { aGrant, anObservedRole, at } from './a-plan.ts';

/** When a grant can be deleted, with sessions of one hour. */
const until = (grant: Grant, now = at('12:30:00'), mayBeInIam = true) =>
  keptUntil(grant, mayBeInIam, anObservedRole(), now).toISOString().slice(11, 19);

describe('a stored grant', () => {
  it('is kept after its end for the longest session and the propagation time of IAM', () => {
    expect(until(aGrant())).toBe('14:05:00');
    expect(until(aGrant(), at('13:20:00'))).toBe('14:25:00');
  });

  it('is kept from the time it was closed, but not from before its end', () => {
    const closed = (time: string) => aGrant({ closedAt: at(time) });

    expect(until(closed('13:10:00'), at('20:00:00'))).toBe('14:15:00');
    expect(until(closed('12:50:00'), at('20:00:00'))).toBe('14:05:00');
  });

  it('is deleted at its end if nothing of it can be in IAM', () => {
    expect(until(aGrant(), at('12:30:00'), false)).toBe('13:00:00');
  });

  it('is deleted at its end if it was closed well before its start', () => {
    const closed = (time: string) =>
      aGrant({
        startsAt: '2030-01-01T14:00:00Z',
        endsAt: '2030-01-01T13:50:00Z',
        closedAt: at(time),
      });

    expect(until(closed('13:55:00'), at('14:00:00'))).toBe('13:50:00');
    expect(until(closed('13:55:01'), at('14:00:00'))).toBe('15:00:01');
  });

  it('is kept for ten minutes if it was refused, and longer if some of it may be in IAM', () => {
    const refused = aGrant({ state: 'refused' });

    expect(until(refused, at('13:00:00'), false)).toBe('13:10:00');
    expect(until(refused, at('13:00:00'))).toBe('14:05:00');
  });
});
