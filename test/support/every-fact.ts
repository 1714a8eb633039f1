import { parseAccountId } from '../../functions/core/names.ts';
import type { RequestFact } from '../../functions/core/request/facts.ts';
import { aRequestedAccess, justRequested, NOON } from './a-request.ts';
import { alice, aRule, idOf, U } from './builders.ts';

const ONE = new Date('2030-01-01T13:00:00Z');

/** One fact of every kind, with the given text in each field that contains text of a user or of IAM. */
export const everyFact = (
  words: string,
  holding: Extract<RequestFact, { kind: 'prepared' }>['holding'] = [],
): readonly RequestFact[] => {
  const { id: _, ...state } = justRequested();
  const decided = { catalogHash: 'c', evidence: [] };
  const { arn, name } = aRule();
  const facts: { readonly [Kind in RequestFact['kind']]: Extract<RequestFact, { kind: Kind }> } = {
    requested: {
      kind: 'requested',
      by: U('alice'),
      requested: aRequestedAccess(),
      principal: alice,
      lapsesAt: ONE,
      evidence: [],
    },
    imported: { kind: 'imported', head: 'h', state, history: [], unnotified: [] },
    prepared: {
      kind: 'prepared',
      principal: alice,
      remindersAt: [],
      holding,
      earlierRequests: 99,
      earlierGrants: 50,
      evidence: [],
    },
    preparation_delayed: { kind: 'preparation_delayed', account: parseAccountId('222222222222'), why: words },
    reminded: { kind: 'reminded' },
    escalated: { kind: 'escalated' },
    approvers_missing: { kind: 'approvers_missing', missing: 1 },
    approval_counted: {
      kind: 'approval_counted',
      by: U('bob'),
      roles: [name],
      missing: 1,
      minutes: 30,
      note: words,
      ...decided,
    },
    approved: { kind: 'approved', by: U('bob'), roles: [name], startsAt: NOON, endsAt: ONE, note: words, ...decided },
    denied: { kind: 'denied', by: U('bob'), why: words, ...decided },
    cancelled: { kind: 'cancelled', by: U('carol') },
    lapsed: { kind: 'lapsed' },
    role_confirmed: { kind: 'role_confirmed', arn, name },
    role_refused: { kind: 'role_refused', arn, name, why: words },
    activated: { kind: 'activated' },
    ticket_unread: { kind: 'ticket_unread', system: 'jira', ticket: 'OPS-42', problem: 'unavailable' },
    tickets_checked: { kind: 'tickets_checked', evidence: [] },
    start_checked: { kind: 'start_checked', evidence: [] },
    failed: { kind: 'failed', why: words },
    review_reminded: { kind: 'review_reminded', dueBy: ONE, isOverdue: true },
    emergency_reviewed: { kind: 'emergency_reviewed', by: U('bob'), wasRight: false, note: words, ...decided },
    ends_soon: { kind: 'ends_soon', endsAt: ONE },
    extended: { kind: 'extended', request: idOf(2), endsAt: new Date('2030-01-01T14:00:00Z') },
    ended: { kind: 'ended', reason: 'revoked', by: U('carol'), why: words },
  };
  return Object.values(facts);
};
