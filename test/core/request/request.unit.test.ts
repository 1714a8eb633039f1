import { describe, expect, it } from 'vitest';
import {
  type Request,
  type RequestedAccess,
  type RequestStatus,
  timeBox,
} from '../../../functions/core/request/request.ts';
import { justRequested, withFacts } from '../../support/a-request.ts';
import { aRule, ROLE, U } from '../../support/builders.ts';

const at = (time: string) => new Date(`2030-01-01T${time}Z`);
const rule = aRule();
const requested: RequestedAccess = {
  by: U('alice'),
  at: at('12:00:00'),
  target: rule.name,
  roles: [{ name: rule.name, arn: ROLE, rule }],
  duration: { kind: 'for', minutes: 60 },
  reason: 'INC-42',
  catalogHash: 'c',
};

describe('the time box', () => {
  it('starts at the approval, in whole seconds', () => {
    expect(timeBox(requested, at('12:30:00.999'))).toEqual({ startsAt: at('12:30:00'), endsAt: at('13:30:00') });
  });

  it('starts at a future start, or at the approval if that start has passed', () => {
    const later = { ...requested, notBefore: at('14:00:00') };

    expect(timeBox(later, at('12:30:00'))).toEqual({ startsAt: at('14:00:00'), endsAt: at('15:00:00') });
    expect(timeBox(later, at('14:30:00'))).toEqual({ startsAt: at('14:30:00'), endsAt: at('15:30:00') });
  });

  it('ends at the requested end, and does not exist once that time is reached', () => {
    const until = { ...requested, duration: { kind: 'until', at: at('13:00:00') } } as const;

    expect(timeBox(until, at('12:59:59'))).toEqual({ startsAt: at('12:59:59'), endsAt: at('13:00:00') });
    expect(timeBox(until, at('13:00:00.500'))).toBeUndefined();
  });
});

describe('the next check of a request', () => {
  const handled = (status: RequestStatus, fields: Partial<Request> = {}): Request => ({
    ...justRequested(),
    status,
    handledEvents: 1,
    drawnEvents: 1,
    ...fields,
  });
  const due = (request: Request) => withFacts(request, [], at('12:00:00')).dueAt;
  const held = { approvedAt: at('12:00:00'), startsAt: at('12:00:00'), endsAt: at('13:00:00') };
  const confirmed = [{ arn: ROLE, kind: 'confirmed' }] as const;
  const active = { kind: 'active', activeAt: at('12:00:00'), ...held, progress: confirmed } as const;
  const owed = { dueBy: at('14:00:00'), remindAt: at('12:15:00'), gapMinutes: 15 };

  it.each<[string, Request, Date | undefined]>([
    ['waits', handled({ kind: 'pending', lapsesAt: at('13:00:00') }), at('13:00:00')],
    [
      'is pending and has a reminder to send',
      handled({
        kind: 'pending',
        lapsesAt: at('13:00:00'),
        remindersAt: [at('12:30:00')],
        escalatesAt: at('12:40:00'),
      }),
      at('12:30:00'),
    ],
    [
      'is pending before its escalation',
      handled({ kind: 'pending', lapsesAt: at('13:00:00'), escalatesAt: at('12:40:00') }),
      at('12:40:00'),
    ],
    ['is held', handled(active), at('13:00:00')],
    ['is held and ends soon', handled({ ...active, remindAt: at('12:50:00') }), at('12:50:00')],
    [
      'is being set up',
      handled({ kind: 'approved', ...held, progress: [{ arn: ROLE, kind: 'waiting' }] }),
      at('12:00:30'),
    ],
    ['starts later, a minute before it', handled({ ...active, startsAt: at('12:20:00') }), at('12:19:00')],
    [
      'has started and was checked after the start',
      handled({ ...active, startsAt: at('12:20:00'), isStartChecked: true }),
      at('13:00:00'),
    ],
    ['is held and a review is owed', handled(active, { reviewOwed: owed }), at('12:15:00')],
    [
      'has ended and needs a review',
      handled(
        { kind: 'ended', at: at('12:00:00'), reason: 'released', startsAt: at('11:00:00') },
        { reviewOwed: owed },
      ),
      at('12:15:00'),
    ],
    ['is closed and handled', handled({ kind: 'lapsed', at: at('12:00:00') }), undefined],
    [
      'is closed and has notifications to send',
      handled({ kind: 'lapsed', at: at('12:00:00') }, { handledEvents: 0 }),
      at('12:00:30'),
    ],
    [
      'is closed and its card is not updated',
      handled({ kind: 'lapsed', at: at('12:00:00') }, { drawnEvents: 0 }),
      at('12:00:30'),
    ],
  ])('is at the earliest due time if it %s', (_, request, moment) => {
    expect(due(request)).toEqual(moment);
  });
});
