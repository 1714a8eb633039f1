import { describe, expect, it } from 'vitest';
import type { RequestFact } from '../../../functions/core/request/facts.ts';
import { noticesFor } from '../../../functions/core/request/notice.ts';
import type { Request, RequestedAccess } from '../../../functions/core/request/request.ts';
import { active, justRequested, NOON, withFacts } from '../../support/a-request.ts';
import { aRule, idOf, U } from '../../support/builders.ts';
import { everyFact } from '../../support/every-fact.ts';

const END = new Date('2030-01-01T13:00:00Z');

/** Active, and all users were notified. */
const held = (requested: Partial<RequestedAccess> = {}): Request => {
  const rule = aRule({
    emergency: {
      requesters: [{ kind: 'everyone' }],
      reviewWithinMinutes: 60,
      contacts: [{ kind: 'user', id: U('boss') }],
      maxMinutes: 60,
    },
  });
  return allHandled(active({ rules: [rule], requested }));
};
const allHandled = (request: Request): Request => ({ ...request, handledEvents: request.events.length });

/** The notifications of one fact. The state does not change, so that every fact can be tested. */
const notified = (fact: RequestFact, request = held()): readonly string[] => {
  const { events } = withFacts(request, [fact], NOON);
  return noticesFor({ ...request, events }).map(({ to, how }) => `${how} ${to}`);
};

const facts = everyFact('no');
/** Facts that are shown by another message. */
const unnotified = new Set([
  'requested',
  'imported',
  'reminded',
  'approval_counted',
  'approved',
  'role_confirmed',
  'start_checked',
  'tickets_checked',
  'review_reminded',
  'extended',
]);

describe('notifications of a fact', () => {
  it.each(facts)('go only to the requester, or to no one: $kind', (fact) => {
    expect(notified(fact)).toEqual(unnotified.has(fact.kind) ? [] : ['direct U0ALICE']);
  });

  it.each(facts)('also go to the user who requested on behalf of another, for outcomes: $kind', (fact) => {
    const outcomes = ['approved', 'denied', 'cancelled', 'lapsed', 'failed'];

    expect(notified(fact, held({ via: U('carol') })).includes('direct U0CAROL')).toBe(outcomes.includes(fact.kind));
  });

  it('go to the contacts of an emergency, and to its channels when a review is due', () => {
    const emergency = held({ emergency: true });
    const announced = facts.map((fact) => [
      fact.kind,
      notified(fact, emergency).filter((one) => one.startsWith('ann')),
    ]);

    expect(announced.filter(([, to]) => to?.length !== 0)).toEqual([
      ['approved', ['announced U0BOSS']],
      ['review_reminded', ['announced C0APPROVALS', 'announced U0BOSS']],
      ['emergency_reviewed', ['announced U0BOSS']],
    ]);
    expect(notified({ kind: 'review_reminded', dueBy: END, isOverdue: false }, emergency)).toEqual([
      'announced C0APPROVALS',
    ]);
    expect(
      notified({ kind: 'emergency_reviewed', by: U('bob'), wasRight: true, catalogHash: 'c', evidence: [] }, emergency),
    ).toEqual(['direct U0ALICE']);
  });

  it('are not sent for the end of extended access, or before the end of ended access', () => {
    const extended = allHandled(withFacts(held(), [{ kind: 'extended', request: idOf(2), endsAt: END }], NOON));
    const ended = allHandled(withFacts(held(), [{ kind: 'ended', reason: 'released', by: U('alice') }], NOON));

    expect(notified({ kind: 'ended', reason: 'expired' }, extended)).toEqual([]);
    expect(notified({ kind: 'ended', reason: 'released', by: U('alice') }, extended)).toEqual([]);
    expect(notified({ kind: 'ends_soon', endsAt: END }, ended)).toEqual([]);
  });

  it('are sent for facts of an imported request that release 0.1.0 did not announce, but not for its history', () => {
    const { id: _, ...state } = justRequested();
    const imported = (unnotified: readonly RequestFact[]): RequestFact => ({
      kind: 'imported',
      head: 'h',
      state,
      history: [{ seq: 0, at: NOON.toISOString(), fact: { kind: 'denied' }, hash: 'h' }],
      unnotified,
    });

    expect(notified(imported([]))).toEqual([]);
    expect(notified(imported([{ kind: 'lapsed' }]))).toEqual(['direct U0ALICE']);
  });
});
