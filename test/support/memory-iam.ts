import { IamFault } from '../../functions/core/fault.ts';
import { sha256 } from '../../functions/core/hash.ts';
import type { RoleArn, UserArn } from '../../functions/core/names.ts';
import type { PolicyDocument, Statement } from '../../functions/core/trust/documents.ts';
import { policyChars } from '../../functions/core/trust/documents.ts';
import type { KnownQuotas, ObservedRole, ObservedUser, Step } from '../../functions/core/trust/observed.ts';
import { ROLE_INLINE_QUOTA_CHARS, USER_INLINE_QUOTA_CHARS } from '../../functions/core/trust/observed.ts';
import {
  accessPolicyName,
  DEFAULT_HUB,
  guardPolicyName,
  isGuardOfAnotherHub,
  isOurUserPolicy,
} from '../../functions/core/trust/policy-names.ts';
import type { Iam } from '../../functions/usecases/ports.ts';
import type { BreakPoints } from './break-points.ts';
import { createBreakPoints } from './break-points.ts';

type Documents = Readonly<Record<string, PolicyDocument>>;

export interface RoleOfWorld {
  readonly arn: RoleArn;
  readonly trust: PolicyDocument;
  /** Default 3,600. */
  readonly maxSessionSeconds?: number;
  /** By their names. */
  readonly inlinePolicies?: Documents;
}

export interface UserOfWorld {
  readonly arn: UserArn;
  /** By their names. */
  readonly inlinePolicies?: Documents;
}

/** What stands in IAM before a test begins. */
export interface IamSeed {
  readonly roles: readonly RoleOfWorld[];
  readonly users: readonly UserOfWorld[];
  /** Default 2,048. */
  readonly trustQuotaChars?: number;
}

/** The calls of the port, by name: reading, or the kind of a step. */
export type IamCallKind = 'observeRole' | 'observeUser' | 'readBackRole' | 'readBackUser' | Step['kind'];

const GUARD = guardPolicyName(DEFAULT_HUB);
const ACCESS = accessPolicyName(DEFAULT_HUB);

/** The port over maps, with what a test looks at, what others may do, and trouble to order. */
export interface MemoryIam extends Iam {
  trust(role: RoleArn): PolicyDocument | undefined;
  /** Inline policies by their names, ours among them. */
  rolePolicies(role: RoleArn): Documents;
  userPolicies(user: UserArn): Documents;
  /** Our session guard on a role. */
  guard(role: RoleArn): PolicyDocument | undefined;
  /** Our policy on a user, for all roles. */
  access(user: UserArn): PolicyDocument | undefined;

  /** Adds what is missing, as somebody else would. */
  add(more: Partial<Pick<IamSeed, 'roles' | 'users'>>): void;
  editTrust(role: RoleArn, trust: PolicyDocument): void;
  /** Writes an inline policy; null deletes it. */
  editRolePolicy(role: RoleArn, name: string, document: PolicyDocument | null): void;
  editUserPolicy(user: UserArn, name: string, document: PolicyDocument | null): void;
  removeRole(role: RoleArn): void;
  removeUser(user: UserArn): void;

  /** Every call that was begun, in order. */
  calls(): readonly IamCallKind[];
  /** Throws at the n-th write (or at the calls named), before or after it took effect. */
  readonly breakPoints: BreakPoints<IamCallKind>;
}

type Entity = { trust: PolicyDocument; maxSessionSeconds: number; policies: Map<string, PolicyDocument> };
type Person = { policies: Map<string, PolicyDocument> };

const copy = <T>(value: T): T => structuredClone(value);
const sumOf = (policies: ReadonlyMap<string, PolicyDocument>, except: string): number =>
  [...policies].reduce((sum, [name, document]) => sum + (name === except ? 0 : policyChars(document)), 0);

const refusal = (kind: IamFault['kind'], resource: string, message: string, fix: string): IamFault =>
  new IamFault({ kind, message, fix, retryable: false, resource });
const noRole = (role: RoleArn): IamFault => refusal('no_such_role', role, `there is no role ${role}`, `create ${role}`);
const noUser = (user: UserArn): IamFault => refusal('no_such_user', user, `there is no user ${user}`, `create ${user}`);

const awsPrincipals = (statement: Statement): readonly string[] => {
  const { AWS } = (statement.Principal ?? {}) as { AWS?: string | readonly string[] };
  return [AWS ?? []].flat();
};

/** What IAM shows in place of a user or role that was deleted. */
const deletedId = (arn: RoleArn | UserArn): string =>
  `${arn.includes(':user/') ? 'AIDA' : 'AROA'}${sha256(arn).slice(0, 17).toUpperCase()}`;

