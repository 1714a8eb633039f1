import { defined } from '../../core/defined.ts';
import type { RoleArn, UserArn } from '../../core/names.ts';
import { policyChars } from '../../core/trust/documents.ts';
import type { KnownQuotas, ObservedRole, ObservedUser, RoleStep, UserStep } from '../../core/trust/observed.ts';
import { guardPolicyName, type Hub, isGuardOfAnotherHub, isOurUserPolicy } from '../../core/trust/policy-names.ts';
import type { IamAccounts } from './iam-accounts.ts';
import { createLimiter } from './limiter.ts';
import {
  type Find,
  findFor,
  type InlinePolicies,
  inlineOfRole,
  inlineOfUser,
  readPolicies,
  readTrust,
  readUserName,
} from './read.ts';
import type { TrustQuota } from './trust-quota.ts';

const CALLS_AT_ONCE = 5;

type InlineOfRole = Pick<ObservedRole, 'guard' | 'foreignInlineChars' | 'otherHubGuards'>;

/** Sends a few calls at a time. */
const gentlyFindFor = (accounts: IamAccounts, arn: RoleArn | UserArn): Find =>
  findFor(accounts, arn, createLimiter(CALLS_AT_ONCE));

const charsOf = (policies: InlinePolicies, isCounted: (name: string) => boolean): number =>
  [...policies].reduce((sum, [name, document]) => sum + (isCounted(name) ? policyChars(document) : 0), 0);

const readAllInline = async (find: Find, role: RoleArn, hub: Hub): Promise<InlineOfRole> => {
  const inline = inlineOfRole(find, role);
  const policies = await readPolicies(inline, (await inline.names()) ?? []);
  const own = guardPolicyName(hub);
  return {
    ...defined({ guard: policies.get(own) }),
    foreignInlineChars: charsOf(policies, (name) => name !== own),
    otherHubGuards: [...policies.keys()].filter((name) => isGuardOfAnotherHub(name, hub)).toSorted(),
  };
};

/** Reads one role, a few calls at a time. Where the quotas are known, other inline policies are not read. */
export const createObserveRole =
  (accounts: IamAccounts, trustQuota: TrustQuota, hub: Hub) =>
  async (role: RoleArn, known?: KnownQuotas): Promise<ObservedRole> => {
    const limiter = createLimiter(CALLS_AT_ONCE);
    const find = findFor(accounts, role, limiter);
    const readInline = async (): Promise<InlineOfRole> => {
      if (known === undefined) return readAllInline(find, role, hub);
      const guard = await inlineOfRole(find, role).policy(guardPolicyName(hub));
      return { ...defined({ guard }), foreignInlineChars: known.foreignInlineChars, otherHubGuards: [] };
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
    const find = gentlyFindFor(accounts, user);
    const inline = inlineOfUser(find, user);
    const [userName, names] = await Promise.all([readUserName(find, user), inline.names()]);
    if (userName === undefined || names === undefined) return { kind: 'gone', userArn: user };
    const policies = await readPolicies(inline, names);
    const isOurs = (name: string): boolean => isOurUserPolicy(name, hub);
    return {
      kind: 'present',
      userArn: user,
      userName,
      policies: Object.fromEntries([...policies].filter(([name]) => isOurs(name))),
      otherChars: charsOf(policies, (name) => !isOurs(name)),
    };
  };

/** Reads the documents of a role that were written: one call for each. */
export const createReadBackRole =
  (accounts: IamAccounts, hub: Hub) =>
  async (seen: ObservedRole, written: readonly RoleStep[]): Promise<ObservedRole> => {
    const { roleArn: role } = seen;
    const find = gentlyFindFor(accounts, role);
    const kinds = new Set(written.map(({ kind }) => kind));
    const isGuardWritten = kinds.has('put_guard') || kinds.has('delete_guard');
    const [trust, guard] = await Promise.all([
      kinds.has('put_trust') ? readTrust(find, role).then((read) => read.trust) : seen.trust,
      isGuardWritten ? inlineOfRole(find, role).policy(guardPolicyName(hub)) : seen.guard,
    ]);
    const { guard: _, ...unguarded } = seen;
    return { ...unguarded, trust, ...defined({ guard }) };
  };

/** Reads the policies of a user that were written. */
export const createReadBackUser =
  (accounts: IamAccounts) =>
  async (seen: ObservedUser, written: readonly UserStep[]): Promise<ObservedUser> => {
    if (seen.kind === 'gone') return seen;
    const names = [...new Set(written.map(({ policyName }) => policyName))];
    const read = await readPolicies(inlineOfUser(gentlyFindFor(accounts, seen.userArn), seen.userArn), names);
    const untouched = Object.entries(seen.policies).filter(([name]) => !names.includes(name));
    return { ...seen, policies: Object.fromEntries([...untouched, ...read]) };
  };
