import { quotasOf } from '../iam/quotas.ts';
import type { AccountView, RoleView, UserView } from '../view-types.ts';
import { roleArn, userArn } from './lookup.ts';
import { type AccountState, copyOf, type RoleState, type UserState, type WorldState } from './state.ts';
import { showPrincipals } from './trust-principals.ts';

/** A role as the owner of the account sees it. */
export const roleView = (state: WorldState, account: AccountState, role: RoleState): RoleView => ({
  arn: roleArn(account, role),
  accountId: account.id,
  name: role.name,
  path: role.path,
  id: role.id,
  createdAt: new Date(role.createdAt),
  ...(role.description === undefined ? {} : { description: role.description }),
  maxSessionDurationSeconds: role.maxSessionDurationSeconds,
  trustPolicy: copyOf(showPrincipals(state, role.trustPolicy)),
  inlinePolicies: copyOf(role.inlinePolicies),
  attachedPolicies: copyOf(role.attachedPolicies),
  ...(role.permissionsBoundary === undefined ? {} : { permissionsBoundary: role.permissionsBoundary }),
  tags: copyOf(role.tags),
});

/** A user as the owner of the account sees it, without secrets. */
export const userView = (account: AccountState, user: UserState): UserView => ({
  arn: userArn(account, user),
  accountId: account.id,
  name: user.name,
  path: user.path,
  id: user.id,
  createdAt: new Date(user.createdAt),
  inlinePolicies: copyOf(user.inlinePolicies),
  attachedPolicies: copyOf(user.attachedPolicies),
  ...(user.permissionsBoundary === undefined ? {} : { permissionsBoundary: user.permissionsBoundary }),
  tags: copyOf(user.tags),
  accessKeyIds: user.accessKeys.map(({ id }) => id),
});

/** An account with its users and roles. */
export const accountView = (state: WorldState, account: AccountState): AccountView => ({
  id: account.id,
  ...(account.alias === undefined ? {} : { alias: account.alias }),
  quotas: quotasOf(account),
  users: Object.values(account.users).map((user) => userView(account, user)),
  roles: Object.values(account.roles).map((role) => roleView(state, account, role)),
  policies: Object.keys(account.policies),
  buckets: Object.keys(account.buckets),
  queues: Object.keys(account.queues),
});
