import { IamFault } from '../../functions/core/fault.ts';
import { sha256 } from '../../functions/core/hash.ts';
import { type AccountId, accountOf, nameOf, type RoleArn, type UserArn } from '../../functions/core/names.ts';
import { type PolicyDocument, policyChars, type Statement } from '../../functions/core/trust/documents.ts';
import {
  type KnownQuotas,
  type ObservedRole,
  type ObservedUser,
  ROLE_INLINE_QUOTA_CHARS,
  type RoleStep,
  type Step,
  USER_INLINE_QUOTA_CHARS,
  type UserStep,
} from '../../functions/core/trust/observed.ts';
import {
  accessPolicyName,
  DEFAULT_HUB,
  guardPolicyName,
  type Hub,
  isGuardOfAnotherHub,
  isOurUserPolicy,
} from '../../functions/core/trust/policy-names.ts';
import type { Iam } from '../../functions/usecases/ports.ts';
import { createFaults, type Faults, withFaults } from './faults.ts';

type Documents = Readonly<Record<string, PolicyDocument>>;

export interface RoleOfWorld {
  readonly arn: RoleArn;
  readonly trust: PolicyDocument;
  /** Default: 3,600. */
  readonly maxSessionSeconds?: number;
  /** Policies by name. */
  readonly inlinePolicies?: Documents;
}

export interface UserOfWorld {
  /** With the spelling that IAM stores. */
  readonly arn: UserArn;
  /** Policies by name. */
  readonly inlinePolicies?: Documents;
}

/** The roles and users of IAM at the start of a test. */
export interface IamSeed {
  readonly roles: readonly RoleOfWorld[];
  readonly users: readonly UserOfWorld[];
  /** Default: 2,048. */
  readonly trustQuotaChars?: number;
}

/** The calls of the port: the methods that read, and the kind of a step. */
export type IamCallKind = Exclude<keyof Iam, 'through' | 'apply'> | Step['kind'];
const READS: readonly IamCallKind[] = ['observeRole', 'observeUser', 'readBackRole', 'readBackUser'];

/** The port over maps. Tests can inspect it, change it outside the bot, and inject faults. */
export interface MemoryIam extends Iam {
  trust(role: RoleArn): PolicyDocument | undefined;
  /** All inline policies by name, including those of the bot. */
  rolePolicies(role: RoleArn): Documents;
  userPolicies(user: UserArn): Documents;
  /** The session guard of the bot on a role. */
  guard(role: RoleArn): PolicyDocument | undefined;
  /** The packed policy of the bot on a user. */
  access(user: UserArn): PolicyDocument | undefined;

  /** Adds the roles and users that do not exist yet. */
  add(more: Partial<Pick<IamSeed, 'roles' | 'users'>>): void;
  editTrust(role: RoleArn, trust: PolicyDocument): void;
  /** Writes an inline policy; null deletes it. */
  editRolePolicy(role: RoleArn, name: string, document: PolicyDocument | null): void;
  editUserPolicy(user: UserArn, name: string, document: PolicyDocument | null): void;
  setMaxSession(role: RoleArn, seconds: number): void;
  removeRole(role: RoleArn): void;
  removeUser(user: UserArn): void;

  /** Hides later writes to a role or a user, for some reads or until the returned function is called. */
  delayReads(arn: RoleArn | UserArn, reads?: number): () => void;
  /** Makes all calls in one account fail until null is passed. */
  failIn(account: AccountId, error: IamFault | null): void;
  /** Removes an account from the catalog, so that it is reachable only through the manager role with this name. */
  unlist(account: AccountId, managerRoleName: string): void;

  /** All calls so far, in order. */
  calls(): readonly IamCallKind[];
  /** The names of the manager roles that were used; undefined for those of the catalog. */
  managers(): readonly (string | undefined)[];
  readonly faults: Faults<IamCallKind>;
}

type Role = { trust: PolicyDocument; maxSessionSeconds: number; policies: Map<string, PolicyDocument> };
type User = { readonly arn: UserArn; policies: Map<string, PolicyDocument> };

