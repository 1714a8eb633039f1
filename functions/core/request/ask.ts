import type { Actor, Directory, StandingRefusal } from '../authority/directory.ts';
import { knownGroups, refuseStanding } from '../authority/directory.ts';
import type { Catalog, Principal, RoleRule } from '../catalog/catalog.ts';
import type { GroupMembers, IdentityRefusal } from '../catalog/lookup.ts';
import { findAccess, isAmong, missingTicket, principalOf, ruleLimits } from '../catalog/lookup.ts';
import type { AskedDuration } from '../command/clauses.ts';
import type { Grant } from '../grant.ts';
import type { RequestId } from '../ids.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import type { ClockTime } from '../schedule/duration.ts';
import type { CapacityRefusal } from '../trust/capacity.ts';
import { resolveMoments } from './ask-moments.ts';
import { emergencyLimits } from './emergency.ts';
import type { LockdownRefusal } from './lockdown.ts';
import { refuseLockdown } from './lockdown.ts';
import type { Asked, Request } from './request.ts';
import { newRequest } from './request.ts';

/** What somebody wants, as they said it. */
export interface Wish {
  readonly name: string;
  readonly duration?: AskedDuration;
  readonly from?: ClockTime;
  /** The moment it should start at, where one was picked from a calendar. */
  readonly startsAt?: Date;
  /** Whom it is for, when that is somebody else. */
  readonly onBehalfOf?: SlackUserId;
  readonly reason: string;
  /** An emergency is declared: at once, without approval. */
  readonly emergency?: true;
}

/** Every way in which an asking can be refused, with what is needed to say what would work. */
export type AskRefusal =
  | StandingRefusal
  | IdentityRefusal
  | { readonly kind: 'unknown_access'; readonly name: string; readonly nearest: readonly AccessName[] }
  | { readonly kind: 'not_a_requester'; readonly name: AccessName; readonly rule: RoleRule }
  | { readonly kind: 'not_for_others'; readonly name: AccessName }
  | {
      readonly kind: 'other_refused';
      readonly of: SlackUserId;
      readonly why: 'not_a_member' | 'not_a_requester' | 'no_identity';
    }
  | { readonly kind: 'membership_unknown' }
  | { readonly kind: 'too_long'; readonly askedMinutes: number; readonly maxMinutes: number }
  | { readonly kind: 'too_short'; readonly askedMinutes: number; readonly minMinutes: number }
  | { readonly kind: 'time_zone_unknown' }
  | { readonly kind: 'already_past'; readonly why: string; readonly tryThis: string }
  | { readonly kind: 'ends_before_start' }
  | { readonly kind: 'start_said_twice' }
  | { readonly kind: 'start_passed' }
  | { readonly kind: 'starts_too_late'; readonly maxDays: number }
  | { readonly kind: 'reason_missing' }
  | { readonly kind: 'no_emergencies'; readonly name: AccessName }
  | { readonly kind: 'not_an_emergency_requester'; readonly name: AccessName; readonly rule: RoleRule }
  | { readonly kind: 'emergency_starts_now' }
  | { readonly kind: 'ticket_missing'; readonly pattern: string }
  | LockdownRefusal
  | CapacityRefusal;

/** A wish that the rules allow, ready to be checked for room and stored. */
export interface Allowed {
  readonly kind: 'allowed';
  readonly asked: Asked;
  /** Absent while the person's verified e-mail is not known. */
  readonly principal?: Principal;
}

/** Whether somebody may ask in the name of that other person: for every role, and never in an emergency. */
const refuseForOther = (
  holder: SlackUserId,
  actor: Actor,
  rules: readonly RoleRule[],
  { directory, groups, isEmergency, target }: ForOther,
): AskRefusal | undefined => {
  for (const { onBehalfOf = [] } of rules) {
    const among = isAmong(onBehalfOf, actor.id, groups);
    if (among === 'unknown') return { kind: 'membership_unknown' };
    if (among === 'no' || isEmergency) return { kind: 'not_for_others', name: target };
  }
  const standing = directory.people[holder]?.standing ?? 'member';
  return standing === 'member' ? undefined : { kind: 'other_refused', of: holder, why: 'not_a_member' };
};

interface ForOther {
  readonly directory: Directory;
  readonly groups: GroupMembers;
  readonly isEmergency: boolean;
  readonly target: AccessName;
}

