import type { RoleArn, UserArn } from '../../core/names.ts';
import { accountOf } from '../../core/names.ts';
import type { ObservedIdentity, ObservedRole, RoomSeen } from '../../core/trust/observed.ts';
import { identityPolicyName } from '../../core/trust/policy-names.ts';
import type { IamAccounts } from './iam-accounts.ts';
import { createLane } from './lane.ts';
import type { Finder } from './read.ts';
import {
  finderOf,
  isUser,
  readRolePolicies,
  readRolePolicy,
  readTrust,
  readUserPolicies,
  readUserPolicy,
} from './read.ts';
import type { TrustQuota } from './trust-quota.ts';

export const CALLS_AT_ONCE = 5;

const GONE: ObservedIdentity = { kind: 'gone' };

const readIdentity = async (find: Finder, user: UserArn, role: RoleArn): Promise<ObservedIdentity> => {
  const policies = await readUserPolicies(find, user, role);
  return policies === undefined ? GONE : { kind: 'present', ...policies };
};

/** IAM says the same of a user who is gone and of one without the policy, so that is asked where there is none. */
const readOurs = async (find: Finder, user: UserArn, role: RoleArn): Promise<ObservedIdentity> => {
  const ours = await readUserPolicy(find, user, identityPolicyName(role));
  if (ours !== undefined) return { kind: 'present', ours };
  return (await isUser(find, user)) ? { kind: 'present' } : GONE;
};

/** Reads one role, and the person's side of the users named, a few calls at a time. */
export const createObserve =
  (accounts: IamAccounts, trustQuota: TrustQuota) =>
  async (role: RoleArn, users: readonly UserArn[], room?: RoomSeen): Promise<ObservedRole> => {
    const lane = createLane(CALLS_AT_ONCE);
    const find = finderOf(accounts, lane, role);
    const readInline = async () => {
      if (room === undefined) return readRolePolicies(find, role);
      return { ours: await readRolePolicy(find, role), otherChars: room.foreignInlineChars };
    };
    const identityOf = async (user: UserArn): Promise<readonly [UserArn, ObservedIdentity]> => {
      const findOfUser = finderOf(accounts, lane, user);
      return [user, await (room === undefined ? readIdentity : readOurs)(findOfUser, user, role)];
    };

    const [{ trust, maxSessionSeconds }, inline, trustQuotaChars, identities] = await Promise.all([
      readTrust(find, role),
      readInline(),
      room?.trustQuotaChars ?? lane(() => trustQuota(accountOf(role))),
      Promise.all([...new Set(users)].map(identityOf)),
    ]);
    return {
      roleArn: role,
      trust,
      trustQuotaChars,
      maxSessionSeconds,
      ...(inline?.ours === undefined ? {} : { guard: inline.ours }),
      foreignInlineChars: inline?.otherChars ?? 0,
      identities: Object.fromEntries(identities),
    };
  };
