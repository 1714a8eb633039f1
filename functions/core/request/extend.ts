import { mayExtend } from '../authority/authority.ts';
import type { Actor } from '../authority/directory.ts';
import type { AuthorityWorld } from '../authority/membership.ts';
import type { Bundle, Catalog, ExtendRule, Role, RoleRule } from '../catalog/catalog.ts';
import { own, principalOf, ruleLimits } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import type { AccessName } from '../names.ts';
import { chooseRules, questionOf } from '../rules/choose.ts';
import { addMinutes, earlier } from '../time.ts';
import { askedOf } from './asked.ts';
import { isAutomatic } from './automatic-extension.ts';
import { type Allowed, named, type RequestRefusal, refuseReason, refuseUnapprovable } from './decide-request.ts';
import { refuseLockdown } from './lockdown.ts';
import { type HeldStatus, isHeld, type Request, type RequestedAccess, requestedRules } from './request.ts';
import { rulesInForce } from './rules.ts';

export interface ExtendInput {
  readonly minutes?: number;
  /** Absent: the reason of the extended request. */
  readonly reason?: string;
}

export type ExtendRefusal =
  | RequestRefusal
  | { readonly kind: 'nothing_held'; readonly held: readonly AccessName[] }
  | { readonly kind: 'not_active_yet' }
  | { readonly kind: 'not_yours_to_extend' }
  | { readonly kind: 'rule_changed'; readonly name: AccessName }
  | { readonly kind: 'not_extendable'; readonly name: AccessName }
  | { readonly kind: 'extension_too_long'; readonly requestedMinutes: number; readonly maxMinutes: number }
  | { readonly kind: 'extended_enough'; readonly maxTotalMinutes: number };

/** The strictest of what the rules of several roles allow. */
const limitsOf = (rules: readonly RoleRule[]): Omit<ExtendRule, 'automatic'> | { readonly none: AccessName } => {
  const without = rules.find(({ extend }) => extend === undefined);
  if (without !== undefined) return { none: without.name };
  const all = rules.flatMap(({ extend }) => extend ?? []);
  return {
    byMinutes: Math.min(...all.map(({ byMinutes }) => byMinutes)),
    maxTotalMinutes: Math.min(...all.map(({ maxTotalMinutes }) => maxTotalMinutes)),
  };
};

/** Only roles that can be used are extended: not the ones that IAM refused. */
const heldRole = ({ requested, status }: Request): RequestedAccess => ({
  ...requested,
  roles: requested.roles.filter(
    ({ arn }) => isHeld(status) && status.progress.some((role) => role.arn === arn && role.kind === 'confirmed'),
  ),
});

const firstStart = ({ extends: extension }: RequestedAccess, status: HeldStatus): Date =>
  extension?.since ?? status.startsAt;

/** How much time one extension adds, and the latest end; undefined if the access cannot be extended. */
export const extensionOf = (
  request: Request,
  catalog: Catalog,
): { readonly byMinutes: number; readonly until: Date } | undefined => {
  const { status } = request;
  const inForce = rulesInForce({ requested: heldRole(request) }, catalog);
  if (inForce.kind !== 'rules' || status.kind !== 'active' || inForce.rules.length === 0) return undefined;
  const limits = limitsOf(inForce.rules);
  if ('none' in limits) return undefined;
  const longest = addMinutes(firstStart(request.requested, status), limits.maxTotalMinutes);
  const until = earlier(addMinutes(status.endsAt, limits.byMinutes), longest);
  return until > status.endsAt ? { byMinutes: limits.byMinutes, until } : undefined;
};

