import { describe, expect, it } from 'vitest';
import { approversMissing } from '../../../functions/core/authority/approval.ts';
import { mayAdminister, mayRequest } from '../../../functions/core/authority/authority.ts';
import type { Delegation, Directory } from '../../../functions/core/authority/directory.ts';
import { EMPTY_DIRECTORY } from '../../../functions/core/authority/directory.ts';
import type { RoleRule, Who } from '../../../functions/core/catalog/catalog.ts';
import { decideEmergencyReview } from '../../../functions/core/request/emergency.ts';
import { judge } from '../../../functions/core/request/judge.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { canDecide, decideApproval, decideDenial } from '../../../functions/core/request/review.ts';
import { addMinutes } from '../../../functions/core/time.ts';
import { inForce, NOON, pending, withFacts } from '../../support/a-request.ts';
import { aCatalog, actor, aRule, U } from '../../support/builders.ts';

const user = (name: string): Who => ({ kind: 'user', id: U(name) });
const END = addMinutes(NOON, 30);
const from = (by: string, to: string, until = END): Delegation => ({ by: U(by), to: U(to), since: NOON, until });
const account = (accountStatus: 'member' | 'guest' | 'deactivated', name: string) => ({
  [U(name)]: { accountStatus, name, readAt: NOON },
});

/** Bob decides in the place of carol. */
const withDelegates = (...delegations: readonly Delegation[]): Directory => ({
  ...EMPTY_DIRECTORY,
  workspace: { teamId: 'T0LOCAL' },
  delegations: delegations.length === 0 ? [from('carol', 'bob')] : delegations,
});
const ruleOf = (approvals: number, ...approvers: readonly string[]): RoleRule =>
  aRule({ approvals, approvers: approvers.map(user) });
const worldOf = (rule: RoleRule, directory = withDelegates(), now = NOON) => ({
  catalog: aCatalog([rule]),
  directory,
  now,
});
const byCarol = ruleOf(1, 'carol');
const requestAfter = (
  names: readonly string[],
  rule: RoleRule,
  directory = withDelegates(),
  start?: Request,
): Request =>
  names.reduce(
    (before, name) => {
      const decision = decideApproval(before, actor(name), worldOf(rule, directory));
      if (!('facts' in decision)) throw new Error(`${name}: ${JSON.stringify(decision)}`);
      return withFacts(before, decision.facts, NOON);
    },
    start ?? pending({ rules: [rule] }),
  );
const outcome = (name: string, rule: RoleRule, request: Request, directory = withDelegates(), now = NOON) => {
  const decision = decideApproval(request, actor(name), worldOf(rule, directory, now));
  return decision.kind === 'refused' ? decision.refusal.kind : decision.kind;
};
const asked = (rule: RoleRule) => pending({ rules: [rule] });

