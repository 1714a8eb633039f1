import {
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { IamFault } from '../../core/fault.ts';
import { nameOf, type RoleArn, type UserArn } from '../../core/names.ts';
import type { PolicyDocument } from '../../core/trust/documents.ts';
import type { IamAccounts, IamCall } from './iam-accounts.ts';
import { decodePolicy, type InlinePolicies, readInlinePolicies } from './inline-policies.ts';
import type { Limiter } from './limiter.ts';

/** The default of IAM. */
const DEFAULT_SESSION_SECONDS = 3_600;

/** Makes a call for one role or user in its account; undefined if it does not exist. */
export type Finder = <T>(action: string, call: IamCall<T>) => Promise<T | undefined>;

/** A finder for one role or user whose calls go through a limiter. */
export const finderOf =
  (accounts: IamAccounts, limiter: Limiter, arn: RoleArn | UserArn): Finder =>
  (action, call) =>
    limiter(() => accounts.find({ action, resource: arn }, call));

/** The trust policy and maximum session duration of a role. Throws IamFault `no_such_role`. */
export const readTrust = async (
  find: Finder,
  role: RoleArn,
): Promise<{ trust: PolicyDocument; maxSessionSeconds: number }> => {
  const attempt = { action: 'iam:GetRole', resource: role };
  const found = await find('iam:GetRole', (iam) => iam.send(new GetRoleCommand({ RoleName: nameOf(role) })));
  const arn = found?.Role?.Arn;
  // Names are unique in an account regardless of their path, but sts:AssumeRole requires the exact ARN.
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

/** One inline policy of a role. */
export const readRolePolicy = async (
  find: Finder,
  role: RoleArn,
  PolicyName: string,
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

/** The name of a user with the case of IAM; undefined if the user does not exist. */
export const readUserName = async (find: Finder, user: UserArn): Promise<string | undefined> => {
  const found = await find('iam:GetUser', (iam) => iam.send(new GetUserCommand({ UserName: nameOf(user) })));
  return found?.User?.UserName;
};

/** All inline policies of a role. */
export const readRolePolicies = (find: Finder, role: RoleArn): Promise<InlinePolicies | undefined> =>
  readInlinePolicies(
    (Marker) =>
      find('iam:ListRolePolicies', (iam) => iam.send(new ListRolePoliciesCommand({ RoleName: nameOf(role), Marker }))),
    (name) => readRolePolicy(find, role, name),
  );

/** All inline policies of a user. */
export const readUserPolicies = (find: Finder, user: UserArn): Promise<InlinePolicies | undefined> =>
  readInlinePolicies(
    (Marker) =>
      find('iam:ListUserPolicies', (iam) => iam.send(new ListUserPoliciesCommand({ UserName: nameOf(user), Marker }))),
    (name) => readUserPolicy(find, user, name),
  );
