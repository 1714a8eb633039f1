import type { Bundle, Catalog } from '../catalog/catalog.ts';
import { findAccess, own } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import type { Request } from '../request/request.ts';
import type { MembershipUnknown } from './answer.ts';
import type { AccountRefusal } from './directory.ts';

/** A command that ends access and that might have been meant for other access than it would end. */
interface ScopeUnclear {
  readonly kind: 'scope_unclear';
  /** The user whose access would end; undefined for a lockdown. */
  readonly person?: SlackUserId;
  /** Undefined if all access would end. */
  readonly target?: AccessName;
  readonly why: string;
}

export type AdminRefusal =
  | ScopeUnclear
  | AccountRefusal
  | MembershipUnknown
  | { readonly kind: 'not_an_admin' }
  | { readonly kind: 'admin_reason_missing'; readonly tryThis: string }
  /** Of a user, neither a role or bundle nor all access is named. */
  | {
      readonly kind: 'nothing_named';
      readonly person: SlackUserId;
      readonly name: string;
      readonly nearest: readonly AccessName[];
    };

/** The access that an admin ends for a user: one role or bundle, or all access. */
export interface Revocation {
  readonly kind: 'revocation';
  readonly target?: AccessName;
  readonly why: string;
}

const EVERYTHING = new Set(['all', 'everything']);

/** Only an exact name, or a word for everything, says what to revoke. */
export const readRevocation = (
  { person, name, why }: { readonly person: SlackUserId; readonly name: string; readonly why: string },
  catalog: Catalog,
): Revocation | AdminRefusal => {
  const found = findAccess(catalog, name);
  const target = found.kind === 'unknown_access' ? undefined : found.name;
  if (target === undefined && !EVERYTHING.has(name))
    return { kind: 'nothing_named', person, name, nearest: found.kind === 'unknown_access' ? found.nearest : [] };
  if (why === '')
    return { kind: 'admin_reason_missing', tryThis: `revoke <@${person}> ${target ?? 'all'} the laptop is lost` };
  const scope = { person, ...defined({ target }), why };
  return isScopeUnclear(scope, catalog)
    ? { kind: 'scope_unclear', ...scope }
    : { kind: 'revocation', ...defined({ target }), why };
};

const LIMIT = /^(?:but|except|excluding|besides|apart|minus|without|save|not|only|other)\b/i;
const KIND_OF_ACCESS = /^(?:\S+\s+){1,2}(?:roles?|bundles?|access|accounts?)\b/i;

/**
 * Whether the reason limits or adds to what would end: `all but prod-s3`, `all prod roles`, `prod-s3, prod-deploy`. A
 * reason that begins with "because" is always one.
 */
const isScopeUnclear = ({ target, why }: Omit<ScopeUnclear, 'kind'>, catalog: Catalog): boolean => {
  if (/^because\b/i.test(why)) return false;
  if (target === undefined && (LIMIT.test(why) || KIND_OF_ACCESS.test(why))) return true;
  const [first = ''] = why
    .replace(/^(?:(?:and|of|for|the|role|bundle|account)\s+|[&+,]\s*)+/i, '')
    .split(/[\s,;:.!?]+/, 1);
  const found = findAccess(catalog, first.toLowerCase());
  return found.kind === 'unknown_access'
    ? catalog.accounts.some(({ name }) => name === first.toLowerCase())
    : found.name !== target;
};

/** A lockdown of one role, which does not exist: all access would end. */
export const readLockdown = (why: string, catalog: Catalog): AdminRefusal | undefined =>
  isScopeUnclear({ why }, catalog) ? { kind: 'scope_unclear', why } : undefined;

/** Whether a request includes a role or bundle. */
export const concerns = ({ requested }: Request, target: AccessName, catalog: Catalog): boolean => {
  const bundle = own<Bundle>(catalog.bundles, target);
  const names = new Set<AccessName>([target, ...(bundle?.roles ?? [])]);
  return requested.target === target || requested.roles.some(({ name }) => names.has(name));
};
