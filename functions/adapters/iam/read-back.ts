import type { ObservedRole, ObservedUser, RoleStep, UserStep } from '../../core/trust/observed.ts';
import { guardPolicyName, type Hub } from '../../core/trust/policy-names.ts';
import type { IamAccounts } from './iam-accounts.ts';
import { createLimiter } from './limiter.ts';
import { CALLS_AT_ONCE } from './observe.ts';
import { finderOf, readRolePolicy, readTrust, readUserPolicy } from './read.ts';

/** Reads again what some writes to a role were about: one call for each document. */
export const createReadBackRole =
  (accounts: IamAccounts, hub: Hub) =>
  async (seen: ObservedRole, written: readonly RoleStep[]): Promise<ObservedRole> => {
    const { roleArn: role } = seen;
    const find = finderOf(accounts, createLimiter(CALLS_AT_ONCE), role);
    const kinds = new Set(written.map(({ kind }) => kind));
    const isGuardWritten = kinds.has('put_guard') || kinds.has('delete_guard');
    const [trust, guard] = await Promise.all([
      kinds.has('put_trust') ? readTrust(find, role).then((read) => read.trust) : seen.trust,
      isGuardWritten ? readRolePolicy(find, role, guardPolicyName(hub)) : seen.guard,
    ]);
    const { guard: _, ...unguarded } = seen;
    return { ...unguarded, trust, ...(guard === undefined ? {} : { guard }) };
  };

/** Reads again the policies of a user that were written. */
export const createReadBackUser =
  (accounts: IamAccounts) =>
  async (seen: ObservedUser, written: readonly UserStep[]): Promise<ObservedUser> => {
    if (seen.kind === 'gone') return seen;
    const find = finderOf(accounts, createLimiter(CALLS_AT_ONCE), seen.userArn);
    const names = [...new Set(written.map(({ policyName }) => policyName))];
    const read = await Promise.all(
      names.map(async (name) => [name, await readUserPolicy(find, seen.userArn, name)] as const),
    );
    const untouched = Object.entries(seen.policies).filter(([name]) => !names.includes(name));
    const present = read.flatMap(([name, document]) => (document === undefined ? [] : [[name, document] as const]));
    return { ...seen, policies: Object.fromEntries([...untouched, ...present]) };
  };
