import { describe, expect, it } from 'vitest';
import { parseAccessName } from '../../../functions/core/names.ts';
import type { RequestFact } from '../../../functions/core/request/facts.ts';
import { noticesFor } from '../../../functions/core/request/notice.ts';
import type { Asked, Request } from '../../../functions/core/request/request.ts';
import { newRequest, withEvent } from '../../../functions/core/request/request.ts';
import { alice, aRule, idOf, ROLE, U } from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const END = new Date('2030-01-01T13:00:00Z');

const held = (changes: Partial<Asked> = {}): Request => {
  const rule = aRule({
    emergency: {
      requesters: [{ kind: 'everyone' }],
      reviewWithinMinutes: 60,
      contacts: [{ kind: 'user', id: U('boss') }],
      maxMinutes: 60,
    },
  });
  const asked: Asked = {
    by: U('alice'),
    at: NOON,
    target: rule.name,
    roles: [{ name: rule.name, arn: rule.arn, rule }],
    window: { kind: 'for', minutes: 60 },
    reason: 'INC-42',
    catalogHash: 'c',
    ...changes,
  };
  const parts = [{ arn: ROLE, kind: 'confirmed' }] as const;
  const status = { kind: 'active', approvedAt: NOON, activeAt: NOON, startsAt: NOON, endsAt: END, parts } as const;
  return { ...newRequest(idOf(1), asked, alice, 60), status, handledEvents: 1 };
};

/** Who is told of a fact, and how. */
const told = (fact: RequestFact, request = held()): readonly string[] =>
  noticesFor(withEvent(request, fact, NOON)).map(({ to, how }) => `${how} ${to}`);

const name = parseAccessName('prod-s3');
const catalogHash = 'c';
const facts: readonly RequestFact[] = [
  { kind: 'asked', by: U('alice') },
  { kind: 'prepared' },
  { kind: 'reminded' },
  { kind: 'escalated' },
  { kind: 'approval_counted', by: U('bob'), missing: 1, catalogHash },
  { kind: 'approved', by: U('bob'), endsAt: END, catalogHash },
  { kind: 'denied', by: U('bob'), catalogHash },
  { kind: 'cancelled', by: U('alice') },
  { kind: 'lapsed' },
  { kind: 'part_confirmed', arn: ROLE, name },
  { kind: 'part_refused', arn: ROLE, name, why: 'no' },
  { kind: 'activated' },
  { kind: 'failed', why: 'no' },
  { kind: 'review_reminded', dueBy: END, isOverdue: true },
  { kind: 'emergency_reviewed', by: U('bob'), wasRight: false, catalogHash },
  { kind: 'ends_soon', endsAt: END },
  { kind: 'extended', request: idOf(2), endsAt: END },
  { kind: 'ended', reason: 'expired' },
  { kind: 'click_refused', by: U('random'), action: 'approve', refusal: 'not_an_approver' },
];
/** The message that stands already says it in its place, or another one does (core/notice.ts). */
const untold = new Set([
  'asked',
  'reminded',
  'approval_counted',
  'approved',
  'part_confirmed',
  'review_reminded',
  'extended',
]);

describe('who is told what', () => {
  it.each(facts)('is the requester alone, or whoever pressed, or nobody: $kind', (fact) => {
    const expected = fact.kind === 'click_refused' ? ['ephemeral U0RANDOM'] : ['direct U0ALICE'];

    expect(told(fact)).toEqual(untold.has(fact.kind) ? [] : expected);
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
    expect(told({ kind: 'emergency_reviewed', by: U('bob'), wasRight: true, catalogHash }, emergency)).toEqual([
      'direct U0ALICE',
    ]);
  });

  it('is nobody of the end of what goes on, nor of an end to come of what is over', () => {
    const extended = withEvent(held(), { kind: 'extended', request: idOf(2), endsAt: END }, NOON);
    const ended = { ...held(), status: { kind: 'ended', at: NOON, reason: 'released', startsAt: NOON } as const };

    expect(told({ kind: 'ended', reason: 'expired' }, extended)).toEqual([]);
    expect(told({ kind: 'ended', reason: 'released', by: U('alice') }, extended)).toEqual([]);
    expect(told({ kind: 'ends_soon', endsAt: END }, ended)).toEqual([]);
  });
});