/** IAM over maps, for tests of use cases: the same refusals, quotas and principal checks as the real one. */
export const createMemoryIam = (seed: IamSeed): MemoryIam => {
  const trustQuotaChars = seed.trustQuotaChars ?? 2_048;
  const roles = new Map<RoleArn, Entity>();
  const users = new Map<UserArn, Person>();
  const begun: IamCallKind[] = [];
  const breakPoints = createBreakPoints<IamCallKind>((kind) => !/^(observe|readBack)/.test(kind));

  const roleOf = (arn: RoleArn): Entity => {
    const role = roles.get(arn);
    if (role === undefined) throw noRole(arn);
    return role;
  };
  const userOf = (arn: UserArn): Person => {
    const user = users.get(arn);
    if (user === undefined) throw noUser(arn);
    return user;
  };
  const isDead = (principal: string): boolean =>
    /^A(IDA|ROA)/.test(principal) ||
    (/:(user|role)\//.test(principal) && !roles.has(principal as RoleArn) && !users.has(principal as UserArn));

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
      if (!users.has(arn)) users.set(arn, { policies: new Map(Object.entries(copy(inlinePolicies))) });
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
    const chars = sumOf(policies, name) + policyChars(document);
    if (chars > quota)
      throw refusal('quota', arn, `Maximum policy size of ${quota} bytes exceeded`, `${chars} characters`);
    policies.set(name, copy(document));
  };

  const take = (step: Step): void => {
    switch (step.kind) {
      case 'put_guard':
        putInline(step.roleArn, roleOf(step.roleArn).policies, GUARD, step.document);
        return;
      case 'put_trust':
        putTrust(step.roleArn, step.document);
        return;
      case 'put_user_policy':
        putInline(step.userArn, userOf(step.userArn).policies, step.policyName, step.document);
        return;
      case 'delete_guard':
        roles.get(step.roleArn)?.policies.delete(GUARD);
        return;
      case 'delete_user_policy':
        users.get(step.userArn)?.policies.delete(step.policyName);
        return;
      default:
        step satisfies never;
    }
  };

  const read = (arn: RoleArn, known?: KnownQuotas): ObservedRole => {
    const { trust, maxSessionSeconds, policies } = roleOf(arn);
    const guard = policies.get(GUARD);
    return copy({
      roleArn: arn,
      trust,
      trustQuotaChars: known?.trustQuotaChars ?? trustQuotaChars,
      maxSessionSeconds,
      ...(guard === undefined ? {} : { guard }),
      foreignInlineChars: known?.foreignInlineChars ?? sumOf(policies, GUARD),
      otherHubGuards: [...policies.keys()].filter((name) => isGuardOfAnotherHub(name, DEFAULT_HUB)),
    });
  };

  const readUser = (userArn: UserArn): ObservedUser => {
    const person = users.get(userArn);
    if (person === undefined) return { kind: 'gone', userArn };
    const all = [...person.policies];
    const isOurs = ([name]: readonly [string, PolicyDocument]) => isOurUserPolicy(name, DEFAULT_HUB);
    const others = all.filter((policy) => !isOurs(policy));
    return copy({
      kind: 'present',
      userArn,
      userName: userArn.slice(userArn.lastIndexOf('/') + 1),
      policies: Object.fromEntries(all.filter(isOurs)),
      otherChars: others.reduce((sum, [, document]) => sum + policyChars(document), 0),
    });
  };

  const edit = (policies: Map<string, PolicyDocument>, name: string, document: PolicyDocument | null): void => {
    if (document === null) policies.delete(name);
    else policies.set(name, copy(document));
  };

  const call = async <T>(kind: IamCallKind, effect: () => T): Promise<T> => {
    begun.push(kind);
    return breakPoints.around(kind, effect);
  };

  add(seed);
  return {
    observeRole: (role, known) => call('observeRole', () => read(role, known)),
    observeUser: (user) => call('observeUser', () => readUser(user)),
    readBackRole: (seen) => call('readBackRole', () => read(seen.roleArn, seen)),
    readBackUser: ({ userArn }) => call('readBackUser', () => readUser(userArn)),
    apply: (step) => call(step.kind, () => take(step)),
    trust: (role) => copy(roles.get(role)?.trust),
    rolePolicies: (role) => copy(Object.fromEntries(roles.get(role)?.policies ?? [])),
    userPolicies: (user) => copy(Object.fromEntries(users.get(user)?.policies ?? [])),
    guard: (role) => copy(roles.get(role)?.policies.get(GUARD)),
    access: (user) => copy(users.get(user)?.policies.get(ACCESS)),
    add,
    editTrust: (role, trust) => {
      roleOf(role).trust = copy(trust);
    },
    editRolePolicy: (role, name, document) => edit(roleOf(role).policies, name, document),
    editUserPolicy: (user, name, document) => edit(userOf(user).policies, name, document),
    removeRole: (role) => {
      roles.delete(role);
      bury(role);
    },
    removeUser: (user) => {
      users.delete(user);
      bury(user);
    },
    calls: () => [...begun],
    breakPoints,
  };
};
