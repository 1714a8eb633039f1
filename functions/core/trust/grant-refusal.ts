import type { RoleArn, UserArn } from '../names.ts';
import type { CapacityRefusal, RoleCapacity } from './capacity.ts';
import { couldAdmit, hasAllConditions } from './could-admit.ts';
import { POLICY_VERSION } from './documents.ts';
import type { Grant } from './grant.ts';
import { admitsAccount } from './policy-match.ts';
import { requiredConditions } from './role-terms.ts';

/** Why a grant cannot be written. */
export type GrantRefusal =
  | CapacityRefusal
  | { readonly kind: 'no_such_user'; readonly userArn: UserArn }
  /** The case of the user name changed in IAM after the request, so that conditions would never match. */
  | { readonly kind: 'user_name_differs'; readonly userArn: UserArn; readonly userName: string }
  | { readonly kind: 'old_policy_version' }
  /** A foreign statement trusts the user's account, and no policy of the bot enforces the session name. */
  | { readonly kind: 'account_trusted'; readonly roleArn: RoleArn; readonly accountId: string }
  /** A foreign statement admits the user without the conditions of the catalog. */
  | { readonly kind: 'conditions_bypassed'; readonly roleArn: RoleArn; readonly sid?: string }
  /** Another hub manages the role. An empty mark is the hub with the default name. */
  | { readonly kind: 'another_hub'; readonly marks: readonly string[] };

/** Older versions have no policy variables, and a new version could change the meaning of a foreign statement. */
const isOldVersion = (foreign: RoleCapacity['foreign']): boolean =>
  foreign.Version !== POLICY_VERSION && JSON.stringify(foreign).includes('${');

/** Whether a foreign statement admits a user under any session name, because the bot does not write their policy. */
const isNameFree = ({ principal }: Grant, foreign: RoleCapacity['foreign']): boolean =>
  (principal.kind === 'federated' || principal.identity === 'external') &&
  foreign.Statement.some((statement) => admitsAccount(statement, principal.accountId));

/**
 * Refuses a grant because of foreign statements. With conditions in the catalog, a foreign statement that could admit
 * the user without them would make them useless: a managed user's policy allows the call without those conditions.
 */
export const refuseForeign = (grant: Grant, { foreign, terms }: RoleCapacity): GrantRefusal | undefined => {
  const { principal, roleArn } = grant;
  if (isNameFree(grant, foreign)) return { kind: 'account_trusted', roleArn, accountId: principal.accountId };
  const required = requiredConditions(terms);
  const bypass = foreign.Statement.find((one) => couldAdmit(one, principal) && !hasAllConditions(one, required));
  if (bypass !== undefined)
    return { kind: 'conditions_bypassed', roleArn, ...(bypass.Sid === undefined ? {} : { sid: bypass.Sid }) };
  return isOldVersion(foreign) ? { kind: 'old_policy_version' } : undefined;
};
