import type { Who } from '../catalog/catalog.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import type { RequestedAccess, Review } from '../request/request.ts';
import { isFor, type RuleInForce } from '../request/rules.ts';
import { type Answer, joined, no, unknown, yes } from './answer.ts';
import { accountEvidence, type By, idOf, refuseBy, refuseUnread } from './authority.ts';
import { type Acting, actingAs, onBehalf, rightOf, shareUser } from './delegation.ts';
import { type AccountRefusal, type AccountStatus, statusOf } from './directory.ts';
import { type AuthorityWorld, among, isSameUser, membersOf, unreadOf } from './membership.ts';
import { tooFewApprovers } from './satisfiable.ts';
import {
  type CannotCount,
  isOwnDecision,
  isOwnRequest,
  missingIn,
  neededFor,
  place,
  refusalOfOwn,
  tallyOf,
} from './stages.ts';

export type ApproveRefusal = AccountRefusal | CannotCount;

/** The refusals from the one that says most to the one that says least. */
const TELLING: readonly string[] = [
  'outside_hours',
  'from_different_approvers',
  'not_your_stage',
  'self_approval_refused',
  'not_an_approver',
];

/** Judges a user by their own right and by that of each approver who named them as delegate. The first that counts is used. */
const byAnyRight = <Refusal extends { readonly kind: string }, More extends object>(
  by: By,
  world: AuthorityWorld,
  judge: (acting: Acting) => Answer<Refusal, More>,
): Answer<Refusal | AccountRefusal, More & Pick<Acting, 'for'>> => {
  const account = refuseBy(by, world);
  if (account !== undefined) return no(account);
  const found = actingAs(idOf(by), world).map(({ acting, evidence }) => {
    const one = judge(acting);
    return one.answer === 'yes' ? { ...one, ...onBehalf(acting), evidence: joined(one.evidence, evidence) } : one;
  });
  const rankOf = (one: Answer<Refusal, More>): number => {
    if (one.answer !== 'no') return one.answer === 'yes' ? -3 : -2;
    return TELLING.indexOf(one.refusal.kind);
  };
  const [first] = found.toSorted((a, b) => rankOf(a) - rankOf(b));
  return first ?? unknown([]);
};

type Reviewed = Pick<RequestedAccess, 'by' | 'via'>;

/** The approvals of a request for one of its rules. */
const givenFor = (rule: RuleInForce, reviews: readonly Review[]): readonly Review[] =>
  reviews.filter((review) => isFor(review, rule));

/** The roles of a request that an approval counts for, and the places of their rules. */
interface CountsFor {
  readonly roles: readonly AccessName[];
  readonly rules: readonly number[];
}

/** Whether an approval would count now, and for what. `reviews`: those that were given before. */
export const mayApprove = (
  by: By,
  { requested, reviews }: { readonly requested: Reviewed; readonly reviews: readonly Review[] },
  rules: readonly RuleInForce[],
  world: AuthorityWorld,
): Answer<ApproveRefusal, CountsFor & Pick<Acting, 'for'>> =>
  byAnyRight(by, world, (acting) => approvesAs(acting, { requested, reviews }, rules, world));

