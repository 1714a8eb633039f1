import { describe, expect, it } from 'vitest';
import type { RequestFact } from '../../../functions/core/request/facts.ts';
import { noticesFor } from '../../../functions/core/request/notice.ts';
import type { Request, RequestedAccess } from '../../../functions/core/request/request.ts';
import { active, justRequested, NOON, withFacts } from '../../support/a-request.ts';
import { aRule, idOf, U } from '../../support/builders.ts';
import { everyFact } from '../../support/every-fact.ts';

const END = new Date('2030-01-01T13:00:00Z');

/** Active, and everybody was notified of that. */
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

/** Who is notified of a fact, and how. The state is left as it was, so that every fact can be asked about. */
const told = (fact: RequestFact, request = held()): readonly string[] => {
  const { events } = withFacts(request, [fact], NOON);
  return noticesFor({ ...request, events }).map(({ to, how }) => `${how} ${to}`);
};

const facts = everyFact('no');
/** The message that stands already says it in its place, or another one does (core/request/facts.ts). */
const unnotified = new Set([
  'requested',
  'imported',
  'reminded',
  'approval_counted',
  'approved',
  'role_confirmed',
  'start_checked',
  'review_reminded',
  'extended',
]);

describe('who is told what', () => {
  it.each(facts)('is the requester alone, or nobody: $kind', (fact) => {
    expect(told(fact)).toEqual(unnotified.has(fact.kind) ? [] : ['direct U0ALICE']);
  });

  it.each(facts)('besides is whoever asked in the name of another, of what becomes of it: $kind', (fact) => {
    const outcomes = ['approved', 'denied', 'cancelled', 'lapsed', 'failed'];

    expect(told(fact, held({ via: U('carol') })).includes('direct U0CAROL')).toBe(outcomes.includes(fact.kind));
  });

  it('in an emergency are its contacts, and its channels when a review is due', () => {
    const emergency = held({ emergency: true });
    const announced = facts.map((fact) => [fact.kind, told(fact, emergency).filter((one) => one.startsWith('ann'))]);

    expect(announced.filter(([, to]) => to?.length !== 0)).toEqual([
      ['approved', ['announced U0BOSS']],
      ['review_reminded', ['announced C0APPROVALS', 'announced U0BOSS']],
      ['emergency_reviewed', ['announced U0BOSS']],
    ]);
    expect(told({ kind: 'review_reminded', dueBy: END, isOverdue: false }, emergency)).toEqual([
      'announced C0APPROVALS',
    ]);
    expect(
      told({ kind: 'emergency_reviewed', by: U('bob'), wasRight: true, catalogHash: 'c', evidence: [] }, emergency),
    ).toEqual(['direct U0ALICE']);
  });

  it('is nobody of the end of what goes on, nor of an end to come of what is over', () => {
    const extended = allHandled(withFacts(held(), [{ kind: 'extended', request: idOf(2), endsAt: END }], NOON));
    const ended = allHandled(withFacts(held(), [{ kind: 'ended', reason: 'released', by: U('alice') }], NOON));

    expect(told({ kind: 'ended', reason: 'expired' }, extended)).toEqual([]);
    expect(told({ kind: 'ended', reason: 'released', by: U('alice') }, extended)).toEqual([]);
    expect(told({ kind: 'ends_soon', endsAt: END }, ended)).toEqual([]);
  });

  it('of an imported request is what release 0.1.0 had not told yet, and nothing of its history', () => {
    const { id: _, ...state } = justRequested();
    const imported = (unnotified: readonly RequestFact[]): RequestFact => ({
      kind: 'imported',
      head: 'h',
      state,
      history: [{ seq: 0, at: NOON.toISOString(), fact: { kind: 'denied' }, hash: 'h' }],
      unnotified,
    });

    expect(told(imported([]))).toEqual([]);
    expect(told(imported([{ kind: 'lapsed' }]))).toEqual(['direct U0ALICE']);
  });
});
