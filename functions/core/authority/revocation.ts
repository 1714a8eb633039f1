import type { Bundle, Catalog } from '../catalog/catalog.ts';
import { findAccess, own } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import type { Request } from '../request/request.ts';
import type { MembershipUnknown } from './answer.ts';
import type { AccountRefusal } from './directory.ts';

export type AdminRefusal =
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
  return { kind: 'revocation', ...defined({ target }), why };
};

/** Whether a request includes a role or bundle. */
export const concerns = ({ requested }: Request, target: AccessName, catalog: Catalog): boolean => {
  const bundle = own<Bundle>(catalog.bundles, target);
  const names = new Set<AccessName>([target, ...(bundle?.roles ?? [])]);
  return requested.target === target || requested.roles.some(({ name }) => names.has(name));
};
