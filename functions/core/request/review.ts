import type { Actor, Directory, StandingRefusal } from '../authority/directory.ts';
import { knownGroups, refuseStanding } from '../authority/directory.ts';
import type { Catalog, RoleRule } from '../catalog/catalog.ts';
import { isAmong } from '../catalog/lookup.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import { addMinutes, earlier } from '../time.ts';
import type { CapacityRefusal } from '../trust/capacity.ts';
import type { ClickAction } from './facts.ts';
import type { LockdownRefusal } from './lockdown.ts';
import { refuseLockdown } from './lockdown.ts';
import type { Asked, Request, RequestStatus, Review } from './request.ts';
import { isHeld, moved, timeBox, withEvent } from './request.ts';

/** Every way in which a click on Approve or Deny can be refused. */
export type ReviewRefusal =
  | StandingRefusal
  | { readonly kind: 'already_decided'; readonly status: RequestStatus['kind'] }
  | { readonly kind: 'self_approval_refused' }
  | { readonly kind: 'not_an_approver' }
  | { readonly kind: 'membership_unknown' }
  | { readonly kind: 'already_counted'; readonly missing: number }
  | { readonly kind: 'not_prepared' }
  | { readonly kind: 'rule_changed'; readonly name: AccessName }
  | { readonly kind: 'too_late' }
  | { readonly kind: 'not_shorter'; readonly minMinutes: number; readonly askedMinutes: number }
  | LockdownRefusal
  /** What it would extend has ended. */
  | { readonly kind: 'no_longer_held' }
  | CapacityRefusal;

export type ReviewDecision =
  | { readonly kind: 'approved'; readonly request: Request; readonly endsAt: Date }
  | { readonly kind: 'counted'; readonly request: Request; readonly missing: number }
  | { readonly kind: 'denied'; readonly request: Request }
  | { readonly kind: 'refused'; readonly refusal: ReviewRefusal };

interface World {
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly now: Date;
  /** The request that this one extends, as it stands. */
  readonly extended?: Request | undefined;
}

const refused = (refusal: ReviewRefusal): ReviewDecision => ({ kind: 'refused', refusal });

/**
 * The rule that counts at this moment for each role asked for: today's catalog says who may approve, and of the number
 * of approvals the stricter of then and now holds. A role that left the catalog, or means another ARN now, has none.
 */
export const rulesInForce = (
  request: Pick<Request, 'asked'> & Partial<Pick<Request, 'events'>>,
  catalog: Catalog,
): { readonly kind: 'rules'; readonly rules: readonly RoleRule[] } | { kind: 'rule_changed'; name: AccessName } => {
  const rules: RoleRule[] = [];
  for (const { name, arn, rule: then } of request.asked.roles) {
    const today = Object.hasOwn(catalog.roles, name) ? catalog.roles[name] : undefined;
    if (today === undefined || today.arn !== arn) return { kind: 'rule_changed', name };
    const approvals = isWaived(request.asked, today) ? 0 : Math.max(then.approvals, today.approvals);
    const secondLine = isEscalated(request) ? (today.escalation?.approvers ?? []) : [];
    rules.push({ ...today, approvals, approvers: [...today.approvers, ...secondLine] });
  }
  return { kind: 'rules', rules };
};

/** Whether the second line may decide too. */
export const isEscalated = ({ events = [] }: Partial<Pick<Request, 'events'>>): boolean =>
  events.some(({ fact }) => fact.kind === 'escalated');

/** Whether today's rule lets a request through by itself. */
const isWaived = (asked: Asked, today: RoleRule): boolean =>
  (asked.extends?.automatic === true && today.extend?.automatic === true) ||
  (asked.emergency === true && today.emergency !== undefined);

/** How many approvals are missing, for the role that misses most. */
export const missingApprovals = (rules: readonly RoleRule[], reviews: readonly Review[]): number =>
  Math.max(
    0,
    ...rules.map((rule) => {
      const reviewers = new Set(reviews.filter((review) => review.roles.includes(rule.name)).map(({ by }) => by));
      return rule.approvals - reviewers.size;
    }),
  );

