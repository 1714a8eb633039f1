import type { Evidence, MembershipUnknown } from '../authority/answer.ts';
import { type ApproversMissing, approversMissing } from '../authority/approval.ts';
import { mayRequest, type RequestAuthorityRefusal, refuseBy } from '../authority/authority.ts';
import type { Actor } from '../authority/directory.ts';
import type { AuthorityWorld } from '../authority/membership.ts';
import type { Catalog, Principal } from '../catalog/catalog.ts';
import { unmeetable } from '../catalog/conditions.ts';
import {
  findAccess,
  type IdentityRefusal,
  missingTicket,
  principalOf,
  type RuleLimits,
  ruleLimits,
  type TicketPattern,
  type UnknownAccess,
} from '../catalog/lookup.ts';
import type { DurationInput } from '../command/clauses.ts';
import { defined } from '../defined.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import { type Chosen, chooseRules, isPlain, type NoRule, type RuleRefuses, type Wanted } from '../rules/choose.ts';
import type { Question } from '../rules/select.ts';
import type { ClockTime } from '../schedule/duration.ts';
import { addMinutes, earliest } from '../time.ts';
import type { TimeBox } from '../trust/access-intervals.ts';
import type { CapacityRefusal } from '../trust/capacity.ts';
import type { Grant } from '../trust/grant.ts';
import { type Asked, askedOf } from './asked.ts';
import { emergencyLimits, type UnreviewedRefusal } from './emergency.ts';
import { firstRecord } from './evolve.ts';
import type { RequestId } from './ids.ts';
import { type LockdownRefusal, refuseLockdown } from './lockdown.ts';
import { type Request, type RequestedAccess, requestedRules } from './request.ts';
import { resolveSchedule, type ScheduleRefusal } from './resolve-schedule.ts';
import { rulesInForce } from './rules.ts';

/** The input of a user who requests access. */
export interface RequestInput {
  readonly name: string;
  readonly duration?: DurationInput;
  readonly from?: ClockTime;
  /** The start, if it was picked from a calendar. */
  readonly startsAt?: Date;
  /** The holder, if it is another user. */
  readonly onBehalfOf?: SlackUserId;
  readonly reason: string;
  readonly emergency?: true;
  /** Also if the holder has the access already, or a pending request for it. */
  readonly anyway?: true;
}

type AboutName = { kind: 'not_a_requester' | 'not_an_emergency_requester' | 'not_for_others' };

/** Every reason to refuse a request, with the data that its explanation needs. */
export type RequestRefusal =
  | Exclude<RequestAuthorityRefusal, AboutName>
  | (Extract<RequestAuthorityRefusal, AboutName> & { readonly name: AccessName })
  | { readonly kind: 'other_refused'; readonly of: SlackUserId; readonly why: 'no_identity' }
  | MembershipUnknown
  | IdentityRefusal
  | ScheduleRefusal
  | UnknownAccess
  | { readonly kind: 'too_long'; readonly requestedMinutes: number; readonly maxMinutes: number }
  | { readonly kind: 'too_short'; readonly requestedMinutes: number; readonly minMinutes: number }
  | { readonly kind: 'reason_missing' }
  /** The role requires a second factor, which the sessions of the holder never have. */
  | { readonly kind: 'mfa_impossible'; readonly name: AccessName }
  | { readonly kind: 'emergency_starts_now' }
  | UnreviewedRefusal
  | ({ readonly kind: 'ticket_missing' } & TicketPattern)
  | ({ readonly kind: 'approvers_missing' } & ApproversMissing)
  | LockdownRefusal
  | NoRule
  | RuleRefuses
  | CapacityRefusal;

/** A request that the rules allow, ready to be checked for capacity and stored. */
export interface Allowed {
  readonly kind: 'allowed';
  readonly requested: RequestedAccess;
  /** Absent while the holder's verified e-mail address is not known. */
  readonly principal?: Principal;
  readonly evidence: Evidence;
  readonly asked: Asked;
}

/** A refusal of authority with the name that was typed: of a role, or of a bundle. */
export const named = (refusal: RequestAuthorityRefusal, name: AccessName): RequestRefusal =>
  refusal.kind === 'not_for_others' || 'rule' in refusal ? { ...refusal, name } : refusal;

export const refuseReason = (
  reason: string,
  limits: Pick<RuleLimits, 'reason' | 'tickets'>,
): Extract<RequestRefusal, { kind: 'reason_missing' | 'ticket_missing' }> | undefined => {
  if (limits.reason === 'required' && reason === '') return { kind: 'reason_missing' };
  const ticket = missingTicket(limits.tickets, reason);
  return ticket && { kind: 'ticket_missing', ...ticket };
};

/** Refuses a length in minutes that is over the limit of the rules, or under the minimum of the catalog. */
export const refuseLength = (
  minutes: number,
  { durationMinutes: { max } }: RuleLimits,
  min: number,
): Extract<RequestRefusal, { kind: 'too_long' | 'too_short' }> | undefined => {
  if (minutes > max) return { kind: 'too_long', requestedMinutes: minutes, maxMinutes: max };
  return minutes < min ? { kind: 'too_short', requestedMinutes: minutes, minMinutes: min } : undefined;
};

