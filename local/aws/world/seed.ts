import { requireInlineFits, requireManagedFits, requireTrustFits } from '../iam/quotas.ts';
import { defaultKeyPolicy, newKeyMaterial } from '../kms/keys.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { checkPolicy } from '../policy/validate.ts';
import type { AccountSeed, InlinePolicies, KmsKeySeed, RoleSeed, Seed, UserSeed } from '../seed-types.ts';
import { newAccessKeyId, newEntityId, newSecret } from './ids.ts';
import { findManagedPolicy } from './lookup.ts';
import { type Partition, partitionOf } from './partition.ts';
import {
  type AccountState,
  copyOf,
  type RoleState,
  type StateStore,
  type UserState,
  type WorldState,
} from './state.ts';
import { storePrincipals } from './trust-principals.ts';

/** Time and partition of a seed. */
interface SeedContext {
  readonly at: string;
  readonly partition: Partition;
}

const EMPTY: PolicyDocument = { Version: '2012-10-17', Statement: [] };

const accountFor = (state: WorldState, seed: AccountSeed, { at, partition }: SeedContext): AccountState => {
  if (!/^\d{12}$/.test(seed.id)) throw new RangeError(`an account id has 12 digits, not "${seed.id}"`);
  const known = state.accounts[seed.id];
  if (known) return known;
  const account: AccountState = {
    id: seed.id,
    partition,
    createdAt: at,
    rootKey: { id: newAccessKeyId('AKIA'), secret: newSecret() },
    quotas: {},
    users: {},
    roles: {},
    policies: {},
    buckets: {},
    kmsKeys: {},
    queues: {},
  };
  if (seed.alias !== undefined) account.alias = seed.alias;
  if (seed.organizationId !== undefined) account.organizationId = seed.organizationId;
  if (seed.quotas !== undefined) account.quotas = { ...seed.quotas };
  if (seed.serviceControlPolicies !== undefined) {
    account.serviceControlPolicies = seed.serviceControlPolicies.map((one) => copyOf(checkPolicy(one, 'identity')));
  }
  state.accounts[seed.id] = account;
  return account;
};

const putInline = (
  account: AccountState,
  kind: 'role' | 'user',
  entity: UserState | RoleState,
  policies: InlinePolicies = {},
): void => {
  for (const [name, document] of Object.entries(policies)) {
    requireInlineFits(account, kind, entity, { name, text: JSON.stringify(document) });
    entity.inlinePolicies[name] = copyOf(checkPolicy(document, 'identity'));
  }
};

const attach = (state: WorldState, entity: UserState | RoleState, arns: readonly string[] = []): void => {
  for (const arn of arns) {
    if (!findManagedPolicy(state, arn))
      throw new RangeError(`there is no managed policy ${arn} to attach to ${entity.name}`);
    entity.attachedPolicies.push(arn);
  }
};

const bound = (state: WorldState, entity: UserState | RoleState, arn: string | undefined): void => {
  if (arn === undefined) return;
  if (!findManagedPolicy(state, arn)) throw new RangeError(`there is no managed policy ${arn} to bound ${entity.name}`);
  entity.permissionsBoundary = arn;
};

const addUser = (state: WorldState, account: AccountState, seed: UserSeed, at: string): void => {
  const user: UserState = {
    name: seed.name,
    path: seed.path ?? '/',
    id: newEntityId('AIDA'),
    createdAt: at,
    inlinePolicies: {},
    attachedPolicies: [],
    tags: { ...seed.tags },
    accessKeys: (seed.accessKeys ?? []).map(({ id, secret }) => ({ id, secret, createdAt: at, status: 'Active' })),
    mfaDevices: (seed.mfaDevices ?? []).map(({ name, secret }) => ({
      serialNumber: `arn:${partitionOf(account)}:iam::${account.id}:mfa/${name}`,
      secret,
      enabledAt: at,
    })),
  };
  bound(state, user, seed.permissionsBoundary);
  putInline(account, 'user', user, seed.inlinePolicies);
  attach(state, user, seed.attachedPolicies);
  account.users[seed.name] = user;
};

const addRole = (state: WorldState, account: AccountState, seed: RoleSeed, at: string): void => {
  const role: RoleState = {
    name: seed.name,
    path: seed.path ?? '/',
    id: newEntityId('AROA'),
    createdAt: at,
    ...(seed.description === undefined ? {} : { description: seed.description }),
    maxSessionDurationSeconds: seed.maxSessionDurationSeconds ?? 3600,
    trustPolicy: EMPTY,
    inlinePolicies: {},
    attachedPolicies: [],
    tags: { ...seed.tags },
  };
  bound(state, role, seed.permissionsBoundary);
  putInline(account, 'role', role, seed.inlinePolicies);
  attach(state, role, seed.attachedPolicies);
  account.roles[seed.name] = role;
};

