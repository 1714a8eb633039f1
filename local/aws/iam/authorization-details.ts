import type { PolicyDocument } from '../policy/document.ts';
import { roleArn, userArn } from '../world/lookup.ts';
import { showPrincipals } from '../world/trust-principals.ts';
import { encodedDocument, type IamOperation, page, requireAllowed } from './iam-call.ts';

const inlineList = (policies: Readonly<Record<string, PolicyDocument>>) =>
  Object.entries(policies).map(([PolicyName, document]) => ({ PolicyName, PolicyDocument: encodedDocument(document) }));

const attachedList = (arns: readonly string[]) =>
  arns.map((PolicyArn) => ({ PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1), PolicyArn }));

/** All users and roles of the account with their policies. Source: IAM API Reference, GetAccountAuthorizationDetails. */
const getAccountAuthorizationDetails: IamOperation = (call) => {
  call.params.only(['Filter', 'MaxItems', 'Marker']);
  requireAllowed(call, '*', '*');
  const wanted = call.params.list('Filter').flatMap(({ value }) => value ?? []);
  const isWanted = (kind: string): boolean => wanted.length === 0 || wanted.includes(kind);
  const { users, roles } = call.account;
  const all = [
    ...Object.values(users).map((user) => ({ kind: 'User' as const, user })),
    ...Object.values(roles).map((role) => ({ kind: 'Role' as const, role })),
  ].filter(({ kind }) => isWanted(kind));
  const { entries, rest } = page(call, all);
  return {
    UserDetailList: entries.flatMap((entry) =>
      entry.kind === 'Role'
        ? []
        : [
            {
              Path: entry.user.path,
              UserName: entry.user.name,
              UserId: entry.user.id,
              Arn: userArn(call.account, entry.user),
              CreateDate: new Date(entry.user.createdAt),
              UserPolicyList: inlineList(entry.user.inlinePolicies),
              GroupList: [],
              AttachedManagedPolicies: attachedList(entry.user.attachedPolicies),
            },
          ],
    ),
    RoleDetailList: entries.flatMap((entry) =>
      entry.kind === 'User'
        ? []
        : [
            {
              Path: entry.role.path,
              RoleName: entry.role.name,
              RoleId: entry.role.id,
              Arn: roleArn(call.account, entry.role),
              CreateDate: new Date(entry.role.createdAt),
              AssumeRolePolicyDocument: encodedDocument(showPrincipals(call.store.state, entry.role.trustPolicy)),
              InstanceProfileList: [],
              RolePolicyList: inlineList(entry.role.inlinePolicies),
              AttachedManagedPolicies: attachedList(entry.role.attachedPolicies),
            },
          ],
    ),
    GroupDetailList: [],
    Policies: [],
    ...rest,
  };
};

/** The listing of a whole account. */
export const authorizationDetailsOperations: Readonly<Record<string, IamOperation>> = {
  GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
};
