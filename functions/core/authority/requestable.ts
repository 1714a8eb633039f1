import type { Account, Bundle, RoleRule, Who } from '../catalog/catalog.ts';
import { type IdentityRefusal, principalOf, rolesOf, rulesOf, widestRule } from '../catalog/lookup.ts';
import { type LockdownRefusal, refuseLockdown } from '../request/lockdown.ts';
import { type Answer, no, yes } from './answer.ts';
import { type By, idOf, refuseBy } from './authority.ts';
import type { AccountRefusal } from './directory.ts';
import { type AuthorityWorld, among, isUnread, type Membership } from './membership.ts';

export interface Requestable {
  readonly accounts: readonly { readonly account: Account; readonly roles: readonly RoleRule[] }[];
  /** The bundles of which the user may request every role. */
  readonly bundles: readonly Bundle[];
  /** The unreadable groups and schedules, which may hide roles. */
  readonly unread: readonly Who[];
  /** Why the user may request nothing, regardless of the rules of the roles. Nothing is offered then. */
  readonly blocked?: Blocked;
}

export type Blocked = LockdownRefusal | IdentityRefusal;

/** A lockdown, or that the user has no AWS identity. Who requests for others needs none. */
const blockedFor = (by: By, world: AuthorityWorld): Blocked | undefined => {
  const { catalog, directory } = world;
  const lockdown = refuseLockdown(directory);
  if (lockdown !== undefined) return lockdown;
  const identity = principalOf(catalog, idOf(by), directory.people[idOf(by)]?.email);
  if (identity.kind === 'principal' || identity.kind === 'email_unknown') return undefined;
  const rules = rulesOf(catalog);
  return rules.some((rule) => mayRequestForOthers(by, [rule], world) !== 'no') ? undefined : identity;
};

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);

/** The roles that a user may request, by account, sorted by name. */
export const requestableBy = (
  by: By,
  world: AuthorityWorld,
): Exclude<Answer<AccountRefusal, { readonly requestable: Requestable }>, { answer: 'unknown' }> => {
  const account = refuseBy(by, world);
  if (account !== undefined) return no(account);
  const blocked = blockedFor(by, world);
  if (blocked !== undefined) return yes([], { requestable: { accounts: [], bundles: [], unread: [], blocked } });
  const { catalog } = world;
  const judged = rolesOf(catalog)
    .map((role) => {
      const requesters = role.rules.flatMap((one) => one.requesters);
      return { rule: { ...widestRule(role), requesters }, found: among(requesters, idOf(by), world) };
    })
    .sort((a, b) => byName(a.rule, b.rule));
  const roles = judged.flatMap(({ rule, found }) => (found.answer === 'yes' ? [rule] : []));
  const hidden = judged.flatMap(({ rule, found }) => (found.answer === 'unknown' ? rule.requesters : []));
  const names = new Set(roles.map(({ name }) => name));
  const unread = hidden.filter((who) => isUnread(who, world));
  const requestable = {
    accounts: [...catalog.accounts]
      .sort(byName)
      .map((one) => ({ account: one, roles: roles.filter((rule) => rule.accountId === one.id) }))
      .filter((one) => one.roles.length > 0),
    bundles: Object.values<Bundle>(catalog.bundles)
      .filter((bundle) => bundle.roles.every((name) => names.has(name)))
      .sort(byName),
    unread: [...new Map(unread.map((who) => [JSON.stringify(who), who])).values()],
  };
  return yes([], { requestable });
};

/** Whether a user may request all of some roles on behalf of other users. */
export const mayRequestForOthers = (
  by: By,
  rules: readonly Pick<RoleRule, 'onBehalfOf'>[],
  world: AuthorityWorld,
): Membership['answer'] => {
  if (refuseBy(by, world) !== undefined) return 'no';
  const answers = rules.map(({ onBehalfOf = [] }) => among(onBehalfOf, idOf(by), world).answer);
  if (answers.length === 0 || answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
};