const addMissing = <T extends { readonly name: string }>(
  present: Readonly<Record<string, unknown>>,
  wanted: readonly T[] | undefined,
  add: (seed: T) => void,
): readonly T[] => {
  const missing = (wanted ?? []).filter(({ name }) => !Object.hasOwn(present, name));
  for (const seed of missing) add(seed);
  return missing;
};

const addKey = (
  account: AccountState,
  { arn, policy, aliases = [], status }: KmsKeySeed,
  stored: (policy: PolicyDocument) => PolicyDocument,
  at: string,
): void => {
  const [, partition = '', , region, accountId] = arn.split(':');
  if (accountId !== account.id) throw new RangeError(`the key ${arn} does not belong to the account ${account.id}`);
  account.kmsKeys[arn] ??= {
    policy: stored(policy ?? defaultKeyPolicy(partition, account.id)),
    material: newKeyMaterial(),
    createdAt: at,
    ...(status === undefined ? {} : { status }),
  };
  for (const alias of aliases) {
    account.kmsAliases = { [`arn:${partition}:kms:${region}:${accountId}:${alias}`]: arn, ...account.kmsAliases };
  }
};

const addBuckets = (state: WorldState, account: AccountState, seed: AccountSeed, at: string): void => {
  const stored = (policy: PolicyDocument): PolicyDocument =>
    storePrincipals(state, copyOf(checkPolicy(policy, 'resource')));
  for (const key of seed.kmsKeys ?? []) addKey(account, key, stored, at);
  addMissing(
    account.buckets,
    seed.buckets,
    ({ name, region, policy, kmsKeyArn, hasBucketKey, ownership, isLocked = false }) => {
      account.buckets[name] = {
        name,
        createdAt: at,
        objects: {},
        ...(policy === undefined ? {} : { policy: stored(policy) }),
        ...(region === undefined ? {} : { region }),
        ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
        ...(hasBucketKey === undefined ? {} : { hasBucketKey }),
        ...(ownership === undefined ? {} : { ownership }),
        ...(isLocked ? { isLocked } : {}),
      };
    },
  );
};

const addQueues = (account: AccountState, seed: AccountSeed): void => {
  addMissing(account.queues, seed.queues, ({ name, visibilityTimeoutSeconds, maxReceives }) => {
    if (!name.endsWith('.fifo')) throw new RangeError(`only FIFO queues are known here: "${name}" must end in .fifo`);
    account.queues[name] = {
      name,
      visibilityTimeoutSeconds: visibilityTimeoutSeconds ?? 30,
      maxReceives: maxReceives ?? 5,
      messages: [],
      deadLetters: [],
      lastSequence: 0,
      seen: {},
    };
  });
};

/** Adds missing entities to the world, and does not change existing ones. */
export const plantSeed = (store: StateStore, seed: Seed, now: Date, partition: Partition = 'aws'): void => {
  const { state } = store;
  const at = now.toISOString();
  const planted = seed.accounts.map((accountSeed) => {
    const account = accountFor(state, accountSeed, { at, partition });
    for (const [name, document] of Object.entries(accountSeed.policies ?? {})) {
      requireManagedFits(JSON.stringify(document));
      account.policies[name] ??= { document: copyOf(checkPolicy(document, 'identity')), createdAt: at };
    }
    return { account, accountSeed };
  });
  const roles = planted.flatMap(({ account, accountSeed }) => {
    addMissing(account.users, accountSeed.users, (user) => addUser(state, account, user, at));
    const missing = addMissing(account.roles, accountSeed.roles, (role) => addRole(state, account, role, at));
    addQueues(account, accountSeed);
    return missing.map((role) => ({ account, role }));
  });
  // Policies with principals come last: they may name users and roles of any account of the seed.
  for (const { account, accountSeed } of planted) addBuckets(state, account, accountSeed, at);
  for (const { account, role } of roles) {
    requireTrustFits(account, JSON.stringify(role.trustPolicy));
    const entity = account.roles[role.name];
    if (entity) entity.trustPolicy = storePrincipals(state, copyOf(checkPolicy(role.trustPolicy, 'trust')));
  }
  store.save();
};