/** Whether somebody may ask at all for what they name, and for how long: everything but the room in IAM. */
export const decideAsk = (
  wish: Wish,
  actor: Actor,
  { catalog, directory, now }: { catalog: Catalog; directory: Directory; now: Date },
): Allowed | AskRefusal => {
  const standing = refuseStanding(actor, directory);
  if (standing !== undefined) return standing;
  const lockdown = refuseLockdown(directory);
  if (lockdown !== undefined) return lockdown;

  const found = findAccess(catalog, wish.name);
  if (found.kind === 'unknown') return { kind: 'unknown_access', name: wish.name, nearest: found.nearest };
  const rules = found.kind === 'role' ? [found.rule] : found.rules;
  const target = found.kind === 'role' ? found.rule.name : found.bundle.name;

  const isEmergency = wish.emergency === true;
  const groups = knownGroups(directory, now);
  const holder = wish.onBehalfOf ?? actor.id;
  const isForOther = holder !== actor.id;
  const others = isForOther
    ? refuseForOther(holder, actor, rules, { directory, groups, isEmergency, target })
    : undefined;
  if (others !== undefined) return others;
  for (const rule of rules) {
    const requesters = isEmergency ? rule.emergency?.requesters : rule.requesters;
    if (requesters === undefined) return { kind: 'no_emergencies', name: rule.name };
    const among = isAmong(requesters, holder, groups);
    if (among === 'unknown') return { kind: 'membership_unknown' };
    if (among === 'no' && isForOther) return { kind: 'other_refused', of: holder, why: 'not_a_requester' };
    if (among === 'no')
      return { kind: isEmergency ? 'not_an_emergency_requester' : 'not_a_requester', name: target, rule };
  }
  if (isEmergency && (wish.from !== undefined || wish.startsAt !== undefined)) return { kind: 'emergency_starts_now' };

  const identity = principalOf(catalog, holder, directory.people[holder]?.email);
  if (isForOther && identity.kind !== 'principal' && identity.kind !== 'email_unknown')
    return { kind: 'other_refused', of: holder, why: 'no_identity' };
  if (identity.kind !== 'principal' && identity.kind !== 'email_unknown') return identity;

  const limits = isEmergency ? emergencyLimits(rules) : ruleLimits(rules);
  if (limits.reason === 'required' && wish.reason === '') return { kind: 'reason_missing' };
  const pattern = missingTicket(limits.tickets, wish.reason);
  if (pattern !== undefined) return { kind: 'ticket_missing', pattern };

  const moments = resolveMoments(wish, limits.durationMinutes.default, directory.people[actor.id]?.timeZone, now);
  if (moments.kind !== 'moments') return moments;
  const { minutes } = moments;
  if (minutes > limits.durationMinutes.max) {
    return { kind: 'too_long', askedMinutes: minutes, maxMinutes: limits.durationMinutes.max };
  }
  if (minutes < catalog.settings.minimumMinutes) {
    return { kind: 'too_short', askedMinutes: minutes, minMinutes: catalog.settings.minimumMinutes };
  }

  const asked: Asked = {
    by: holder,
    ...(isForOther ? { via: actor.id } : {}),
    at: now,
    target,
    roles: rules.map((rule) => ({ name: rule.name, arn: rule.arn, rule })),
    window: moments.window,
    ...(moments.notBefore === undefined ? {} : { notBefore: moments.notBefore }),
    reason: wish.reason,
    catalogHash: catalog.hash,
    ...(isEmergency ? { emergency: true } : {}),
  };
  return { kind: 'allowed', asked, ...(identity.kind === 'principal' ? { principal: identity.principal } : {}) };
};

/** The grants a request would make if it were approved at some moment: what the room in IAM is judged by. */
export const grantsOf = (
  { id, asked, principal }: Pick<Request, 'id' | 'asked' | 'principal'>,
  box: { startsAt: Date; endsAt: Date },
): readonly Grant[] =>
  principal === undefined
    ? []
    : asked.roles.map((role) => ({
        roleArn: role.arn,
        requestId: id,
        by: asked.by,
        principal,
        startsAt: box.startsAt,
        endsAt: box.endsAt,
        state: 'wanted',
        identityCleared: false,
      }));

/** The longest that a request waits: it lapses when nobody decides, when the moment it should end at has come, or what it extends is over. */
const lapsesAfterMinutes = (asked: Asked, catalog: Catalog): number => {
  const held = asked.extends === undefined ? [] : [(asked.extends.endsAt.getTime() - asked.at.getTime()) / 60_000];
  const most = Math.min(catalog.settings.lapseAfterMinutes, ...held);
  if (asked.window.kind === 'for') return most;
  return Math.min(most, (asked.window.at.getTime() - asked.at.getTime()) / 60_000);
};

/** A stored wish, waiting for its approvers. */
export const requestOf = (id: RequestId, { asked, principal }: Allowed, catalog: Catalog): Request =>
  newRequest(id, asked, principal, lapsesAfterMinutes(asked, catalog));