const approvesAs = (
  acting: Acting,
  { requested, reviews }: { readonly requested: Reviewed; readonly reviews: readonly Review[] },
  rules: readonly RuleInForce[],
  world: AuthorityWorld,
): Answer<CannotCount, CountsFor> => {
  if (acting.for !== undefined && reviews.some((review) => shareUser(review, acting, world)))
    return no({ kind: 'not_an_approver' });
  const placed = rules.flatMap((rule) =>
    rule.plans.map((plan) => {
      const { progress, unread } = tallyOf(plan, givenFor(rule, reviews), requested, world);
      const one =
        unread.length > 0
          ? ({ kind: 'unknown', unread } as const)
          : place(plan, progress, { ...acting, at: world.now }, requested, world);
      return { rule, one };
    }),
  );
  const counting = new Set(placed.flatMap(({ rule, one }) => (one.kind === 'counts' ? rule : [])));
  if (counting.size > 0) {
    const evidence = placed.map(({ one }) => (one.kind === 'counts' ? one.evidence : []));
    return yes(joined(accountEvidence(acting.by, world), ...evidence), {
      roles: [...new Set([...counting].map(({ name }) => name))],
      rules: [...counting].map(({ index }) => index),
    });
  }
  const unread = placed.flatMap(({ one }) => (one.kind === 'unknown' ? one.unread : []));
  if (unread.length > 0) return unknown([...new Set(unread)]);
  const refusals = placed.flatMap(({ one }) => (one.kind === 'no' ? one.refusal : []));
  const [first] = refusals.toSorted((a, b) => TELLING.indexOf(a.kind) - TELLING.indexOf(b.kind));
  if (first !== undefined) return no(first);
  // Nothing is awaited, since a rule that changed asks for no approval any more.
  const denial = deniesAs(acting, requested, rules, world);
  return denial.answer === 'yes' ? { ...denial, roles: [], rules: [] } : denial;
};

/** Whether a user may deny: an approver of any stage. */
export const mayDeny = (
  by: By,
  requested: Reviewed,
  rules: readonly RuleInForce[],
  world: AuthorityWorld,
): Answer<AccountRefusal | DenialRefusal, Pick<Acting, 'for'>> =>
  byAnyRight(by, world, (acting) => deniesAs(acting, requested, rules, world));

type DenialRefusal = Extract<CannotCount, { kind: 'self_approval_refused' | 'not_an_approver' }>;

const deniesAs = (
  acting: Acting,
  requested: Reviewed,
  rules: readonly RuleInForce[],
  world: AuthorityWorld,
): Answer<DenialRefusal> => {
  const judged = rules.map((rule) => ({ rule, found: among(rule.approvers, rightOf(acting), world) }));
  const naming = judged.filter(({ found }) => found.answer === 'yes');
  if (naming.length === 0) {
    const unread = unreadOf(judged.map(({ found }) => found));
    return unread.length > 0 ? unknown(unread) : no({ kind: 'not_an_approver' });
  }
  const counted = naming.filter(({ rule }) => !isOwnDecision(acting, requested, rule, world));
  if (counted.length === 0) return no(refusalOfOwn(acting, requested, world));
  const evidence = counted.map(({ found }) => (found.answer === 'yes' ? found.evidence : []));
  return yes(joined(accountEvidence(acting.by, world), ...evidence), {});
};

export type ApprovalsLack =
  | { readonly kind: 'not_a_member'; readonly by: SlackUserId; readonly accountStatus: AccountStatus }
  | { readonly kind: 'approver_lost'; readonly by: SlackUserId }
  | { readonly kind: 'approvals_missing'; readonly missing: number };

/** Whether every approval that was counted would count today, and none is missing. */
export const hasEveryApproval = (
  { requested, reviews }: { readonly requested: Reviewed; readonly reviews: readonly Review[] },
  rules: readonly RuleInForce[],
  world: AuthorityWorld,
): Answer<ApprovalsLack> => {
  for (const by of reviews.flatMap((review) => [review.by, rightOf(review)])) {
    const accountStatus = statusOf(by, world.directory);
    if (accountStatus !== 'member') return no({ kind: 'not_a_member', by, accountStatus });
  }
  const tallies = rules.flatMap((rule) =>
    rule.plans.map((plan) => ({ rule, plan, ...tallyOf(plan, givenFor(rule, reviews), requested, world) })),
  );
  const unread = [...new Set(tallies.flatMap((one) => one.unread))];
  if (unread.length > 0) return unknown(unread);
  for (const rule of rules) {
    const ofRule = tallies.filter((one) => one.rule === rule);
    // An approval may count by the rule of the request only, or by that of today only.
    const isLost = (user: SlackUserId) => ofRule.every(({ outside }) => outside.includes(user));
    const lacking = ofRule.find(({ plan, progress }) => missingIn(plan, progress) > 0);
    const lost = ofRule[0]?.outside.find(isLost) ?? lacking?.outside[0];
    if (lost !== undefined) return no({ kind: 'approver_lost', by: lost });
  }
  const missing = Math.max(0, ...tallies.map(({ plan, progress }) => missingIn(plan, progress)));
  if (missing > 0) return no({ kind: 'approvals_missing', missing });
  const evidence = tallies.map(({ progress }) => progress.evidence);
  return yes(joined(...reviews.map((review) => accountEvidence(review.by, world)), ...evidence), {});
};