/** Names are unique within an account regardless of path, and lookups ignore case. */
const userKey = (arn: UserArn): string => `${accountOf(arn)}/${nameOf(arn).toLowerCase()}`;

const copy = <T>(value: T): T => structuredClone(value);
const sumOf = (policies: ReadonlyMap<string, PolicyDocument>, isLeftOut: (name: string) => boolean): number =>
  [...policies].reduce((sum, [name, document]) => sum + (isLeftOut(name) ? 0 : policyChars(document)), 0);

const refusal = (kind: IamFault['kind'], resource: string, message: string, fix: string): IamFault =>
  new IamFault({ kind, message, fix, retryable: false, resource });
const noRole = (role: RoleArn): IamFault => refusal('no_such_role', role, `there is no role ${role}`, `create ${role}`);
const noUser = (user: UserArn): IamFault => refusal('no_such_user', user, `there is no user ${user}`, `create ${user}`);

const awsPrincipals = (statement: Statement): readonly string[] => {
  const { AWS } = (statement.Principal ?? {}) as { AWS?: string | readonly string[] };
  return [AWS ?? []].flat();
};

/** The unique ID that IAM shows instead of a deleted user or role. */
const deletedId = (arn: RoleArn | UserArn): string =>
  `${arn.includes(':user/') ? 'AIDA' : 'AROA'}${sha256(arn).slice(0, 17).toUpperCase()}`;

