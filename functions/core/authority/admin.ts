import type { Catalog, RoleRule, Who } from '../catalog/catalog.ts';
import { findAccess, isAmong } from '../catalog/lookup.ts';
import { trimmed } from '../command/words.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import { nearest } from '../nearest.ts';
import { end } from '../request/end.ts';
import type { Request } from '../request/request.ts';
import { isHeld, moved } from '../request/request.ts';
import type { Actor, Directory, StandingRefusal } from './directory.ts';
import { knownGroups, refuseStanding } from './directory.ts';

/** Why somebody may not do what admins do, or not so. */
export type AdminRefusal =
  | StandingRefusal
  | { readonly kind: 'not_an_admin' }
  | { readonly kind: 'membership_unknown' }
  | { readonly kind: 'admin_reason_missing'; readonly tryThis: string }
  | { readonly kind: 'unknown_access'; readonly name: string; readonly nearest: readonly AccessName[] };

/** Why somebody may not see who holds what. */
export type WhoRefusal =
  | StandingRefusal
  | { readonly kind: 'unknown_access'; readonly name: string; readonly nearest: readonly AccessName[] }
  | { readonly kind: 'not_yours_to_see'; readonly approvers: readonly Who[] };

interface World {
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly now: Date;
}

/** Whether somebody is an admin of the bot; a group that is not known makes nobody one. */
export const refuseNonAdmin = (actor: Actor, { catalog, directory, now }: World): AdminRefusal | undefined => {
  const standing = refuseStanding(actor, directory);
  if (standing !== undefined) return standing;
  const among = isAmong(catalog.settings.admins, actor.id, knownGroups(directory, now));
  if (among === 'yes') return undefined;
  return { kind: among === 'unknown' ? 'membership_unknown' : 'not_an_admin' };
};

/** What an admin takes from somebody: one thing, or everything. */
export interface Revocation {
  readonly kind: 'revocation';
  readonly target?: AccessName;
  readonly why: string;
}

const EVERYTHING = new Set(['all', 'everything']);

/**
 * Reads what follows the person in `revoke`: a name and the reason, or the reason alone, which means everything. A first
 * word that looks like a misspelt name is asked about: taking everything is not what was meant then.
 */
export const readRevocation = (text: string, catalog: Catalog): Revocation | AdminRefusal => {
  const whole = trimmed(text);
  const [first = ''] = whole.split(/\s+/, 1);
  const name = first.toLowerCase();
  const found = findAccess(catalog, name);
  const target = found.kind === 'unknown' ? undefined : found.kind === 'role' ? found.rule.name : found.bundle.name;
  const isNamed = target !== undefined || EVERYTHING.has(name);
  if (found.kind === 'unknown' && !isNamed && name !== '') {
    const likely = nearest(name, [...Object.keys(catalog.roles), ...Object.keys(catalog.bundles)] as AccessName[]);
    if (likely.length > 0) return { kind: 'unknown_access', name, nearest: likely };
  }
  const why = isNamed ? trimmed(whole.slice(first.length)) : whole;
  if (why === '')
    return { kind: 'admin_reason_missing', tryThis: `revoke @person ${target ?? 'all'} the laptop is lost` };
  return { kind: 'revocation', ...(target === undefined ? {} : { target }), why };
};

/** Whether a request gives a role or bundle, be it as a part of a bundle. */
export const concerns = ({ asked }: Request, target: AccessName, catalog: Catalog): boolean => {
  const bundle = Object.hasOwn(catalog.bundles, target) ? catalog.bundles[target] : undefined;
  const names = new Set<AccessName>([target, ...(bundle?.roles ?? [])]);
  return asked.target === target || asked.roles.some(({ name }) => names.has(name));
};

/** Ends what is held and takes back what waits, on an admin's word. */
export const revoke = (request: Request, by: SlackUserId, why: string, now: Date): Request => {
  if (isHeld(request.status)) return end(request, 'revoked', by, now, why);
  if (request.status.kind !== 'pending') return request;
  return moved(request, { kind: 'cancelled', at: now, by }, { kind: 'cancelled', by, why }, now);
};

/** What somebody wants to know of who holds what. */
export type WhoAbout =
  | { readonly kind: 'me' }
  | { readonly kind: 'person'; readonly id: SlackUserId }
  | { readonly kind: 'access'; readonly name: string };

export type WhoDecision =
  | { readonly kind: 'of_person'; readonly id: SlackUserId; readonly isVisible: (request: Request) => boolean }
  | { readonly kind: 'of_access'; readonly name: AccessName }
  | { readonly kind: 'refused'; readonly refusal: WhoRefusal };

/** Everybody sees what is theirs and what they approve; admins see everything. */
export const decideWho = (about: WhoAbout, actor: Actor, world: World): WhoDecision => {
  const { catalog, directory, now } = world;
  const refused = (refusal: WhoRefusal): WhoDecision => ({ kind: 'refused', refusal });
  const standing = refuseStanding(actor, directory);
  if (standing !== undefined) return refused(standing);
  const groups = knownGroups(directory, now);
  const isAdmin = refuseNonAdmin(actor, world) === undefined;
  const approves = (rule: RoleRule | undefined): boolean =>
    rule !== undefined && isAmong(rule.approvers, actor.id, groups) === 'yes';
  if (about.kind === 'access') {
    const found = findAccess(catalog, about.name);
    if (found.kind === 'unknown') return refused({ kind: 'unknown_access', name: about.name, nearest: found.nearest });
    const rules = found.kind === 'role' ? [found.rule] : found.rules;
    if (!isAdmin && !rules.every(approves))
      return refused({ kind: 'not_yours_to_see', approvers: rules.flatMap((rule) => rule.approvers) });
    return { kind: 'of_access', name: found.kind === 'role' ? found.rule.name : found.bundle.name };
  }
  const id = about.kind === 'me' ? actor.id : about.id;
  if (id === actor.id || isAdmin) return { kind: 'of_person', id, isVisible: () => true };
  if (!Object.values<RoleRule>(catalog.roles).some(approves))
    return refused({ kind: 'not_yours_to_see', approvers: [] });
  return {
    kind: 'of_person',
    id,
    isVisible: ({ asked }) => asked.roles.some(({ name }) => approves(catalog.roles[name])),
  };
};
