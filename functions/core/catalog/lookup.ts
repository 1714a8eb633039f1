import { defined } from '../defined.ts';
import {
  type AccessName,
  accountOf,
  nameOf,
  parseSessionName,
  parseUserArn,
  partitionOf,
  type SlackUserId,
  type UserArn,
} from '../names.ts';
import { nearest } from '../nearest.ts';
import { userKey } from '../trust/grant.ts';
import type { Bundle, Catalog, EmailRule, ListedRule, Principal, Role, RoleRule } from './catalog.ts';

type IamUser = Extract<Principal, { kind: 'iam-user' }>;

/** The key of a schedule in the directory. No Slack ID has this form. */
export const onCallKey = (schedule: string): string => `onCall:${schedule}`;

/** The role or bundle of a name, with all its roles. */
export type FoundAccess =
  | {
      readonly kind: 'role' | 'bundle';
      readonly name: AccessName;
      readonly roles: readonly Role[];
      /** Absent for a role. */
      readonly bundle?: Bundle;
    }
  | UnknownAccess;

export interface UnknownAccess {
  readonly kind: 'unknown_access';
  readonly name: string;
  readonly nearest: readonly AccessName[];
}

/** Looks up a name from user input. `constructor` and other inherited names are not members. */
export const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** The partition of all roles and users. */
export const partitionOfCatalog = ({ roles }: Pick<Catalog, 'roles'>): string =>
  partitionOf(rolesOf({ roles })[0]?.arn ?? '');

/** The role or bundle with exactly this name. Similar names are only suggested. */
export const findAccess = (catalog: Catalog, name: string): FoundAccess => {
  const role = own(catalog.roles, name);
  if (role !== undefined) return { kind: 'role', name: role.name, roles: [role] };
  const bundle = own(catalog.bundles, name);
  if (bundle !== undefined) return { kind: 'bundle', name: bundle.name, roles: rolesOfBundle(catalog, bundle), bundle };
  return { kind: 'unknown_access', name, nearest: nearest(name, allNames(catalog)) };
};

/** Every name that can be requested, sorted. */
export const allNames = (catalog: Catalog): readonly AccessName[] =>
  [...Object.values(catalog.roles), ...Object.values(catalog.bundles)].map(({ name }) => name).sort();

/** The roles of a bundle. Throws when the catalog was not compiled: there, they exist. */
const rolesOfBundle = (catalog: Catalog, bundle: Bundle): readonly Role[] =>
  bundle.roles.map((name) => {
    const role = own(catalog.roles, name);
    if (role === undefined) throw new RangeError(`bundle ${bundle.name} names the role ${name}, which does not exist`);
    return role;
  });

/** A role with the rules of a bundle in place of its own; undefined if the bundle has none. */
export const withRulesOf = (bundle: Bundle | undefined, { rules: _, ...role }: Role): Role | undefined =>
  bundle?.rules && { ...role, rules: bundle.rules.map((rule) => ({ ...role, ...rule, bundle: bundle.name })) };

/** All roles of a catalog. */
export const rolesOf = ({ roles }: Pick<Catalog, 'roles'>): readonly Role[] => Object.values<Role>(roles);

/** The rules of a role that do not refuse. At least one. */
export const grantingRules = ({ rules }: Pick<Role, 'rules'>): readonly ListedRule[] =>
  rules.filter(({ refuse }) => refuse === undefined);

/** The first rule of a role, with the least that any rule requires. For what is shown before a request is made. */
export const widestRule = (role: Role): RoleRule => {
  const rules = grantingRules(role);
  const [first] = rules;
  if (first === undefined) throw new RangeError('a role has at least one rule');
  if (rules.length === 1) return first;
  const { ticket, emergency: _, ...rest } = first;
  const emergency = rules.find((rule) => rule.emergency !== undefined)?.emergency;
  return {
    ...rest,
    durationMinutes: {
      ...first.durationMinutes,
      max: Math.max(...rules.map(({ durationMinutes }) => durationMinutes.max)),
    },
    reason: rules.every(({ reason }) => reason === 'required') ? 'required' : 'optional',
    ...(rules.every((rule) => rule.ticket === ticket) ? defined({ ticket }) : {}),
    ...defined({ emergency }),
  };
};

/**
 * The rule of the same name today, else the first one that grants: whether it still applies is a precondition of its own. Undefined if the role
 * left the catalog, or has another ARN.
 */
export const todaysRule = (
  { name, arn, ruleName, bundle }: RoleRule,
  { roles, bundles }: Pick<Catalog, 'roles' | 'bundles'>,
): ListedRule | undefined => {
  const role = own<Role>(roles, name);
  if (role?.arn !== arn) return undefined;
  const of = bundle === undefined ? role : withRulesOf(own<Bundle>(bundles, bundle), role);
  const rules = of === undefined ? [] : grantingRules(of);
  return rules.find((rule) => rule.ruleName === ruleName) ?? rules[0];
};

/** The rules of all roles. */
export const rulesOf = (catalog: Pick<Catalog, 'roles'>): readonly ListedRule[] =>
  rolesOf(catalog).flatMap(({ rules }) => rules);