/** IAM over maps, for tests of use cases: the same refusals, quotas and principal checks as the real one. */
export const createMemoryIam = (seed: IamSeed, hub: Hub = DEFAULT_HUB): MemoryIam => {
  const trustQuotaChars = seed.trustQuotaChars ?? 2_048;
  const roles = new Map<RoleArn, Role>();
  const users = new Map<string, User>();
  const managers: (string | undefined)[] = [];
  const delayed = new Map<string, { readonly shown: Role | User | undefined; left: number }>();
  const failing = new Map<AccountId, IamFault>();
  const unlisted = new Map<AccountId, string>();
  const begun: IamCallKind[] = [];
  const faults = createFaults<IamCallKind>((kind) => !READS.includes(kind));
  const guardName = guardPolicyName(hub);
  const isGuard = (name: string): boolean => name === guardName;

  const roleOf = (arn: RoleArn): Role => {
    const role = roles.get(arn);
    if (role === undefined) throw noRole(arn);
    return role;
  };
  const userOf = (arn: UserArn): User => {
    const user = users.get(userKey(arn));
    if (user === undefined) throw noUser(arn);
    return user;
  };
  const isDead = (principal: string): boolean =>
    /^A(IDA|ROA)/.test(principal) ||
    (/:(user|role)\//.test(principal) &&
      !roles.has(principal as RoleArn) &&
      users.get(userKey(principal as UserArn))?.arn !== principal);

  const add: MemoryIam['add'] = (more) => {
    for (const { arn, trust, maxSessionSeconds = 3_600, inlinePolicies = {} } of more.roles ?? []) {
      if (roles.has(arn)) continue;
      roles.set(arn, {
        trust: copy(trust),
        maxSessionSeconds,
        policies: new Map(Object.entries(copy(inlinePolicies))),
      });
    }
    for (const { arn, inlinePolicies = {} } of more.users ?? []) {
      if (!users.has(userKey(arn)))
        users.set(userKey(arn), { arn, policies: new Map(Object.entries(copy(inlinePolicies))) });
    }
  };

  const bury = (arn: RoleArn | UserArn): void => {
    for (const role of roles.values())
      role.trust = JSON.parse(JSON.stringify(role.trust).replaceAll(`"${arn}"`, `"${deletedId(arn)}"`));
  };

  const putTrust = (arn: RoleArn, document: PolicyDocument): void => {
    const role = roleOf(arn);
    const dead = document.Statement.flatMap((statement) =>
      awsPrincipals(statement)
        .filter(isDead)
        .map((principal) => `"${principal}" from statement "${statement.Sid}"`),
    );
    if (dead.length > 0)
      throw refusal('dead_principal', arn, `Invalid principal in policy: ${dead}`, `remove the principal ${dead}`);
    const chars = policyChars(document);
    if (chars > trustQuotaChars)
      throw refusal('quota', arn, `Cannot exceed quota for ACLSizePerRole: ${trustQuotaChars}`, `${chars} characters`);
    role.trust = copy(document);
  };

  const putInline = (
    arn: RoleArn | UserArn,
    policies: Map<string, PolicyDocument>,
    name: string,
    document: PolicyDocument,
  ): void => {
    const quota = arn.includes(':user/') ? USER_INLINE_QUOTA_CHARS : ROLE_INLINE_QUOTA_CHARS;
    const chars = sumOf(policies, (other) => other === name) + policyChars(document);
    if (chars > quota)
      throw refusal('quota', arn, `Maximum policy size of ${quota} bytes exceeded`, `${chars} characters`);
    policies.set(name, copy(document));
  };

  const take = (step: Step): void => {
    switch (step.kind) {
      case 'put_guard':
        putInline(step.roleArn, roleOf(step.roleArn).policies, guardName, step.document);
        return;
      case 'put_trust':
        putTrust(step.roleArn, step.document);
        return;
      case 'put_user_policy':
        putInline(step.userArn, userOf(step.userArn).policies, step.policyName, step.document);
        return;
      case 'delete_guard':
        roles.get(step.roleArn)?.policies.delete(guardName);
        return;
      case 'delete_user_policy':
        users.get(userKey(step.userArn))?.policies.delete(step.policyName);
        return;
      default:
        step satisfies never;
    }
  };

  /** The current state, or the state that a delay shows. */
  const visible = <Entity extends Role | User>(key: string, current: Entity | undefined): Entity | undefined => {
    const delay = delayed.get(key);
    if (delay === undefined || delay.left <= 0) return current;
    delay.left -= 1;
    return delay.shown as Entity | undefined;
  };

  const readRole = (arn: RoleArn, known?: KnownQuotas): ObservedRole => {
    const { trust, maxSessionSeconds, policies } = visible(arn, roleOf(arn)) ?? roleOf(arn);
    const guard = policies.get(guardName);
    const others = [...policies.keys()].filter((name) => isGuardOfAnotherHub(name, hub)).toSorted();
    return copy({
      roleArn: arn,
      trust,
      trustQuotaChars: known?.trustQuotaChars ?? trustQuotaChars,
      maxSessionSeconds,
      ...(guard === undefined ? {} : { guard }),
      foreignInlineChars: known?.foreignInlineChars ?? sumOf(policies, isGuard),
      otherHubGuards: known === undefined ? others : [],
    });
  };

  const readUser = (arn: UserArn): ObservedUser => {
    const user = visible(userKey(arn), users.get(userKey(arn)));
    if (user === undefined) return { kind: 'gone', userArn: arn };
    const isOurs = (name: string): boolean => isOurUserPolicy(name, hub);
    return copy({
      kind: 'present',
      userArn: arn,
      userName: nameOf(user.arn),
      policies: Object.fromEntries([...user.policies].filter(([name]) => isOurs(name))),
      otherChars: sumOf(user.policies, isOurs),
    });
  };

  const readRoleAgain = (seen: ObservedRole, written: readonly RoleStep[]): ObservedRole => {
    const kinds = new Set(written.map(({ kind }) => kind));
    const { guard: before, ...unguarded } = seen;
    const { guard: after, trust } = readRole(seen.roleArn, seen);
    const guard = kinds.has('put_guard') || kinds.has('delete_guard') ? after : before;
    return {
      ...unguarded,
      trust: kinds.has('put_trust') ? trust : seen.trust,
      ...(guard === undefined ? {} : { guard }),
    };
  };

  const readUserAgain = (seen: ObservedUser, written: readonly UserStep[]): ObservedUser => {
    const now = readUser(seen.userArn);
    if (seen.kind === 'gone' || now.kind === 'gone') return seen;
    const names = written.map(({ policyName }) => policyName);
    const own = (policies: Documents, isTaken: boolean) =>
      Object.entries(policies).filter(([name]) => names.includes(name) === isTaken);
    return { ...seen, policies: Object.fromEntries([...own(seen.policies, false), ...own(now.policies, true)]) };
  };

  const edit = (policies: Map<string, PolicyDocument>, name: string, document: PolicyDocument | null): void => {
    if (document === null) policies.delete(name);
    else policies.set(name, copy(document));
  };

  const refuseUnreachable = (arn: RoleArn | UserArn, formerManager: string | undefined): void => {
    const account = accountOf(arn);
    const fault = failing.get(account);
    if (fault !== undefined) throw fault;
    const manager = unlisted.get(account);
    if (manager !== undefined && manager !== formerManager)
      throw refusal('manager_unreachable', arn, `account ${account} is not in the catalog`, `add ${account}`);
  };

  const port = (formerManager: string | undefined): Iam => {
    const reached = async <T>(arn: RoleArn | UserArn, effect: () => T): Promise<T> => {
      refuseUnreachable(arn, formerManager);
      return effect();
    };
    const calls: Omit<Iam, 'through'> = {
      observeRole: (role, known) => reached(role, () => readRole(role, known)),
      observeUser: (user) => reached(user, () => readUser(user)),
      readBackRole: (seen, written) => reached(seen.roleArn, () => readRoleAgain(seen, written)),
      readBackUser: (seen, written) => reached(seen.userArn, () => readUserAgain(seen, written)),
      apply: (step) => reached('userArn' in step ? step.userArn : step.roleArn, () => take(step)),
    };
    const kindOf = (method: keyof typeof calls, [step]: readonly unknown[]): IamCallKind =>
      method === 'apply' ? (step as Step).kind : method;
    const through = (name: string | undefined): Iam => {
      managers.push(name);
      return port(name);
    };
    const around: typeof faults.around = (kind, args, effect) => {
      begun.push(kind);
      return faults.around(kind, args, effect);
    };
    return { ...withFaults(calls, { around }, kindOf), through };
  };

  add(seed);
  return {
    ...port(undefined),
    trust: (role) => copy(roles.get(role)?.trust),
    rolePolicies: (role) => copy(Object.fromEntries(roles.get(role)?.policies ?? [])),
    userPolicies: (user) => copy(Object.fromEntries(users.get(userKey(user))?.policies ?? [])),
    guard: (role) => copy(roles.get(role)?.policies.get(guardName)),
    access: (user) => copy(users.get(userKey(user))?.policies.get(accessPolicyName(hub))),
    add,
    editTrust: (role, trust) => {
      roleOf(role).trust = copy(trust);
    },
    editRolePolicy: (role, name, document) => edit(roleOf(role).policies, name, document),
    editUserPolicy: (user, name, document) => edit(userOf(user).policies, name, document),
    setMaxSession: (role, seconds) => {
      roleOf(role).maxSessionSeconds = seconds;
    },
    removeRole: (role) => {
      roles.delete(role);
      bury(role);
    },
    removeUser: (user) => {
      users.delete(userKey(user));
      bury(user);
    },
    failIn: (account, error) => {
      if (error === null) failing.delete(account);
      else failing.set(account, error);
    },
    unlist: (account, managerRoleName) => {
      unlisted.set(account, managerRoleName);
    },
    delayReads: (arn, reads = Number.POSITIVE_INFINITY) => {
      const [key, current] = arn.includes(':user/')
        ? [userKey(arn as UserArn), users.get(userKey(arn as UserArn))]
        : [arn, roles.get(arn as RoleArn)];
      delayed.set(key, { shown: copy(current), left: reads });
      return () => void delayed.delete(key);
    },
    calls: () => [...begun],
    managers: () => [...managers],
    faults,
  };
};
