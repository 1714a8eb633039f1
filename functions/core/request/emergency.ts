import type { MembershipUnknown } from '../authority/answer.ts';
import { mayReviewEmergency, type ReviewAuthorityRefusal } from '../authority/approval.ts';
import { onBehalf } from '../authority/delegation.ts';
import type { Actor } from '../authority/directory.ts';
import { type AuthorityWorld, isSameUser } from '../authority/membership.ts';
import type { Catalog, Contact, RoleRule } from '../catalog/catalog.ts';
import { type RuleLimits, ruleLimits, todaysRule } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import type { SlackUserId } from '../names.ts';
import { addMinutes, earliest } from '../time.ts';
import type { RequestFact } from './facts.ts';
import type { RequestId } from './ids.ts';
import { type Request, type RequestedAccess, type RequestState, requestedRules, reviewMinutes } from './request.ts';

/** The strictest limits of several roles in an emergency. A reason is always required. */
export const emergencyLimits = (rules: readonly RoleRule[]): RuleLimits => {
  const { durationMinutes, tickets } = ruleLimits(rules);
  const max = Math.min(...rules.flatMap(({ emergency }) => emergency?.maxMinutes ?? []));
  return { durationMinutes: { max, default: Math.min(max, durationMinutes.default) }, reason: 'required', tickets };
};

/** The emergency contacts of all roles, each once. */
export const contactsOf = ({ requested }: Pick<Request, 'requested'>): readonly Contact[] => [
  ...new Map(
    requestedRules(requested)
      .flatMap((rule) => rule.emergency?.contacts ?? [])
      .map((contact) => [contact.id, contact]),
  ).values(),
];

export const remindOfReview = ({ reviewOwed: owed }: RequestState, now: Date): readonly RequestFact[] =>
  owed === undefined || owed.remindAt > now
    ? []
    : [{ kind: 'review_reminded', dueBy: owed.dueBy, isOverdue: owed.dueBy <= now }];

/** When the pending review of an emergency is due; undefined if no review is pending. */
export const unreviewedDue = (request: RequestState): Date | undefined => {
  const { requested, reviewOwed, status } = request;
  if (reviewOwed !== undefined) return reviewOwed.dueBy;
  // Before access is active, the due time is not recorded yet.
  const minutes = status.kind === 'pending' || status.kind === 'approved' ? reviewMinutes(requested) : undefined;
  return minutes === undefined ? undefined : addMinutes(requested.at, minutes);
};

export interface UnreviewedRefusal {
  readonly kind: 'emergency_unreviewed';
  readonly dueBy: Date;
}

/**
 * Refuses an emergency until every earlier one of the same user is reviewed, so that emergencies do not replace
 * approvals. At the same time, the smaller ID is earlier. Every stored request is earlier than a request without an ID.
 */
export const refuseUnreviewed = (
  { id, requested }: { readonly id?: RequestId; readonly requested: RequestedAccess },
  others: readonly Request[],
  world: AuthorityWorld,
): UnreviewedRefusal | undefined => {
  if (requested.emergency !== true) return undefined;
  const isEarlier = (other: Request): boolean =>
    id === undefined ||
    other.requested.at < requested.at ||
    (other.requested.at.getTime() === requested.at.getTime() && other.id < id);
  const earlier = others.filter((other) => isEarlier(other) && isSameUser(other.requested.by, requested.by, world));
  const dueBy = earliest(earlier.map(unreviewedDue));
  return dueBy && { kind: 'emergency_unreviewed', dueBy };
};

export interface ReviewResult {
  readonly wasRight: boolean;
  readonly note: string;
}

export type EmergencyReviewRefusal = ReviewAuthorityRefusal | MembershipUnknown | { readonly kind: 'review_not_owed' };

export type EmergencyReviewDecision =
  | { readonly kind: 'reviewed'; readonly facts: readonly RequestFact[] }
  | { readonly kind: 'refused'; readonly refusal: EmergencyReviewRefusal };

/** Accepts one review of an emergency, by an approver who did not declare it. */
export const decideEmergencyReview = (
  request: Request,
  actor: Actor,
  { wasRight, note }: ReviewResult,
  world: AuthorityWorld,
): EmergencyReviewDecision => {
  const { catalog } = world;
  const found = mayReviewEmergency(actor, request.requested, reviewersOfEmergency(request, catalog), world);
  if (found.answer !== 'yes') return { kind: 'refused', refusal: found.refusal };
  if (request.reviewOwed === undefined) return { kind: 'refused', refusal: { kind: 'review_not_owed' } };
  const decided = { by: actor.id, ...onBehalf(found), wasRight, catalogHash: catalog.hash, evidence: found.evidence };
  return {
    kind: 'reviewed',
    facts: [{ kind: 'emergency_reviewed', ...decided, ...defined({ note: note || undefined }) }],
  };
};

/** The emergencies that await the review of a user, ordered by the time their review is due. */
export const emergenciesToReview = (
  requests: readonly Request[],
  user: SlackUserId,
  world: AuthorityWorld,
): readonly Request[] => {
  const dueOf = (request: Request): number => request.reviewOwed?.dueBy.getTime() ?? 0;
  return requests
    .filter(
      (request) =>
        request.reviewOwed !== undefined &&
        mayReviewEmergency(user, request.requested, reviewersOfEmergency(request, world.catalog), world).answer ===
          'yes',
    )
    .toSorted((a, b) => dueOf(a) - dueOf(b));
};

/** The current approvers of all roles. For a role that left the catalog, the approvers at the time of the request. */
export const reviewersOfEmergency = (
  { requested }: Pick<Request, 'requested'>,
  catalog: Catalog,
): RoleRule['approvers'] => requestedRules(requested).flatMap((rule) => (todaysRule(rule, catalog) ?? rule).approvers);
