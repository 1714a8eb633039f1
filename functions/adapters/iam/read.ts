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
import { GUARD_POLICY_NAME, identityPolicyName } from '../../core/trust/policy-names.ts';
import type { IamAccounts, IamCall } from './iam-accounts.ts';
import type { InlinePolicies } from './inline-policies.ts';
import { decodePolicy, readInlinePolicies } from './inline-policies.ts';
import type { Lane } from './lane.ts';

/** IAM itself assumes an hour where a role says nothing. */
const DEFAULT_SESSION_SECONDS = 3_600;

/** Reads something of one role or user, in its own account; undefined when IAM does not have it. */
export type Finder = <T>(action: string, call: IamCall<T>) => Promise<T | undefined>;

/** A finder for one role or user whose calls wait their turn in a lane. */
export const finderOf =
  (accounts: IamAccounts, lane: Lane, arn: RoleArn | UserArn): Finder =>
  (action, call) =>
    lane(() => accounts.find(accountOf(arn), { action, resource: arn }, call));

/** The trust policy of a role and how long its sessions can be. Throws IamFault `no_such_role`. */
export const readTrust = async (
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

/** One inline policy of a role, our guard unless named otherwise. */
export const readRolePolicy = async (
  find: Finder,
  role: RoleArn,
  PolicyName = GUARD_POLICY_NAME,
): Promise<PolicyDocument | undefined> => {
  const action = 'iam:GetRolePolicy';
  const found = await find(action, (iam) => iam.send(new GetRolePolicyCommand({ RoleName: nameOf(role), PolicyName })));
  return found && decodePolicy(found.PolicyDocument, { action, resource: role });
};

/** One inline policy of a user. */
export const readUserPolicy = async (
  find: Finder,
  user: UserArn,
  PolicyName: string,
): Promise<PolicyDocument | undefined> => {
  const action = 'iam:GetUserPolicy';
  const found = await find(action, (iam) => iam.send(new GetUserPolicyCommand({ UserName: nameOf(user), PolicyName })));
  return found && decodePolicy(found.PolicyDocument, { action, resource: user });
};

const listUserPolicies = (find: Finder, user: UserArn, Marker?: string) =>
  find('iam:ListUserPolicies', (iam) =>
    iam.send(new ListUserPoliciesCommand({ UserName: nameOf(user), ...(Marker === undefined ? {} : { Marker }) })),
  );

/** Whether IAM has a user at all. */
export const isUser = async (find: Finder, user: UserArn): Promise<boolean> =>
  (await listUserPolicies(find, user)) !== undefined;

/** All inline policies of a role. */
export const readRolePolicies = (find: Finder, role: RoleArn): Promise<InlinePolicies | undefined> =>
  readInlinePolicies(
    GUARD_POLICY_NAME,
    (Marker) =>
      find('iam:ListRolePolicies', (iam) => iam.send(new ListRolePoliciesCommand({ RoleName: nameOf(role), Marker }))),
    (name) => readRolePolicy(find, role, name),
  );

/** All inline policies of a user. */
export const readUserPolicies = (find: Finder, user: UserArn, role: RoleArn): Promise<InlinePolicies | undefined> =>
  readInlinePolicies(
    identityPolicyName(role),
    (Marker) => listUserPolicies(find, user, Marker),
    (name) => readUserPolicy(find, user, name),
  );
