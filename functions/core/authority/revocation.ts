import type { Bundle, Catalog } from '../catalog/catalog.ts';
import { findAccess, own, type UnknownAccess } from '../catalog/lookup.ts';
import { trimmed } from '../command/words.ts';
import { defined } from '../defined.ts';
import type { AccessName } from '../names.ts';
import type { Request } from '../request/request.ts';
import type { MembershipUnknown } from './answer.ts';
import type { AccountRefusal } from './directory.ts';

export type AdminRefusal =
  | AccountRefusal
  | MembershipUnknown
  | { readonly kind: 'not_an_admin' }
  | { readonly kind: 'admin_reason_missing'; readonly tryThis: string }
  | UnknownAccess;

/** The access that an admin ends for a user: one role or bundle, or all access. */
export interface Revocation {
  readonly kind: 'revocation';
  readonly target?: AccessName;
  readonly why: string;
}

const EVERYTHING = new Set(['all', 'everything']);

/** Parses the text after the user in `revoke`: a name and the reason, or only the reason, which ends all access. */
export const readRevocation = (text: string, catalog: Catalog): Revocation | AdminRefusal => {
  const whole = trimmed(text);
  const [first = ''] = whole.split(/\s+/, 1);
  const name = first.toLowerCase();
  const found = findAccess(catalog, name);
  const target = found.kind === 'unknown_access' ? undefined : found.name;
  const isNamed = target !== undefined || EVERYTHING.has(name);
  if (found.kind === 'unknown_access' && !isNamed && name !== '' && found.nearest.length > 0) return found;
  const why = isNamed ? trimmed(whole.slice(first.length)) : whole;
  if (why === '')
    return { kind: 'admin_reason_missing', tryThis: `revoke @person ${target ?? 'all'} the laptop is lost` };
  return { kind: 'revocation', ...defined({ target }), why };
};

/** Whether a request includes a role or bundle. */
export const concerns = ({ requested }: Request, target: AccessName, catalog: Catalog): boolean => {
  const bundle = own<Bundle>(catalog.bundles, target);
  const names = new Set<AccessName>([target, ...(bundle?.roles ?? [])]);
  return requested.target === target || requested.roles.some(({ name }) => names.has(name));
};
