import type { PolicyDocument } from '../policy/document.ts';
import { AWS_MANAGED_POLICIES } from './managed-policies.ts';
import type { AccountState, RoleState, UserState, WorldState } from './state.ts';

/** An entity together with the account it lives in. */
export interface Located<T> {
  readonly account: AccountState;
  readonly entity: T;
}

/** `arn:aws:iam::ACCOUNT:role/path/NAME` */
export const roleArn = (account: AccountState, role: Pick<RoleState, 'path' | 'name'>): string =>
  `arn:aws:iam::${account.id}:role${role.path}${role.name}`;

/** `arn:aws:iam::ACCOUNT:user/path/NAME` */
export const userArn = (account: AccountState, user: Pick<UserState, 'path' | 'name'>): string =>
  `arn:aws:iam::${account.id}:user${user.path}${user.name}`;

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

/** A user by its exact ARN, path included. */
export const findUser = (state: WorldState, arn: string): Located<UserState> | undefined => {
  const account = accountOf(state, arn);
  const entity = account && own(account.users, nameOf(arn));
  return account && entity && userArn(account, entity) === arn ? { account, entity } : undefined;
};

/** The ARN that a unique id stands for, while the entity exists. */
export const arnOfId = (state: WorldState, id: string): string | undefined => {
  for (const account of Object.values(state.accounts)) {
    for (const user of Object.values(account.users)) if (user.id === id) return userArn(account, user);
    for (const role of Object.values(account.roles)) if (role.id === id) return roleArn(account, role);
  }
  return undefined;
};

/** A managed policy by ARN: one of AWS, or one of an account. */
export const findManagedPolicy = (state: WorldState, arn: string): PolicyDocument | undefined => {
  const ofAws = AWS_MANAGED_POLICIES.get(arn);
  if (ofAws) return ofAws;
  if (!/^arn:aws:iam::\d{12}:policy\//.test(arn)) return undefined;
  return accountOf(state, arn)?.policies[nameOf(arn)]?.document;
};

/** Everything that a user or role is allowed and denied: its inline policies, then the attached ones. */
export const policiesOf = (state: WorldState, entity: UserState | RoleState): readonly PolicyDocument[] => [
  ...Object.values(entity.inlinePolicies),
  ...entity.attachedPolicies.flatMap((arn) => findManagedPolicy(state, arn) ?? []),
];
