import { verifyRequest } from '../audit/verify.ts';
import type { Directory } from '../authority/directory.ts';
import { knownGroups } from '../authority/directory.ts';
import type { Catalog, RoleRule } from '../catalog/catalog.ts';
import { isAmong, principalOf, ruleLimits } from '../catalog/lookup.ts';
import { personKey } from '../grant.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import { addMinutes } from '../time.ts';
import type { LockdownRefusal } from './lockdown.ts';
import { refuseLockdown } from './lockdown.ts';
import type { Extension, Request } from './request.ts';
import { isHeld } from './request.ts';
import { missingApprovals, rulesInForce } from './review.ts';

/** Why a stored decision may not be carried out, found before IAM is touched. */
export type RecheckRefusal =
  | { readonly kind: 'tampered'; readonly what: string }
  | { readonly kind: 'rule_changed'; readonly name: AccessName }
  | { readonly kind: 'requester_lost'; readonly name: AccessName }
  | { readonly kind: 'principal_changed' }
  | { readonly kind: 'too_long_now'; readonly maxMinutes: number }
  | { readonly kind: 'approver_lost'; readonly by: SlackUserId }
  | { readonly kind: 'approvals_missing'; readonly missing: number }
  | { readonly kind: 'not_a_member'; readonly by: SlackUserId; readonly standing: string }
  | { readonly kind: 'membership_unknown' }
  | LockdownRefusal
  | { readonly kind: 'no_emergencies_now'; readonly name: AccessName }
  | { readonly kind: 'no_longer_extendable'; readonly name: AccessName }
  | { readonly kind: 'too_long_in_all'; readonly maxTotalMinutes: number };

/** Whether the requester is still who they were: asked for as long as anything of theirs is open. */
export const recheckRequester = (
  request: Request,
  { catalog, directory }: { catalog: Catalog; directory: Directory },
): RecheckRefusal | undefined => {
  const { by } = request.asked;
  const standing = directory.people[by]?.standing ?? 'member';
  if (standing !== 'member') return { kind: 'not_a_member', by, standing };
  const identity = principalOf(catalog, by, directory.people[by]?.email);
  // An e-mail that is not known at this moment is no news of the person.
  if (identity.kind === 'email_unknown') return undefined;
  const isSame =
    identity.kind === 'principal' &&
    request.principal !== undefined &&
    personKey(identity.principal) === personKey(request.principal);
  return isSame ? undefined : { kind: 'principal_changed' };
};

/** Why somebody may not keep what they hold: they, their identity or the role are not what they were. */
export const recheckHolder = (
  request: Request,
  world: { catalog: Catalog; directory: Directory },
): RecheckRefusal | undefined => {
  const inForce = rulesInForce(request, world.catalog);
  return inForce.kind === 'rule_changed' ? inForce : recheckRequester(request, world);
};

/** What was extended is limited from the first start on, and not by itself. */
const recheckExtension = (
  { since }: Extension,
  endsAt: Date,
  rules: readonly RoleRule[],
): RecheckRefusal | undefined => {
  for (const { name, extend } of rules) {
    if (extend === undefined) return { kind: 'no_longer_extendable', name };
    const { maxTotalMinutes } = extend;
    if (endsAt > addMinutes(since, maxTotalMinutes)) return { kind: 'too_long_in_all', maxTotalMinutes };
  }
  return undefined;
};

/** Whether whoever asked in another's name may still do so. */
const recheckAsker = (
  { asked: { via } }: Request,
  rules: readonly RoleRule[],
  { directory, now }: { directory: Directory; now: Date },
): RecheckRefusal | undefined => {
  if (via === undefined) return undefined;
  const standing = directory.people[via]?.standing ?? 'member';
  if (standing !== 'member') return { kind: 'not_a_member', by: via, standing };
  for (const { name, onBehalfOf = [] } of rules) {
    const among = isAmong(onBehalfOf, via, knownGroups(directory, now));
    if (among !== 'yes') return among === 'unknown' ? { kind: 'membership_unknown' } : { kind: 'requester_lost', name };
  }
  return undefined;
};

/**
 * Whether an approved request may be carried out: the whole decision once more, against today's catalog and what is
 * known of the people. The third of the three checks; after it IAM is touched.
 */
export const recheckDecision = (
  request: Request,
  world: { catalog: Catalog; directory: Directory; now: Date },
): RecheckRefusal | undefined => {
  const { catalog, directory, now } = world;
  // State, reviews and end are stored beside the chain: they have to follow from it, as the audit wants them to.
  const [tampered] = verifyRequest(request);
  if (tampered !== undefined) return { kind: 'tampered', what: tampered.what };
  const lockdown = refuseLockdown(directory);
  if (lockdown !== undefined) return lockdown;
  const inForce = rulesInForce(request, catalog);
  if (inForce.kind === 'rule_changed') return inForce;
  const requester = recheckRequester(request, world);
  if (requester !== undefined) return requester;

  const groups = knownGroups(directory, now);
  for (const rule of inForce.rules) {
    const requesters = request.asked.emergency === true ? rule.emergency?.requesters : rule.requesters;
    if (requesters === undefined) return { kind: 'no_emergencies_now', name: rule.name };
    const among = isAmong(requesters, request.asked.by, groups);
    if (among !== 'yes') {
      return among === 'unknown' ? { kind: 'membership_unknown' } : { kind: 'requester_lost', name: rule.name };
    }
  }
  const asker = recheckAsker(request, inForce.rules, world);
  if (asker !== undefined) return asker;
  for (const review of request.reviews) {
    const standing = directory.people[review.by]?.standing ?? 'member';
    if (standing !== 'member') return { kind: 'not_a_member', by: review.by, standing };
    for (const rule of inForce.rules.filter(({ name }) => review.roles.includes(name))) {
      const among = isAmong(rule.approvers, review.by, groups);
      if (among === 'unknown') return { kind: 'membership_unknown' };
      const { by, via } = request.asked;
      const isSelf = review.by === via || (review.by === by && !rule.allowSelfApproval);
      if (among === 'no' || isSelf) return { kind: 'approver_lost', by: review.by };
    }
  }
  const missing = missingApprovals(inForce.rules, request.reviews);
  if (missing > 0) return { kind: 'approvals_missing', missing };

  const { status } = request;
  if (!isHeld(status)) return undefined;
  if (request.asked.extends !== undefined) return recheckExtension(request.asked.extends, status.endsAt, inForce.rules);
  const maxMinutes =
    request.asked.emergency === true
      ? Math.min(...inForce.rules.flatMap(({ emergency }) => emergency?.maxMinutes ?? []))
      : ruleLimits(inForce.rules).durationMinutes.max;
  const minutes = (status.endsAt.getTime() - status.startsAt.getTime()) / 60_000;
  return minutes > maxMinutes ? { kind: 'too_long_now', maxMinutes } : undefined;
};
