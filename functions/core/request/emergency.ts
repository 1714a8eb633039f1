import type { Actor, Directory, StandingRefusal } from '../authority/directory.ts';
import { knownGroups, refuseStanding } from '../authority/directory.ts';
import type { Catalog, Contact, RoleRule } from '../catalog/catalog.ts';
import type { RuleLimits } from '../catalog/lookup.ts';
import { isAmong, ruleLimits } from '../catalog/lookup.ts';
import type { SlackUserId } from '../names.ts';
import { addMinutes } from '../time.ts';
import type { Request } from './request.ts';
import { withEvent } from './request.ts';

/** What several roles together give in an emergency: the strictest of each, and never without a reason. */
export const emergencyLimits = (rules: readonly RoleRule[]): RuleLimits => {
  const { durationMinutes, tickets } = ruleLimits(rules);
  const max = Math.min(...rules.flatMap(({ emergency }) => emergency?.maxMinutes ?? []));
  return { durationMinutes: { max, default: Math.min(max, durationMinutes.default) }, reason: 'required', tickets };
};

/** Who is told of an emergency besides the channels of its roles, each once. */
export const contactsOf = ({ asked }: Pick<Request, 'asked'>): readonly Contact[] => [
  ...new Map(
    asked.roles.flatMap(({ rule }) => rule.emergency?.contacts ?? []).map((contact) => [contact.id, contact]),
  ).values(),
];

/** Reminders before the review is due: the first after this part of the time, each gap twice the one before. */
const FIRST_PART = 4;

/** From the moment an emergency gives access on, somebody owes a word on it. */
export const withReviewOwed = (request: Request, now: Date): Request => {
  const within = request.asked.roles.flatMap(({ rule }) => rule.emergency?.reviewWithinMinutes ?? []);
  if (request.asked.emergency !== true || within.length === 0 || request.reviewOwed !== undefined) return request;
  const minutes = Math.min(...within);
  const gapMinutes = minutes / FIRST_PART;
  return {
    ...request,
    reviewOwed: { dueBy: addMinutes(now, minutes), remindAt: addMinutes(now, gapMinutes), gapMinutes },
  };
};

/** Reminds of a review that is owed, and puts the next reminder twice as far away. */
export const remindOfReview = (request: Request, now: Date): Request => {
  const { reviewOwed: owed } = request;
  if (owed === undefined) return request;
  const fact = { kind: 'review_reminded', dueBy: owed.dueBy, isOverdue: owed.dueBy <= now } as const;
  const { gapMinutes, remindAt } = owed;
  const next = addMinutes(remindAt, gapMinutes);
  // After a stop of ours the next one is still to come.
  const later = next > now ? next : addMinutes(now, gapMinutes);
  return withEvent({ ...request, reviewOwed: { ...owed, remindAt: later, gapMinutes: gapMinutes * 2 } }, fact, now);
};

/** Whether an emergency was right, as an approver sees it. */
export interface EmergencyVerdict {
  readonly wasRight: boolean;
  readonly note: string;
}

export type EmergencyReviewRefusal =
  | StandingRefusal
  | { readonly kind: 'own_emergency' }
  | { readonly kind: 'not_an_approver' }
  | { readonly kind: 'membership_unknown' }
  | { readonly kind: 'review_not_owed' };

export type EmergencyReviewDecision =
  | { readonly kind: 'reviewed'; readonly request: Request }
  | { readonly kind: 'refused'; readonly refusal: EmergencyReviewRefusal };

/** Takes an approver's word on an emergency: never that of the one who declared it, and once. */
export const decideEmergencyReview = (
  request: Request,
  actor: Actor,
  { wasRight, note }: EmergencyVerdict,
  { catalog, directory, now }: { catalog: Catalog; directory: Directory; now: Date },
): EmergencyReviewDecision => {
  const refused = (refusal: EmergencyReviewRefusal): EmergencyReviewDecision => ({ kind: 'refused', refusal });
  const standing = refuseStanding(actor, directory);
  if (standing !== undefined) return refused(standing);
  if (request.asked.by === actor.id) return refused({ kind: 'own_emergency' });
  const among = amongReviewers(request, actor.id, catalog, directory, now);
  if (among !== 'yes') return refused({ kind: among === 'unknown' ? 'membership_unknown' : 'not_an_approver' });
  if (request.reviewOwed === undefined) return refused({ kind: 'review_not_owed' });
  const { reviewOwed: _, ...rest } = request;
  const fact = {
    kind: 'emergency_reviewed',
    by: actor.id,
    wasRight,
    ...(note === '' ? {} : { note }),
    catalogHash: catalog.hash,
  } as const;
  return { kind: 'reviewed', request: withEvent(rest, fact, now) };
};

/** The approvers of today of any of its roles; where a role has left the catalog, those of then. */
export const reviewersOfEmergency = ({ asked }: Pick<Request, 'asked'>, catalog: Catalog): RoleRule['approvers'] =>
  asked.roles.flatMap(
    ({ name, rule }) => (Object.hasOwn(catalog.roles, name) ? (catalog.roles[name] ?? rule) : rule).approvers,
  );

const amongReviewers = (
  request: Request,
  id: SlackUserId,
  catalog: Catalog,
  directory: Directory,
  now: Date,
): 'yes' | 'no' | 'unknown' => isAmong(reviewersOfEmergency(request, catalog), id, knownGroups(directory, now));
