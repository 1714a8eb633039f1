import type { PolicyDocument } from '../policy/document.ts';
import { AWS_MANAGED_POLICIES } from './managed-policies.ts';
import { PARTITION_PATTERN, partitionOf } from './partition.ts';
import type { AccountState, RoleState, UserState, WorldState } from './state.ts';

/** An entity and the account it belongs to. */
export interface Located<T> {
  readonly account: AccountState;
  readonly entity: T;
}

/** `arn:aws:iam::ACCOUNT:role/path/NAME` */
export const roleArn = (account: AccountState, role: Pick<RoleState, 'path' | 'name'>): string =>
  `arn:${partitionOf(account)}:iam::${account.id}:role${role.path}${role.name}`;

/** `arn:aws:iam::ACCOUNT:user/path/NAME` */
export const userArn = (account: AccountState, user: Pick<UserState, 'path' | 'name'>): string =>
  `arn:${partitionOf(account)}:iam::${account.id}:user${user.path}${user.name}`;

/** `arn:aws:iam::ACCOUNT:policy/path/NAME` */
export const customerPolicyArn = (
  account: AccountState,
  policy: { readonly path: string; readonly name: string },
): string => `arn:${partitionOf(account)}:iam::${account.id}:policy${policy.path}${policy.name}`;

const accountOf = (state: WorldState, arn: string): AccountState | undefined => state.accounts[arn.split(':')[4] ?? ''];
const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** A role by its exact ARN, path included. */
export const findRole = (state: WorldState, arn: string): Located<RoleState> | undefined => {
  const account = accountOf(state, arn);
  const entity = account && own(account.roles, nameOf(arn));
  return account && entity && roleArn(account, entity) === arn ? { account, entity } : undefined;
};

/**
 * Finds a user by name, regardless of case. Names are unique regardless of case; whether AWS look-ups ignore case is not documented
 * (docs/assumptions.md). Policies compare the stored spelling.
 */
export const userByName = (account: AccountState, name: string): UserState | undefined => {
  const wanted = name.toLowerCase();
  return own(account.users, name) ?? Object.values(account.users).find((user) => user.name.toLowerCase() === wanted);
};

/** A user by its exact ARN, path included. */
export const findUser = (state: WorldState, arn: string): Located<UserState> | undefined => {
  const account = accountOf(state, arn);
  const entity = account && own(account.users, nameOf(arn));
  return account && entity && userArn(account, entity) === arn ? { account, entity } : undefined;
};

/** The ARN of an entity by its unique id; undefined if the entity does not exist. */
export const arnOfId = (state: WorldState, id: string): string | undefined => {
  for (const account of Object.values(state.accounts)) {
    for (const user of Object.values(account.users)) if (user.id === id) return userArn(account, user);
    for (const role of Object.values(account.roles)) if (role.id === id) return roleArn(account, role);
  }
  return undefined;
};

const ANY_PARTITION = new RegExp(`^arn:${PARTITION_PATTERN}:`);
const OWN_POLICY = new RegExp(`^arn:${PARTITION_PATTERN}:iam::\\d{12}:policy/`);

/** A managed policy by ARN: an AWS managed policy, or one of an account. */
export const findManagedPolicy = (state: WorldState, arn: string): PolicyDocument | undefined => {
  const ofAws = AWS_MANAGED_POLICIES.get(arn.replace(ANY_PARTITION, 'arn:aws:'));
  if (ofAws) return ofAws;
  if (!OWN_POLICY.test(arn)) return undefined;
  const account = accountOf(state, arn);
  const policy = account && own(account.policies, nameOf(arn));
  if (!account || !policy) return undefined;
  return customerPolicyArn(account, { path: policy.path ?? '/', name: nameOf(arn) }) === arn
    ? policy.document
    : undefined;
};

/** All permission policies of a user or role: inline policies first, then attached policies. */
export const policiesOf = (state: WorldState, entity: UserState | RoleState): readonly PolicyDocument[] => [
  ...Object.values(entity.inlinePolicies),
  ...entity.attachedPolicies.flatMap((arn) => findManagedPolicy(state, arn) ?? []),
];

/** The permissions boundary of a user or role. If the managed policy was deleted, the boundary allows nothing. */
export const boundaryOf = (state: WorldState, entity: UserState | RoleState): PolicyDocument | undefined =>
  entity.permissionsBoundary === undefined
    ? undefined
    : (findManagedPolicy(state, entity.permissionsBoundary) ?? { Version: '2012-10-17', Statement: [] });