/** Whether a user may extend their access under today's rule. An extension is a request that overlaps the first. */
export const decideExtend = (
  held: Request,
  input: ExtendInput,
  actor: Actor,
  world: AuthorityWorld,
): Allowed | ExtendRefusal => {
  const { catalog, directory, now } = world;
  const before = heldRole(held);
  const { status } = held;
  const inForce = rulesInForce({ requested: before }, catalog);
  const rules = inForce.kind === 'rules' ? inForce.rules : [];
  // Which rule applies to the extension, and whom it admits, is judged below.
  const authority = mayExtend(actor, before, [], world);
  const refusal = authority.answer === 'no' ? authority.refusal : undefined;
  const lockdown = refusal?.kind === 'not_a_member' ? undefined : refuseLockdown(directory);
  if (lockdown !== undefined) return lockdown;
  if (refusal?.kind === 'not_yours_to_extend') return refusal;
  if (!isHeld(status) || status.endsAt <= now) return { kind: 'nothing_held', held: [] };
  if (status.kind !== 'active' || before.roles.length === 0) return { kind: 'not_active_yet' };
  if (inForce.kind === 'rule_changed') return inForce;
  if (refusal !== undefined) return named(refusal, before.target);
  const identity = principalOf(catalog, actor.id, directory.people[actor.id]?.email);
  if (identity.kind !== 'principal' && identity.kind !== 'email_unknown') return identity;

  const known = limitsOf(rules);
  const since = firstStart(before, status);
  const roles = before.roles.flatMap(({ name }) => own<Role>(catalog.roles, name) ?? []);
  const wanted = { roles, bundle: own<Bundle>(catalog.bundles, before.target) };
  const applying = chooseRules(
    wanted,
    {
      holder: actor.id,
      typedBy: actor.id,
      minutes: input.minutes ?? ('none' in known ? 1 : known.byMinutes),
      at: now,
      isEmergency: false,
      isScheduled: false,
      extended: { firstStart: since, endsAt: status.endsAt },
    },
    world,
  );
  if (applying.kind !== 'chosen') return applying;
  const limits = limitsOf(requestedRules(applying));
  if ('none' in limits) return { kind: 'not_extendable', name: limits.none };
  const { minutes = limits.byMinutes } = input;
  if (minutes > limits.byMinutes)
    return { kind: 'extension_too_long', requestedMinutes: minutes, maxMinutes: limits.byMinutes };
  const latest = addMinutes(since, limits.maxTotalMinutes);
  if (latest <= status.endsAt) return { kind: 'extended_enough', maxTotalMinutes: limits.maxTotalMinutes };
  const reason = input.reason || before.reason;
  const content = refuseReason(reason, ruleLimits(requestedRules(applying)));
  if (content !== undefined) return content;

  const requested: RequestedAccess = {
    by: actor.id,
    at: now,
    target: before.target,
    roles: applying.roles,
    duration: { kind: 'until', at: earlier(addMinutes(status.endsAt, minutes), latest) },
    ...(status.startsAt > now ? { notBefore: status.startsAt } : {}),
    reason,
    catalogHash: catalog.hash,
    extends: { request: held.id, endsAt: status.endsAt, since, automatic: false },
  };
  const principal = identity.kind === 'principal' ? identity.principal : undefined;
  // The longest total may have shortened it.
  const exact = chooseRules(wanted, questionOf(requested), world);
  if (exact.kind !== 'chosen') return exact;
  const exactRules = requestedRules(exact);
  const exactLimits = limitsOf(exactRules);
  if ('none' in exactLimits) return { kind: 'not_extendable', name: exactLimits.none };
  const applied = mayExtend(actor, before, exactRules, world);
  if (applied.answer === 'unknown') return applied.refusal;
  if (applied.answer === 'no')
    return applied.refusal.kind === 'not_yours_to_extend' ? applied.refusal : named(applied.refusal, before.target);
  const { evidence } = applied;
  const automatic = isAutomatic(exactRules, before);
  const extension = { request: held.id, endsAt: status.endsAt, since, automatic };
  const chosen = { ...requested, roles: exact.roles, extends: extension };
  const unapprovable = refuseUnapprovable(chosen, world);
  if (unapprovable !== undefined) return unapprovable;
  const duration = input.minutes === undefined ? undefined : ({ kind: 'minutes', minutes: input.minutes } as const);
  const asked = askedOf(defined({ duration }), actor.id, world);
  return { kind: 'allowed', requested: chosen, evidence, asked, ...defined({ principal }) };
};