/** How many approvals are missing, for the role that misses most. */
export const missingApprovals = (
  { requested, reviews }: { readonly requested: Reviewed; readonly reviews: readonly Review[] },
  rules: readonly RuleInForce[],
  world: AuthorityWorld,
): number =>
  Math.max(
    0,
    ...rules.flatMap((rule) =>
      rule.plans.map((plan) => missingIn(plan, tallyOf(plan, givenFor(rule, reviews), requested, world).progress)),
    ),
  );

export interface ApproversMissing {
  readonly name: AccessName;
  readonly needed: number;
  readonly missing: number;
  readonly left: readonly SlackUserId[];
}

/** The first role that lacks approvers who could ever approve a request; undefined while that is not certain. */
export const approversMissing = (
  { requested, reviews = [] }: { readonly requested: Reviewed; readonly reviews?: readonly Review[] },
  rules: readonly RuleInForce[],
  world: AuthorityWorld,
): ApproversMissing | undefined => {
  for (const rule of rules)
    for (const plan of rule.plans) {
      const { counted } = tallyOf(plan, givenFor(rule, reviews), requested, world).progress;
      // A delegate who approved does not approve once more, and neither does the approver in whose place it was.
      const isSpent = (user: SlackUserId) =>
        counted.some((one) => one.for !== undefined && isSameUser(one.by, user, world));
      const people = {
        membersOf: (who: Who) => membersOf(who, world),
        canApprove: (user: SlackUserId) =>
          statusOf(user, world.directory) === 'member' &&
          !isSpent(user) &&
          !isOwnRequest(user, requested, plan, world) &&
          (plan.among === undefined || among(plan.among, user, world).answer !== 'no'),
        isSameUser: (one: SlackUserId, other: SlackUserId) => isSameUser(one, other, world),
      };
      const given = counted.map((one) => ({ by: rightOf(one), stage: one.stage }));
      const lack = tooFewApprovers(plan.stages, people, given);
      if (lack !== undefined) return { name: rule.name, needed: neededFor(plan), ...lack };
    }
  return undefined;
};

export type ReviewAuthorityRefusal =
  | AccountRefusal
  | { readonly kind: 'own_emergency' }
  | { readonly kind: 'not_an_approver' };

/** Whether a user may review an emergency: an approver who did not declare it. */
export const mayReviewEmergency = (
  by: By,
  requested: Pick<RequestedAccess, 'by'>,
  approvers: readonly Who[],
  world: AuthorityWorld,
): Answer<ReviewAuthorityRefusal, Pick<Acting, 'for'>> =>
  byAnyRight<ReviewAuthorityRefusal, object>(by, world, (acting) => {
    if (isSameUser(acting.by, requested.by, world)) return no({ kind: 'own_emergency' });
    const found = among(approvers, rightOf(acting), world);
    if (found.answer === 'unknown') return unknown(found.unread);
    if (found.answer === 'no' || isSameUser(rightOf(acting), requested.by, world))
      return no({ kind: 'not_an_approver' });
    return refuseUnread(by, found, world) ?? yes(joined(accountEvidence(acting.by, world), found.evidence), {});
  });