describe('a delegate', () => {
  it('approves as the approver who named them, and the record says for whom and until when', () => {
    const request = requestAfter(['bob'], byCarol);

    expect(request.reviews).toMatchObject([{ by: U('bob'), for: U('carol') }]);
    expect(request.events.at(-1)?.fact).toMatchObject({
      kind: 'approved',
      by: U('bob'),
      for: U('carol'),
      evidence: expect.arrayContaining([{ kind: 'delegation', user: U('bob'), of: U('carol'), until: END }]),
    });
  });

  it('denies in their place too, and sees the request as one to decide', () => {
    expect(canDecide(asked(byCarol), U('bob'), worldOf(byCarol))).toBe(true);
    expect(decideDenial(asked(byCarol), actor('bob'), 'no', worldOf(byCarol))).toMatchObject({
      facts: [{ kind: 'denied', by: U('bob'), for: U('carol') }],
    });
  });

  it('decides until the end, and not from then on', () => {
    const last = new Date(END.getTime() - 1);

    expect(outcome('bob', byCarol, asked(byCarol), withDelegates(), last)).toBe('approved');
    expect(outcome('bob', byCarol, asked(byCarol), withDelegates(), END)).toBe('not_an_approver');
  });

  it('has no delegate of their own: the right is not passed on', () => {
    const chain = withDelegates(from('carol', 'bob'), from('bob', 'dave'));

    expect(outcome('dave', byCarol, asked(byCarol), chain)).toBe('not_an_approver');
  });

  it('never decides on a request of their own, even where self-approval is allowed', () => {
    const rule = { ...byCarol, allowSelfApproval: true };
    const mine = withDelegates(from('carol', 'alice'));

    expect(outcome('alice', rule, asked(rule), mine)).toBe('self_approval_refused');
    expect(decideDenial(asked(rule), actor('alice'), 'no', worldOf(rule, mine))).toMatchObject({
      refusal: { kind: 'self_approval_refused' },
    });
  });

  it('does not decide on what they typed for another user', () => {
    const request = pending({ rules: [byCarol], requested: { via: U('bob') } });

    expect(outcome('bob', byCarol, request)).toBe('self_approval_refused');
  });

  it('does not decide on a request of the approver who named them', () => {
    const rule = { ...ruleOf(1, 'alice'), allowSelfApproval: true };
    const ofAlice = withDelegates(from('alice', 'bob'));

    expect(outcome('bob', rule, asked(rule), ofAlice)).toBe('not_an_approver');
    expect(decideDenial(asked(rule), actor('bob'), 'no', worldOf(rule, ofAlice))).toMatchObject({
      refusal: { kind: 'not_an_approver' },
    });
  });

  it('counts together with the approver who named them once, in either order', () => {
    const two = ruleOf(2, 'carol', 'dave');

    expect(outcome('carol', two, requestAfter(['bob'], two))).toBe('already_counted');
    expect(outcome('bob', two, requestAfter(['carol'], two))).toBe('already_counted');
    expect(outcome('dave', two, requestAfter(['bob'], two))).toBe('approved');
  });

  it('who is an approver too counts once, by their own right', () => {
    const two = ruleOf(2, 'carol', 'bob', 'dave');
    const request = requestAfter(['bob'], two);

    expect(request.reviews).toEqual([expect.not.objectContaining({ for: expect.anything() })]);
    expect(outcome('bob', two, request)).toBe('already_counted');
    expect(outcome('carol', two, request)).toBe('approved');
  });

  it('of two approvers counts for one of them', () => {
    const two = ruleOf(2, 'carol', 'dave');
    const both = withDelegates(from('carol', 'bob'), from('dave', 'bob'));

    expect(outcome('bob', two, requestAfter(['bob'], two, both), both)).toBe('already_counted');
  });

  it('does not request or administer in their place', () => {
    const rule = aRule({ requesters: [user('carol')], approvers: [user('carol')] });
    const base = aCatalog([rule]);
    const catalog = { ...base, settings: { ...base.settings, admins: [user('carol')] } };
    const world = { catalog, directory: withDelegates(), now: NOON };
    const request = { by: actor('bob'), holder: U('bob'), rules: [rule], isEmergency: false };

    expect([mayRequest(request, world).answer, mayAdminister(actor('bob'), world).answer]).toEqual(['no', 'no']);
  });

  it.each(['guest', 'deactivated'] as const)('does not decide for an approver whose account is %s', (status) => {
    const directory = { ...withDelegates(), people: account(status, 'carol') };

    expect(outcome('bob', byCarol, asked(byCarol), directory)).toBe('not_an_approver');
  });

  it('reviews emergencies of others, and none that the approver or they declared', () => {
    const review = (declared: string) => {
      const request = pending({ rules: [byCarol] });
      const of = {
        ...request,
        requested: { ...request.requested, by: U(declared) },
        reviewOwed: { dueBy: END, remindAt: END, gapMinutes: 5 },
      };
      const decision = decideEmergencyReview(of, actor('bob'), { wasRight: true, note: '' }, worldOf(byCarol));
      return decision.kind === 'refused' ? decision.refusal.kind : decision.facts[0];
    };

    expect(review('alice')).toMatchObject({ kind: 'emergency_reviewed', by: U('bob'), for: U('carol') });
    expect([review('bob'), review('carol')]).toEqual(['own_emergency', 'not_an_approver']);
  });
});

describe('an approval by a delegate, before access opens', () => {
  const approved = requestAfter(['bob'], byCarol);
  const judged = (directory: Directory, rule = byCarol) => {
    const found = judge(approved, 'opening', worldOf(rule, directory, addMinutes(NOON, 1)));
    return found.kind === 'unmet' ? found.unmet.kind : found.kind;
  };
  const known = { ...withDelegates(), people: { ...account('member', 'alice'), ...account('member', 'carol') } };

  it('still counts if the delegation has ended', () => {
    expect(judged({ ...known, delegations: [] })).toBe('met');
  });

  it('does not count if the approver is no longer one', () => {
    expect(judged(known, ruleOf(1, 'dave'))).toBe('approver_lost');
  });

  it.each(['bob', 'carol'])('does not count if the account of %s was deactivated', (name) => {
    expect(judged({ ...known, people: { ...known.people, ...account('deactivated', name) } })).toBe('not_a_member');
  });
});

describe('the approvers who are left', () => {
  it('do not include the delegate who approved, nor the approver in whose place it was', () => {
    const three = ruleOf(3, 'carol', 'dave', 'bob');
    const { requested } = asked(three);
    const [review] = requestAfter(['bob'], byCarol).reviews;
    const missing = (...reviews: readonly (typeof review)[]) =>
      approversMissing(
        { requested, reviews: reviews.flatMap((one) => one ?? []) },
        inForce(requested, worldOf(three).catalog),
        worldOf(three),
      )?.missing;

    expect([missing(), missing(review)]).toEqual([undefined, 1]);
  });
});
