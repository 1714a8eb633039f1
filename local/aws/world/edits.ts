import { requireInlineFits, requireTrustFits } from '../iam/quotas.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { checkPolicy } from '../policy/validate.ts';
import type { RoleEdit } from '../types.ts';
import { findRole, findUser, type Located } from './lookup.ts';
import { copyOf, type RoleState, type StateStore, type UserState } from './state.ts';
import { storePrincipals } from './trust-principals.ts';

/** The role with this ARN; throws RangeError when there is none, for callers that are code and not clients. */
export const requireRole = (store: StateStore, arn: string): Located<RoleState> => {
  const role = findRole(store.state, arn);
  if (!role) throw new RangeError(`the local AWS has no role ${arn}`);
  return role;
};

/** The user with this ARN; throws RangeError when there is none. */
export const requireUser = (store: StateStore, arn: string): Located<UserState> => {
  const user = findUser(store.state, arn);
  if (!user) throw new RangeError(`the local AWS has no user ${arn}`);
  return user;
};

/** Changes a role as another administrator's IAM call would, with the same checks. */
export const editRole = (store: StateStore, arn: string, edit: RoleEdit): void => {
  const { account, entity: role } = requireRole(store, arn);
  if (edit.trustPolicy) {
    requireTrustFits(account, JSON.stringify(edit.trustPolicy));
    role.trustPolicy = storePrincipals(store.state, copyOf(checkPolicy(edit.trustPolicy, 'trust')));
  }
  for (const [name, document] of Object.entries(edit.inlinePolicies ?? {})) {
    if (document === null) {
      delete role.inlinePolicies[name];
      continue;
    }
    requireInlineFits(account, 'role', role, { name, text: JSON.stringify(document) });
    role.inlinePolicies[name] = copyOf(checkPolicy(document, 'identity'));
  }
  if (edit.maxSessionDurationSeconds !== undefined) role.maxSessionDurationSeconds = edit.maxSessionDurationSeconds;
  if (edit.tags) role.tags = { ...edit.tags };
  store.save();
};

/** Deletes a role with its policies. */
export const removeRole = (store: StateStore, arn: string): void => {
  const { account, entity } = requireRole(store, arn);
  delete account.roles[entity.name];
  store.save();
};

/** Deletes a user with its keys and policies. */
export const removeUser = (store: StateStore, arn: string): void => {
  const { account, entity } = requireUser(store, arn);
  delete account.users[entity.name];
  store.save();
};

/** Replaces the service control policies of an account; undefined removes them. */
export const setServiceControlPolicies = (
  store: StateStore,
  accountId: string,
  policies: readonly PolicyDocument[] | undefined,
): void => {
  const account = Object.hasOwn(store.state.accounts, accountId) ? store.state.accounts[accountId] : undefined;
  if (!account) throw new RangeError(`the local AWS has no account ${accountId}`);
  if (policies === undefined) delete account.serviceControlPolicies;
  else account.serviceControlPolicies = policies.map((one) => copyOf(checkPolicy(one, 'identity')));
  store.save();
};
