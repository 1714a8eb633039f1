import type { Evidence, MembershipUnknown } from '../authority/answer.ts';
import { type ApproveRefusal, mayApprove, mayDeny, missingApprovals } from '../authority/approval.ts';
import { idOf } from '../authority/authority.ts';
import { actingAs, onBehalf, rightOf, shareUser } from '../authority/delegation.ts';
import { type AccountRefusal, type Actor, isAccountRefusal } from '../authority/directory.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { defined } from '../defined.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import { addMinutes, earlier } from '../time.ts';
import type { TimeBox } from '../trust/access-intervals.ts';
import type { CapacityRefusal } from '../trust/capacity.ts';
import { readingOf, type UserReading } from './asked.ts';
import type { RequestFact } from './facts.ts';
import { type JudgingWorld, judgeDeciding, type Unmet } from './preconditions.ts';
import { type Request, type RequestedAccess, type RequestStatus, timeBox } from './request.ts';
import { rulesInForce } from './rules.ts';

export type ReviewRefusal =
  | AccountRefusal
  | ApproveRefusal
  | MembershipUnknown
  | { readonly kind: 'already_decided'; readonly status: RequestStatus['kind'] }
  | { readonly kind: 'already_counted'; readonly missing: number }
  | { readonly kind: 'not_prepared' }
  | { readonly kind: 'rule_changed'; readonly name: AccessName }
  | { readonly kind: 'too_late' }
  | { readonly kind: 'not_shorter'; readonly minMinutes: number; readonly requestedMinutes: number }
  | { readonly kind: 'unmet'; readonly unmet: Unmet }
  | CapacityRefusal;

export type ReviewDecision =
  | ({ readonly kind: 'approved'; readonly facts: readonly RequestFact[] } & TimeBox)
  | { readonly kind: 'counted'; readonly facts: readonly RequestFact[]; readonly missing: number }
  | { readonly kind: 'denied'; readonly facts: readonly RequestFact[] }
  | { readonly kind: 'refused'; readonly refusal: ReviewRefusal };

const refused = (refusal: ReviewRefusal): ReviewDecision => ({ kind: 'refused', refusal });

type Approver = Extract<ReturnType<typeof mayApprove>, { answer: 'yes' }>;

/** Whether an approval of a user would count, and for which roles. */
const approverOf = (request: Request, by: Actor | SlackUserId, world: JudgingWorld): Approver | ReviewRefusal => {
  const inForce = rulesInForce(request, world.catalog);
  if (inForce.kind === 'rule_changed') return inForce;
  const found = mayApprove(by, request, inForce.rules, world);
  const isAccount = found.answer === 'no' && isAccountRefusal(found.refusal);
  const rights = actingAs(idOf(by), world).slice(0, found.answer === 'yes' ? 1 : undefined);
  const isSpent = rights.some(({ acting }) => request.reviews.some((review) => shareUser(review, acting, world)));
  if (!isAccount && isSpent)
    return { kind: 'already_counted', missing: missingApprovals(request, inForce.rules, world) };
  return found.answer === 'yes' ? found : found.refusal;
};

const denierOf = (request: Request, by: Actor, world: JudgingWorld) => {
  const inForce = rulesInForce(request, world.catalog);
  if (inForce.kind === 'rule_changed') return inForce;
  const found = mayDeny(by, request.requested, inForce.rules, world);
  return found.answer === 'yes' ? found : found.refusal;
};

const refuseTime = ({ status }: Request, now: Date): ReviewRefusal | undefined => {
  if (status.kind !== 'pending') return { kind: 'already_decided', status: status.kind };
  // The sweep may be late; the clock is not.
  return status.lapsesAt <= now ? { kind: 'too_late' } : undefined;
};

/** The same while the request is open. A refusal of the account comes first, since it reveals nothing. */
const ifOpen = <Found extends object>(
  found: Found | ReviewRefusal,
  request: Request,
  now: Date,
): Found | ReviewRefusal => ('kind' in found && isAccountRefusal(found) ? found : (refuseTime(request, now) ?? found));

/** Whether a click of a user on Approve would probably count now. */
export const canDecide = (request: Request, reviewer: SlackUserId, world: JudgingWorld): boolean =>
  refuseTime(request, world.now) === undefined &&
  request.principal !== undefined &&
  'roles' in approverOf(request, reviewer, world);

/** The requested minutes, counted from a given time. */
export const requestedMinutes = (requested: RequestedAccess, now: Date): number => {
  if (requested.duration.kind === 'for') return requested.duration.minutes;
  const box = timeBox(requested, now);
  return box === undefined ? 0 : Math.ceil((box.endsAt.getTime() - box.startsAt.getTime()) / 60_000);
};