/** The rules of all roles, and those of all bundles under the name of their bundle. */
export const everyRule = (catalog: Pick<Catalog, 'roles' | 'bundles'>): readonly ListedRule[] => [
  ...rulesOf(catalog),
  ...Object.values<Bundle>(catalog.bundles).flatMap((bundle) => {
    const role = own<Role>(catalog.roles, bundle.roles[0] ?? '');
    const rules = (role && withRulesOf(bundle, role)?.rules) ?? [];
    return rules.map((rule) => ({ ...rule, name: bundle.name }));
  }),
];

export type IdentityRefusal =
  | { readonly kind: 'no_identity' }
  | { readonly kind: 'email_unknown' }
  | { readonly kind: 'email_domain_refused'; readonly domain: string; readonly domains: readonly string[] }
  | { readonly kind: 'email_local_part_refused'; readonly localPart: string }
  /** The catalog assigns the IAM user of this e-mail address to another user. */
  | { readonly kind: 'email_taken'; readonly by: SlackUserId };

export type FoundPrincipal = { readonly kind: 'principal'; readonly principal: Principal } | IdentityRefusal;

/** The AWS identity of a person: the one listed under their id, else the one their verified e-mail leads to. */
export const principalOf = (catalog: Catalog, userId: SlackUserId, verifiedEmail?: string): FoundPrincipal => {
  const listed = own(catalog.people, userId);
  if (listed !== undefined) return { kind: 'principal', principal: listed };
  if (catalog.byEmail === undefined) return { kind: 'no_identity' };
  if (verifiedEmail === undefined) return { kind: 'email_unknown' };
  const found = byEmail(catalog.byEmail, verifiedEmail);
  if (found.kind !== 'principal') return found;
  const { principal } = found;
  const owner = Object.entries(catalog.people).find(([, other]) => userKey(other) === userKey(principal));
  return owner === undefined ? found : { kind: 'email_taken', by: owner[0] as SlackUserId };
};

/** Checked before upper case is folded: the Kelvin sign and its like turn into ASCII letters when folded. */
const LOCAL_PART = /^[A-Za-z0-9_+=,.-]{2,64}$/;
const DOMAIN = /^[A-Za-z0-9.-]+$/;

const byEmail = (rule: EmailRule, email: string): FoundPrincipal => {
  const at = email.lastIndexOf('@');
  const localPart = email.slice(0, Math.max(at, 0));
  const domain = email.slice(at + 1);
  if (at < 0 || !DOMAIN.test(domain) || !rule.domains.includes(domain.toLowerCase()))
    return { kind: 'email_domain_refused', domain: at < 0 ? '' : domain, domains: rule.domains };
  const arn = LOCAL_PART.test(localPart) ? userArn(rule.template, localPart.toLowerCase()) : undefined;
  if (arn === undefined) return { kind: 'email_local_part_refused', localPart };
  return { kind: 'principal', principal: iamUser(arn, 'managed') };
};

const userArn = (template: string, localPart: string): UserArn | undefined => {
  const text = template.split('{local}').join(localPart);
  const name = text.slice(text.lastIndexOf('/') + 1);
  return name.length <= 64 ? parseUserArn(text) : undefined;
};

/** An IAM user as a principal. Throws RangeError for a user name of one character: STS takes no such session name. */
export const iamUser = (arn: UserArn, identity: 'managed' | 'external'): IamUser => ({
  kind: 'iam-user',
  accountId: accountOf(arn),
  arn,
  userName: nameOf(arn),
  sessionName: parseSessionName(nameOf(arn)),
  identity,
});

/**
 * A user with the name as IAM spells it: `aws:username` and the session name compare with case, and IAM finds users
 * regardless of case. Source: IAM, "IAM JSON policy elements: Condition operators".
 */
export const asSpelled = (principal: IamUser, userName: string): IamUser =>
  iamUser(parseUserArn(`${principal.arn.slice(0, -principal.userName.length)}${userName}`), principal.identity);

/** A pattern that the reason has to contain a match of, and a ticket that it matches. */
export interface TicketPattern {
  readonly pattern: string;
  readonly example?: string;
}

/** The strictest limits of several roles. */
export interface RuleLimits {
  readonly durationMinutes: { readonly default: number; readonly max: number };
  readonly reason: 'required' | 'optional';
  /** The patterns the reason has to contain, each once. */
  readonly tickets: readonly TicketPattern[];
}

/** The strictest limits of some rules. Throws RangeError for no rules, since that would mean no limit. */
export const ruleLimits = (rules: readonly RoleRule[]): RuleLimits => {
  if (rules.length === 0) throw new RangeError('no rules: there is nothing to take limits from');
  const max = Math.min(...rules.map((rule) => rule.durationMinutes.max));
  return {
    durationMinutes: { max, default: Math.min(max, ...rules.map((rule) => rule.durationMinutes.default)) },
    reason: rules.some((rule) => rule.reason === 'required' || rule.ticket !== undefined) ? 'required' : 'optional',
    tickets: [...new Set(rules.flatMap((rule) => rule.ticket ?? []))].map((pattern) => ({
      pattern,
      ...defined({ example: rules.find((rule) => rule.ticket === pattern && rule.ticketExample)?.ticketExample }),
    })),
  };
};

/** The first ticket pattern that a reason does not match. The compiler has proven that no reason makes one slow. */
export const missingTicket = (tickets: readonly TicketPattern[], reason: string): TicketPattern | undefined =>
  tickets.find(({ pattern }) => !new RegExp(pattern).test(reason));