/** The rules that apply to the input. Roles with one rule for every request need no schedule, and keep their default. */
export const chooseFor = (
  wanted: Wanted,
  input: RequestInput,
  actor: Actor,
  world: AuthorityWorld,
): (Pick<Chosen, 'kind' | 'roles'> & Partial<Pick<Chosen, 'minutes' | 'unread'>>) | RequestRefusal => {
  if (wanted.bundle?.rules === undefined && wanted.roles.every(isPlain)) {
    const rules = wanted.roles.flatMap((role) => role.rules);
    return { kind: 'chosen', roles: rules.map((rule) => ({ name: rule.name, arn: rule.arn, rule, ruleIndex: 0 })) };
  }
  const { directory, now } = world;
  const schedule = resolveSchedule(input, 1, directory.people[actor.id]?.timeZone, now);
  if (schedule.kind !== 'schedule') return schedule;
  const question: Question = {
    holder: input.onBehalfOf ?? actor.id,
    typedBy: actor.id,
    at: schedule.notBefore ?? now,
    isEmergency: input.emergency === true,
    isScheduled: schedule.notBefore !== undefined,
    ...(input.duration === undefined ? {} : { minutes: schedule.minutes }),
  };
  const chosen = chooseRules(wanted, question, world);
  if (chosen.kind !== 'chosen' || input.emergency !== true || input.duration !== undefined) return chosen;
  // The default of an emergency can be shorter, and may have another rule.
  const minutes = Math.min(chosen.minutes, emergencyLimits(requestedRules(chosen)).durationMinutes.default);
  return chooseRules(wanted, { ...question, minutes }, world);
};

/** Decides everything about a request except the capacity of IAM policies. */
export const decideRequest = (input: RequestInput, actor: Actor, world: AuthorityWorld): Allowed | RequestRefusal => {
  const { catalog, directory, now } = world;
  const found = findAccess(catalog, input.name);
  const isEmergency = input.emergency === true;
  const holder = input.onBehalfOf ?? actor.id;
  const isForOther = holder !== actor.id;
  const account = refuseBy(actor, world);
  if (account !== undefined) return account;
  const lockdown = refuseLockdown(directory);
  if (lockdown !== undefined) return lockdown;
  if (found.kind === 'unknown_access') return found;
  const chosen = chooseFor(found, input, actor, world);
  if (chosen.kind !== 'chosen') return chosen;
  const rules = requestedRules(chosen);
  const authority = mayRequest({ by: actor, holder, rules, isEmergency }, world);
  if (authority.answer === 'unknown') return authority.refusal;
  if (authority.answer === 'no') return named(authority.refusal, found.name);
  if (isEmergency && (input.from !== undefined || input.startsAt !== undefined))
    return { kind: 'emergency_starts_now' };
  const identity = principalOf(catalog, holder, directory.people[holder]?.email);
  const principal = identity.kind === 'principal' ? identity.principal : undefined;
  if (identity.kind !== 'principal' && identity.kind !== 'email_unknown')
    return isForOther ? { kind: 'other_refused', of: holder, why: 'no_identity' } : identity;

  const excluded = unmeetable(rules, principal);
  if (excluded !== undefined) return { kind: 'mfa_impossible', name: excluded.name };
  const limits = isEmergency ? emergencyLimits(rules) : ruleLimits(rules);
  const content = refuseReason(input.reason, limits);
  if (content !== undefined) return content;
  const usual = chosen.minutes ?? limits.durationMinutes.default;
  const schedule = resolveSchedule(input, usual, directory.people[actor.id]?.timeZone, now);
  if (schedule.kind !== 'schedule') return schedule;
  const length = refuseLength(schedule.minutes, limits, catalog.settings.minimumMinutes);
  if (length !== undefined) return length;

  const requested: RequestedAccess = {
    by: holder,
    ...(isForOther ? { via: actor.id } : {}),
    at: now,
    target: found.name,
    roles: chosen.roles,
    duration: schedule.duration,
    ...defined({ notBefore: schedule.notBefore }),
    reason: input.reason,
    catalogHash: catalog.hash,
    ...(isEmergency ? { emergency: true } : {}),
  };
  const unapprovable = refuseUnapprovable(requested, world);
  if (unapprovable !== undefined) return unapprovable;
  const asked = askedOf(input, actor.id, world);
  return { kind: 'allowed', requested, ...defined({ principal }), evidence: authority.evidence, asked };
};

/** Refuses a request that no one could approve, since it could only lapse. */
export const refuseUnapprovable = (requested: RequestedAccess, world: AuthorityWorld): RequestRefusal | undefined => {
  const inForce = rulesInForce({ requested, isEscalated: true }, world.catalog);
  const missing = inForce.kind === 'rules' ? approversMissing({ requested }, inForce.rules, world) : undefined;
  return missing === undefined ? undefined : { kind: 'approvers_missing', ...missing };
};

/** The grants of a request, for the check of the capacity. */
export const grantsOf = (
  { id: requestId, requested, principal }: Pick<Request, 'id' | 'requested' | 'principal'>,
  { startsAt, endsAt }: TimeBox,
): readonly Grant[] => {
  if (principal === undefined) return [];
  const grant = { requestId, by: requested.by, principal, startsAt, endsAt, state: 'wanted' } as const;
  return requested.roles.map(({ arn: roleArn }) => ({ roleArn, ...grant }));
};

/** The first of: the time limit of the catalog, the requested end, and the end of the access that it extends. */
const lapsesAt = (requested: RequestedAccess, { settings }: Catalog): Date =>
  earliest([
    addMinutes(requested.at, settings.lapseAfterMinutes),
    requested.extends?.endsAt,
    requested.duration.kind === 'until' ? requested.duration.at : undefined,
  ]) as Date;

/** The pending request to store. */
export const requestOf = (
  id: RequestId,
  { requested, principal, evidence, asked }: Allowed,
  catalog: Catalog,
): Request =>
  firstRecord(id, {
    kind: 'requested',
    by: requested.via ?? requested.by,
    requested,
    ...defined({ principal }),
    lapsesAt: lapsesAt(requested, catalog),
    evidence,
    asked,
  });
