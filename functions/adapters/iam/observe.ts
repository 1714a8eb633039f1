import {
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { IamFault } from '../../core/fault.ts';
import type { RoleArn, UserArn } from '../../core/names.ts';
import { accountOf, nameOf } from '../../core/names.ts';
import type { PolicyDocument } from '../../core/trust/documents.ts';
import type { ObservedIdentity, ObservedRole } from '../../core/trust/observed.ts';
import { GUARD_POLICY_NAME, identityPolicyName } from '../../core/trust/policy-names.ts';
import type { IamAccounts, IamCall } from './iam-accounts.ts';
import type { InlinePolicies } from './inline-policies.ts';
import { decodePolicy, readInlinePolicies } from './inline-policies.ts';
import type { Lane } from './lane.ts';
import { createLane } from './lane.ts';
import type { TrustQuota } from './trust-quota.ts';

const CALLS_AT_ONCE = 5;
/** IAM itself assumes an hour where a role says nothing. */
const DEFAULT_SESSION_SECONDS = 3_600;

/** Reads something of one role or user, in its own account; undefined when IAM does not have it. */
type Finder = <T>(action: string, call: IamCall<T>) => Promise<T | undefined>;

const finderOf =
  (accounts: IamAccounts, lane: Lane, arn: RoleArn | UserArn): Finder =>
  (action, call) =>
    lane(() => accounts.find(accountOf(arn), { action, resource: arn }, call));

const readTrust = async (
  find: Finder,
  role: RoleArn,
): Promise<{ trust: PolicyDocument; maxSessionSeconds: number }> => {
  const attempt = { action: 'iam:GetRole', resource: role };
  const found = await find('iam:GetRole', (iam) => iam.send(new GetRoleCommand({ RoleName: nameOf(role) })));
  const arn = found?.Role?.Arn;
  // Names are unique in an account whatever their path, but sts:AssumeRole wants the ARN to the letter.
  if (arn !== role) {
    throw new IamFault({
      kind: 'no_such_role',
      message: `iam:GetRole on ${role}: there is no such role${arn === undefined ? '' : `; one of that name is ${arn}`}`,
      fix:
        arn === undefined
          ? `create ${role}, or correct its ARN under "roles" in access.yaml`
          : `write ${arn} in access.yaml`,
      retryable: false,
      resource: role,
    });
  }
  return {
    trust: decodePolicy(found?.Role?.AssumeRolePolicyDocument, attempt),
    maxSessionSeconds: found?.Role?.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
  };
};

const readRolePolicies = (find: Finder, role: RoleArn): Promise<InlinePolicies | undefined> => {
  const RoleName = nameOf(role);
  return readInlinePolicies(
    GUARD_POLICY_NAME,
    (Marker) => find('iam:ListRolePolicies', (iam) => iam.send(new ListRolePoliciesCommand({ RoleName, Marker }))),
    async (PolicyName) => {
      const action = 'iam:GetRolePolicy';
      const found = await find(action, (iam) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })));
      return found && decodePolicy(found.PolicyDocument, { action, resource: role });
    },
  );
};

const readUserPolicies = (find: Finder, user: UserArn, role: RoleArn): Promise<InlinePolicies | undefined> => {
  const UserName = nameOf(user);
  return readInlinePolicies(
    identityPolicyName(role),
    (Marker) => find('iam:ListUserPolicies', (iam) => iam.send(new ListUserPoliciesCommand({ UserName, Marker }))),
    async (PolicyName) => {
      const action = 'iam:GetUserPolicy';
      const found = await find(action, (iam) => iam.send(new GetUserPolicyCommand({ UserName, PolicyName })));
      return found && decodePolicy(found.PolicyDocument, { action, resource: user });
    },
  );
};

/** Reads one role, and the person's side of the users named, a few calls at a time. */
export const createObserve =
  (accounts: IamAccounts, trustQuota: TrustQuota) =>
  async (role: RoleArn, users: readonly UserArn[]): Promise<ObservedRole> => {
    const lane = createLane(CALLS_AT_ONCE);
    const findOfRole = finderOf(accounts, lane, role);
    const identityOf = async (user: UserArn): Promise<readonly [UserArn, ObservedIdentity]> => {
      const policies = await readUserPolicies(finderOf(accounts, lane, user), user, role);
      return [user, policies === undefined ? { kind: 'gone' } : { kind: 'present', ...policies }];
    };

    const [{ trust, maxSessionSeconds }, inline, trustQuotaChars, identities] = await Promise.all([
      readTrust(findOfRole, role),
      readRolePolicies(findOfRole, role),
      lane(() => trustQuota(accountOf(role))),
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