/** The roles of a request that somebody may approve now, and why not the others. */
const approvableBy = (
  reviewer: SlackUserId,
  { by: requester, via }: Pick<Asked, 'by' | 'via'>,
  rules: readonly RoleRule[],
  { directory, now }: World,
): { readonly kind: 'roles'; readonly roles: readonly AccessName[] } | ReviewRefusal => {
  const groups = knownGroups(directory, now);
  const judged = rules.map((rule) => ({ rule, among: isAmong(rule.approvers, reviewer, groups) }));
  const named = judged.filter(({ among }) => among === 'yes');
  if (named.length === 0) {
    return { kind: judged.some(({ among }) => among === 'unknown') ? 'membership_unknown' : 'not_an_approver' };
  }
  // Whoever asked in another's name decides on it nowhere, whatever a rule lets people do for themselves.
  const roles = named.filter(({ rule }) => reviewer !== via && (reviewer !== requester || rule.allowSelfApproval));
  return roles.length === 0
    ? { kind: 'self_approval_refused' }
    : { kind: 'roles', roles: roles.map(({ rule }) => rule.name) };
};

/** Whether a click of somebody on Approve would count now, as far as can be told before it is made. */
export const mayDecide = (request: Request, reviewer: SlackUserId, world: World): boolean => {
  const { status, asked, reviews } = request;
  if (status.kind !== 'pending' || status.lapsesAt <= world.now || request.principal === undefined) return false;
  if ((world.directory.people[reviewer]?.standing ?? 'member') !== 'member') return false;
  if (reviews.some(({ by }) => by === reviewer)) return false;
  const inForce = rulesInForce(request, world.catalog);
  return inForce.kind === 'rules' && approvableBy(reviewer, asked, inForce.rules, world).kind === 'roles';
};

const refuseClick = (request: Request, actor: Actor, world: World): ReviewRefusal | undefined => {
  const standing = refuseStanding(actor, world.directory);
  if (standing !== undefined) return standing;
  if (request.status.kind !== 'pending') return { kind: 'already_decided', status: request.status.kind };
  // The sweep may be late; the clock is not.
  if (request.status.lapsesAt <= world.now) return { kind: 'too_late' };
  return undefined;
};

/** Whether what a request extends goes on to its own end; one that extends nothing has all it needs. */
export const hasWhatItExtends = ({ asked }: Pick<Request, 'asked'>, extended: Request | undefined): boolean => {
  if (asked.extends === undefined) return true;
  if (extended === undefined) return false;
  const { status } = extended;
  return isHeld(status) || (status.kind === 'ended' && status.reason === 'expired');
};

/** The minutes that were asked for, as they count at some moment. */
export const askedMinutes = (asked: Asked, now: Date): number => {
  if (asked.window.kind === 'for') return asked.window.minutes;
  const box = timeBox(asked, now);
  return box === undefined ? 0 : Math.ceil((box.endsAt.getTime() - box.startsAt.getTime()) / 60_000);
};

/** An approver can give less than was asked for, never more, nor less than anybody may ask for. */
const refuseLength = (minutes: number | undefined, { asked }: Request, { catalog, now }: World) => {
  if (minutes === undefined) return undefined;
  const minMinutes = catalog.settings.minimumMinutes;
  const most = askedMinutes(asked, now);
  const isShorter = Number.isInteger(minutes) && minutes >= minMinutes && minutes < most;
  return isShorter && asked.extends === undefined
    ? undefined
    : ({ kind: 'not_shorter', minMinutes, askedMinutes: most } as const);
};

