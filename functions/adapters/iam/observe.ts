import type { RoleArn, UserArn } from '../../core/names.ts';
import { policyChars } from '../../core/trust/documents.ts';
import type { KnownQuotas, ObservedRole, ObservedUser } from '../../core/trust/observed.ts';
import { guardPolicyName, type Hub, isGuardOfAnotherHub, isOurUserPolicy } from '../../core/trust/policy-names.ts';
import type { IamAccounts } from './iam-accounts.ts';
import type { InlinePolicies } from './inline-policies.ts';
import { createLimiter } from './limiter.ts';
import {
  type Finder,
  finderOf,
  readRolePolicies,
  readRolePolicy,
  readTrust,
  readUserName,
  readUserPolicies,
} from './read.ts';
import type { TrustQuota } from './trust-quota.ts';

export const CALLS_AT_ONCE = 5;

type InlineOfRole = Pick<ObservedRole, 'guard' | 'foreignInlineChars' | 'otherHubGuards'>;

const withGuard = (guard: ObservedRole['guard']) => (guard === undefined ? {} : { guard });
const charsOf = (policies: InlinePolicies, isCounted: (name: string) => boolean): number =>
  [...policies].reduce((sum, [name, document]) => sum + (isCounted(name) ? policyChars(document) : 0), 0);

const readAllInline = async (find: Finder, role: RoleArn, hub: Hub): Promise<InlineOfRole> => {
  const policies: InlinePolicies = (await readRolePolicies(find, role)) ?? new Map();
  const own = guardPolicyName(hub);
  return {
    ...withGuard(policies.get(own)),
    foreignInlineChars: charsOf(policies, (name) => name !== own),
    otherHubGuards: [...policies.keys()].filter((name) => isGuardOfAnotherHub(name, hub)).toSorted(),
  };
};

/** Reads one role, a few calls at a time. Where the quotas are known, other inline policies are not read. */
export const createObserveRole =
  (accounts: IamAccounts, trustQuota: TrustQuota, hub: Hub) =>
  async (role: RoleArn, known?: KnownQuotas): Promise<ObservedRole> => {
    const limiter = createLimiter(CALLS_AT_ONCE);
    const find = finderOf(accounts, limiter, role);
    const readInline = async (): Promise<InlineOfRole> => {
      if (known === undefined) return readAllInline(find, role, hub);
      const guard = await readRolePolicy(find, role, guardPolicyName(hub));
      return { ...withGuard(guard), foreignInlineChars: known.foreignInlineChars, otherHubGuards: [] };
    };
    const [{ trust, maxSessionSeconds }, inline, trustQuotaChars] = await Promise.all([
      readTrust(find, role),
      readInline(),
      known?.trustQuotaChars ?? limiter(() => trustQuota(role)),
    ]);
    return { roleArn: role, trust, trustQuotaChars, maxSessionSeconds, ...inline };
  };

/** Reads our policies of one user, and the size of the others, a few calls at a time. */
export const createObserveUser =
  (accounts: IamAccounts, hub: Hub) =>
  async (user: UserArn): Promise<ObservedUser> => {
    const find = finderOf(accounts, createLimiter(CALLS_AT_ONCE), user);
    const [userName, policies] = await Promise.all([readUserName(find, user), readUserPolicies(find, user)]);
    if (userName === undefined || policies === undefined) return { kind: 'gone', userArn: user };
    const isOurs = (name: string): boolean => isOurUserPolicy(name, hub);
    return {
      kind: 'present',
      userArn: user,
      userName,
      policies: Object.fromEntries([...policies].filter(([name]) => isOurs(name))),
      otherChars: charsOf(policies, (name) => !isOurs(name)),
    };
  };