/** An approver can shorten a request, down to the shortest duration that users can request. */
const refuseLength = (minutes: number | undefined, { requested }: Request, { catalog, now }: JudgingWorld) => {
  if (minutes === undefined) return undefined;
  const minMinutes = catalog.settings.minimumMinutes;
  const most = requestedMinutes(requested, now);
  const isShorter = Number.isInteger(minutes) && minutes >= minMinutes && minutes < most;
  return isShorter && requested.extends === undefined
    ? undefined
    : ({ kind: 'not_shorter', minMinutes, requestedMinutes: most } as const);
};

/** What an approver enters beside the approval. */
export interface ApprovalInput {
  /** Fewer minutes than were requested. */
  readonly minutes?: number;
  readonly note?: string;
}

/** Counts an approval, and approves the request if no approval is missing. */
export const decideApproval = (
  request: Request,
  actor: Actor,
  world: JudgingWorld,
  { minutes, note = '' }: ApprovalInput = {},
): ReviewDecision => {
  const approver = ifOpen(approverOf(request, actor, world), request, world.now);
  if ('kind' in approver) return refused(approver);
  const judged = judgeDeciding(request, world);
  // The worker reads the groups again before access is opened.
  if (judged.kind === 'unmet') return refused({ kind: 'unmet', unmet: judged.unmet });
  if (request.principal === undefined) return refused({ kind: 'not_prepared' });
  const inForce = rulesInForce(request, world.catalog);
  const rules = inForce.kind === 'rules' ? inForce.rules : [];
  const length = refuseLength(minutes, request, world);
  if (length !== undefined) return refused(length);

  const { catalog, now } = world;
  const { roles, evidence } = approver;
  // Without rules beside those of the roles, the roles say it all.
  const isPlain = rules.length === request.requested.roles.length;
  const counted = { roles, ...(isPlain ? {} : { rules: approver.rules }) };
  const by = { by: actor.id, ...onBehalf(approver) };
  const review = { ...by, at: now, ...counted, ...defined({ minutes }) };
  const said = { reading: readingOf(rightOf(by), world), ...defined({ note: note || undefined }) };
  const reviews = [...request.reviews, review];
  const missing = missingApprovals({ ...request, reviews }, rules, world);
  if (missing === 0) return approve({ ...request, reviews }, { ...by, ...counted, evidence, ...said }, catalog, now);
  const fact = { kind: 'approval_counted', ...by, ...counted, missing, catalogHash: catalog.hash, evidence } as const;
  return { kind: 'counted', missing, facts: [{ ...fact, ...defined({ minutes }), ...said }] };
};

/** The shortest duration that an approver gave; undefined if no one shortened it. */
export const shortenedTo = ({ reviews }: Pick<Request, 'reviews'>): number | undefined => {
  const given = reviews.flatMap(({ minutes }) => minutes ?? []);
  return given.length === 0 ? undefined : Math.min(...given);
};

/** Short access needs no reminder of its end. */
const reminderBefore = (box: TimeBox, { settings }: Catalog): Date | undefined => {
  const remindAt = addMinutes(box.endsAt, -settings.remindBeforeEndMinutes);
  return remindAt < addMinutes(box.startsAt, settings.remindBeforeEndMinutes) ? undefined : remindAt;
};

/** Opens the time box from now on. `request` already contains the last review. */
export const approve = (
  request: Pick<Request, 'requested' | 'reviews'>,
  by: {
    readonly by?: SlackUserId;
    readonly for?: SlackUserId;
    readonly roles?: readonly AccessName[];
    readonly rules?: readonly number[];
    readonly evidence: Evidence;
    readonly reading?: UserReading;
    readonly note?: string;
  },
  catalog: Catalog,
  now: Date,
): ReviewDecision => {
  const whole = timeBox(request.requested, now);
  if (whole === undefined) return refused({ kind: 'too_late' });
  const { startsAt, endsAt } = whole;
  const minutes = shortenedTo(request);
  const box = { startsAt, endsAt: minutes === undefined ? endsAt : earlier(endsAt, addMinutes(startsAt, minutes)) };
  const more = defined({ remindAt: reminderBefore(box, catalog), minutes });
  return { kind: 'approved', ...box, facts: [{ kind: 'approved', ...by, ...box, ...more, catalogHash: catalog.hash }] };
};

/** Denies a request. Only approvers can deny; the requester cancels instead. */
export const decideDenial = (request: Request, actor: Actor, why: string, world: JudgingWorld): ReviewDecision => {
  const denier = ifOpen(denierOf(request, actor, world), request, world.now);
  if ('kind' in denier) return refused(denier);
  const { evidence } = denier;
  const decided = {
    by: actor.id,
    ...onBehalf(denier),
    ...defined({ why: why || undefined }),
    catalogHash: world.catalog.hash,
    evidence,
  };
  return { kind: 'denied', facts: [{ kind: 'denied', ...decided }] };
};