/** Counts an approval, for all that was asked or for `minutes` of it, and decides when it was the last one missing. */
export const decideApproval = (request: Request, actor: Actor, world: World, minutes?: number): ReviewDecision => {
  const click = refuseClick(request, actor, world);
  if (click !== undefined) return refused(click);
  const inForce = rulesInForce(request, world.catalog);
  if (inForce.kind === 'rule_changed') return refused(inForce);
  const approvable = approvableBy(actor.id, request.asked, inForce.rules, world);
  if (approvable.kind !== 'roles') return refused(approvable);
  const lockdown = refuseLockdown(world.directory);
  if (lockdown !== undefined) return refused(lockdown);
  if (!hasWhatItExtends(request, world.extended)) return refused({ kind: 'no_longer_held' });
  if (request.principal === undefined) return refused({ kind: 'not_prepared' });
  if (request.reviews.some((review) => review.by === actor.id)) {
    return refused({ kind: 'already_counted', missing: missingApprovals(inForce.rules, request.reviews) });
  }

  const length = refuseLength(minutes, request, world);
  if (length !== undefined) return refused(length);

  const { now, catalog } = world;
  const shorter = minutes === undefined ? {} : { minutes };
  const reviews = [...request.reviews, { by: actor.id, at: now, roles: approvable.roles, ...shorter }];
  const missing = missingApprovals(inForce.rules, reviews);
  const counted = { ...request, reviews };
  if (missing > 0) {
    const fact = { kind: 'approval_counted', by: actor.id, missing, ...shorter, catalogHash: catalog.hash } as const;
    return { kind: 'counted', missing, request: withEvent(counted, fact, now) };
  }
  return approve(counted, actor.id, catalog, now);
};

/** The least that approvers gave of what was asked for; undefined where nobody shortened it. */
export const shortenedTo = ({ reviews }: Pick<Request, 'reviews'>): number | undefined => {
  const given = reviews.flatMap(({ minutes }) => minutes ?? []);
  return given.length === 0 ? undefined : Math.min(...given);
};

const shortenedBox = (request: Request, now: Date): ReturnType<typeof timeBox> => {
  const box = timeBox(request.asked, now);
  const minutes = shortenedTo(request);
  return box === undefined || minutes === undefined
    ? box
    : { ...box, endsAt: earlier(box.endsAt, addMinutes(box.startsAt, minutes)) };
};

/** Opens the time box: the clock runs from here, not from the asking. */
export const approve = (request: Request, by: SlackUserId | undefined, catalog: Catalog, now: Date): ReviewDecision => {
  const box = shortenedBox(request, now);
  if (box === undefined) return refused({ kind: 'too_late' });
  const minutes = shortenedTo(request);
  const parts = request.asked.roles.map(({ arn }) => ({ arn, kind: 'waiting' }) as const);
  const fact = {
    kind: 'approved',
    ...(by === undefined ? {} : { by }),
    endsAt: box.endsAt,
    ...(minutes === undefined ? {} : { minutes }),
    catalogHash: catalog.hash,
  } as const;
  return {
    kind: 'approved',
    endsAt: box.endsAt,
    request: moved(
      request,
      { kind: 'approved', approvedAt: now, ...box, parts, ...reminderBefore(box, catalog) },
      fact,
      now,
    ),
  };
};

/** What is over soon after it began needs no word that it will be. */
const reminderBefore = (box: { startsAt: Date; endsAt: Date }, catalog: Catalog): { remindAt?: Date } => {
  const { remindBeforeEndMinutes } = catalog.settings;
  const remindAt = addMinutes(box.endsAt, -remindBeforeEndMinutes);
  return remindAt < addMinutes(box.startsAt, remindBeforeEndMinutes) ? {} : { remindAt };
};

/** Denies a request. Only those who could approve can deny; the requester cancels instead. */
export const decideDenial = (request: Request, actor: Actor, why: string, world: World): ReviewDecision => {
  const click = refuseClick(request, actor, world);
  if (click !== undefined) return refused(click);
  const inForce = rulesInForce(request, world.catalog);
  if (inForce.kind === 'rule_changed') return refused(inForce);
  const approvable = approvableBy(actor.id, request.asked, inForce.rules, world);
  if (approvable.kind !== 'roles') return refused(approvable);
  const fact = {
    kind: 'denied',
    by: actor.id,
    ...(why === '' ? {} : { why }),
    catalogHash: world.catalog.hash,
  } as const;
  const status = { kind: 'denied', at: world.now, by: actor.id } as const;
  return { kind: 'denied', request: moved(request, status, fact, world.now) };
};

/** A refused click as an event of the request: what was pressed by whom, and why it did not count. */
export const withRefusedClick = (
  request: Request,
  by: SlackUserId,
  action: ClickAction,
  refusal: { readonly kind: string },
  now: Date,
): Request => withEvent(request, { kind: 'click_refused', by, action, refusal: refusal.kind }, now);
