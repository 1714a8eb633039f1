import type { Actor, Directory } from '../authority/directory.ts';
import { knownGroups, refuseStanding } from '../authority/directory.ts';
import type { Catalog, RoleRule } from '../catalog/catalog.ts';
import { isAmong, missingTicket, principalOf, ruleLimits } from '../catalog/lookup.ts';
import type { AccessName } from '../names.ts';
import { addMinutes, earlier } from '../time.ts';
import type { Allowed, AskRefusal } from './ask.ts';
import { refuseLockdown } from './lockdown.ts';
import type { Asked, Request } from './request.ts';
import { isHeld } from './request.ts';
import { rulesInForce } from './review.ts';

/** How somebody wants to keep what they hold. */
export interface ExtendWish {
  readonly minutes?: number;
  /** The one of before unless given. */
  readonly reason?: string;
}

/** Every way in which an extension can be refused, besides those of asking. */
export type ExtendRefusal =
  | AskRefusal
  | { readonly kind: 'nothing_held'; readonly held: readonly AccessName[] }
  | { readonly kind: 'not_yours_to_extend' }
  | { readonly kind: 'rule_changed'; readonly name: AccessName }
  | { readonly kind: 'not_extendable'; readonly name: AccessName }
  | { readonly kind: 'extension_too_long'; readonly askedMinutes: number; readonly maxMinutes: number }
  | { readonly kind: 'extended_enough'; readonly maxTotalMinutes: number };

/** What several roles together allow: the strictest of each. */
interface ExtendLimits {
  readonly byMinutes: number;
  readonly automatic: boolean;
  readonly maxTotalMinutes: number;
}

const limitsOf = (rules: readonly RoleRule[]): ExtendLimits | { readonly none: AccessName } => {
  const without = rules.find(({ extend }) => extend === undefined);
  if (without !== undefined) return { none: without.name };
  const all = rules.flatMap(({ extend }) => extend ?? []);
  return {
    byMinutes: Math.min(...all.map(({ byMinutes }) => byMinutes)),
    automatic: all.every(({ automatic }) => automatic),
    maxTotalMinutes: Math.min(...all.map(({ maxTotalMinutes }) => maxTotalMinutes)),
  };
};

/** The latest end that an extension could bring, by how much at once; undefined where there is none to be had. */
export const extensionOf = (
  request: Request,
  catalog: Catalog,
): { readonly byMinutes: number; readonly until: Date } | undefined => {
  const inForce = rulesInForce(request, catalog);
  if (inForce.kind !== 'rules' || !isHeld(request.status)) return undefined;
  const limits = limitsOf(inForce.rules);
  if ('none' in limits) return undefined;
  const until = earlier(
    addMinutes(request.status.endsAt, limits.byMinutes),
    addMinutes(firstStart(request), limits.maxTotalMinutes),
  );
  return until > request.status.endsAt ? { byMinutes: limits.byMinutes, until } : undefined;
};

const firstStart = ({ asked, status }: Request): Date => {
  const own = isHeld(status) ? status.startsAt : asked.at;
  return asked.extends?.since ?? own;
};

/**
 * Whether somebody may ask for more of what they hold, under the rule of today. It becomes a request of its own that
 * overlaps the first, so that nothing of the first has to be changed and the union of both is one time box.
 */
export const decideExtend = (
  held: Request,
  wish: ExtendWish,
  actor: Actor,
  { catalog, directory, now }: { catalog: Catalog; directory: Directory; now: Date },
): Allowed | ExtendRefusal => {
  const standing = refuseStanding(actor, directory);
  if (standing !== undefined) return standing;
  const lockdown = refuseLockdown(directory);
  if (lockdown !== undefined) return lockdown;
  const { asked: before, status } = held;
  if (before.by !== actor.id) return { kind: 'not_yours_to_extend' };
  if (!isHeld(status) || status.endsAt <= now) return { kind: 'nothing_held', held: [] };
  const inForce = rulesInForce({ asked: before }, catalog);
  if (inForce.kind === 'rule_changed') return inForce;
  const { rules } = inForce;
  const groups = knownGroups(directory, now);
  for (const rule of rules) {
    const among = isAmong(rule.requesters, actor.id, groups);
    if (among === 'unknown') return { kind: 'membership_unknown' };
    if (among === 'no') return { kind: 'not_a_requester', name: before.target, rule };
  }
  const identity = principalOf(catalog, actor.id, directory.people[actor.id]?.email);
  if (identity.kind !== 'principal' && identity.kind !== 'email_unknown') return identity;

  const limits = limitsOf(rules);
  if ('none' in limits) return { kind: 'not_extendable', name: limits.none };
  const { minutes = limits.byMinutes } = wish;
  if (minutes > limits.byMinutes)
    return { kind: 'extension_too_long', askedMinutes: minutes, maxMinutes: limits.byMinutes };
  const since = firstStart(held);
  const latest = addMinutes(since, limits.maxTotalMinutes);
  if (latest <= status.endsAt) return { kind: 'extended_enough', maxTotalMinutes: limits.maxTotalMinutes };
  const reason = wish.reason === undefined || wish.reason === '' ? before.reason : wish.reason;
  const { reason: needed, tickets } = ruleLimits(rules);
  if (needed === 'required' && reason === '') return { kind: 'reason_missing' };
  const pattern = missingTicket(tickets, reason);
  if (pattern !== undefined) return { kind: 'ticket_missing', pattern };

  const asked: Asked = {
    by: actor.id,
    at: now,
    target: before.target,
    roles: rules.map((rule) => ({ name: rule.name, arn: rule.arn, rule: todays(rule, catalog) })),
    window: { kind: 'until', at: earlier(addMinutes(status.endsAt, minutes), latest) },
    ...(status.startsAt > now ? { notBefore: status.startsAt } : {}),
    reason,
    catalogHash: catalog.hash,
    extends: {
      request: held.id,
      endsAt: status.endsAt,
      since,
      // What nobody approved is not made longer without anybody either.
      automatic: limits.automatic && before.emergency !== true,
    },
  };
  return { kind: 'allowed', asked, ...(identity.kind === 'principal' ? { principal: identity.principal } : {}) };
};

const todays = (rule: RoleRule, catalog: Catalog): RoleRule => catalog.roles[rule.name] ?? rule;
