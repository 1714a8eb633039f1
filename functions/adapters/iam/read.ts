import {
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-iam';
import { IamFault } from '../../core/fault.ts';
import { nameOf, type RoleArn, type UserArn } from '../../core/names.ts';
import { type PolicyDocument, parsePolicy } from '../../core/trust/documents.ts';
import { type Attempt, toIamFault } from './faults.ts';
import type { IamAccounts, IamCommand } from './iam-accounts.ts';
import type { Limiter } from './limiter.ts';

/** The default of IAM. */
export const DEFAULT_SESSION_SECONDS = 3_600;

/** Sends a command to the account of one role or user. Returns undefined if it does not exist. */
export type Find = <Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  action: string,
  command: IamCommand<Input, Output>,
) => Promise<Output | undefined>;

/** Finds in the account of one role or user, through a limiter if there is one. */
export const findFor =
  (accounts: IamAccounts, arn: RoleArn | UserArn, limiter: Limiter = (call) => call()): Find =>
  (action, command) =>
    limiter(() => accounts.find({ action, resource: arn }, command));

/** A page of a list of IAM. */
export interface Page {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** All pages of a list; undefined if its owner does not exist. */
export const pages = async <Listed extends Page>(
  read: (marker: string | undefined) => Promise<Listed | undefined>,
): Promise<readonly Listed[] | undefined> => {
  const found: Listed[] = [];
  let marker: string | undefined;
  do {
    const page = await read(marker);
    if (page === undefined) return undefined;
    found.push(page);
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker !== undefined);
  return found;
};

/** Decodes a policy, which IAM returns URL-encoded. Throws IamFault `malformed` if it cannot be parsed. */
export const decodePolicy = (encoded: string | undefined, attempt: Attempt): PolicyDocument => {
  try {
    return parsePolicy(decodeURIComponent(encoded ?? ''));
  } catch (error) {
    const unreadable = new Error('the policy in the answer cannot be read', { cause: error });
    unreadable.name = 'MalformedPolicyDocument';
    throw toIamFault(unreadable, attempt);
  }
};

/** The trust policy and maximum session duration of a role. Throws IamFault `no_such_role`. */
export const readTrust = async (
  find: Find,
  role: RoleArn,
): Promise<{ trust: PolicyDocument; maxSessionSeconds: number }> => {
  const found = (await find('iam:GetRole', new GetRoleCommand({ RoleName: nameOf(role) })))?.Role;
  const arn = found?.Arn;
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
    trust: decodePolicy(found?.AssumeRolePolicyDocument, { action: 'iam:GetRole', resource: role }),
    maxSessionSeconds: found?.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
  };
};

/** The name of a user with the case of IAM; undefined if the user does not exist. */
export const readUserName = async (find: Find, user: UserArn): Promise<string | undefined> =>
  (await find('iam:GetUser', new GetUserCommand({ UserName: nameOf(user) })))?.User?.UserName;

/** The inline policies of one role, user or group, by name. */
export type InlinePolicies = ReadonlyMap<string, PolicyDocument>;

export interface InlineReader {
  /** Undefined if the role, user or group does not exist. */
  readonly names: () => Promise<readonly string[] | undefined>;
  readonly policy: (name: string) => Promise<PolicyDocument | undefined>;
}

export const inlineReader = (
  list: (marker: string | undefined) => Promise<(Page & { readonly PolicyNames: string[] | undefined }) | undefined>,
  get: (name: string) => Promise<{ readonly PolicyDocument: string | undefined } | undefined>,
  attempt: Attempt,
): InlineReader => ({
  names: async () => (await pages(list))?.flatMap(({ PolicyNames = [] }) => PolicyNames),
  policy: async (name) => {
    const found = await get(name);
    return found && decodePolicy(found.PolicyDocument, attempt);
  },
});

export const inlineOfRole = (find: Find, role: RoleArn): InlineReader => {
  const RoleName = nameOf(role);
  return inlineReader(
    (Marker) => find('iam:ListRolePolicies', new ListRolePoliciesCommand({ RoleName, Marker })),
    (PolicyName) => find('iam:GetRolePolicy', new GetRolePolicyCommand({ RoleName, PolicyName })),
    { action: 'iam:GetRolePolicy', resource: role },
  );
};

export const inlineOfUser = (find: Find, user: UserArn): InlineReader => {
  const UserName = nameOf(user);
  return inlineReader(
    (Marker) => find('iam:ListUserPolicies', new ListUserPoliciesCommand({ UserName, Marker })),
    (PolicyName) => find('iam:GetUserPolicy', new GetUserPolicyCommand({ UserName, PolicyName })),
    { action: 'iam:GetUserPolicy', resource: user },
  );
};

/** Reads inline policies, without those that were deleted after they were listed. */
export const readPolicies = async ({ policy }: InlineReader, names: readonly string[]): Promise<InlinePolicies> => {
  const found = await Promise.all(names.map(async (name) => [name, await policy(name)] as const));
  return new Map(found.flatMap(([name, document]) => (document === undefined ? [] : [[name, document]])));
};
