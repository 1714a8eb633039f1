import type { PolicyDocument } from '../policy/document.ts';
import { findManagedPolicy } from '../world/lookup.ts';
import { encodedDocument, found, type IamCall, type IamOperation, requireAllowed } from './iam-call.ts';
import { MANAGED_POLICY_SIZE, quotasOf } from './quotas.ts';

/** The creation date of AWS managed policies is not known, so a fixed date is used. */
const POLICY_DATE = new Date('2015-02-06T18:40:00Z');

const managedPolicy = (call: IamCall): { readonly arn: string; readonly document: PolicyDocument } => {
  const arn = call.params.required('PolicyArn');
  requireAllowed(call, arn, `policy ${arn}`);
  const document = findManagedPolicy(call.store.state, arn);
  return { arn, document: found(document, `Policy ${arn} was not found.`) };
};

const getPolicy: IamOperation = (call) => {
  const { arn } = managedPolicy(call);
  const attachments = [...Object.values(call.account.roles), ...Object.values(call.account.users)].filter((entity) =>
    entity.attachedPolicies.includes(arn),
  );
  return {
    Policy: {
      PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
      PolicyId: `ANPA${Buffer.from(arn).toString('hex').toUpperCase().slice(-17)}`,
      Arn: arn,
      Path: arn.slice(arn.indexOf('/'), arn.lastIndexOf('/') + 1),
      DefaultVersionId: 'v1',
      AttachmentCount: attachments.length,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: POLICY_DATE,
      UpdateDate: POLICY_DATE,
    },
  };
};

const getPolicyVersion: IamOperation = (call) => {
  const { arn, document } = managedPolicy(call);
  const version = call.params.required('VersionId');
  found(version === 'v1' || undefined, `Policy ${arn} version ${version} does not exist or is not attachable.`);
  return {
    PolicyVersion: {
      Document: encodedDocument(document),
      VersionId: 'v1',
      IsDefaultVersion: true,
      CreateDate: POLICY_DATE,
    },
  };
};

const getAccountSummary: IamOperation = (call) => {
  requireAllowed(call, '*', '*');
  const quotas = quotasOf(call.account);
  const summary: Readonly<Record<string, number>> = {
    Users: Object.keys(call.account.users).length,
    UsersQuota: 5000,
    Roles: Object.keys(call.account.roles).length,
    RolesQuota: 1000,
    AssumeRolePolicySizeQuota: quotas.assumeRolePolicySize,
    UserPolicySizeQuota: quotas.userPolicySize,
    GroupPolicySizeQuota: 5120,
    AccessKeysPerUserQuota: 2,
    AttachedPoliciesPerRoleQuota: 10,
    AttachedPoliciesPerUserQuota: 10,
    PolicySizeQuota: MANAGED_POLICY_SIZE,
  };
  const entries = Object.entries(summary).map(([key, value]) => ({ key, value }));
  return { SummaryMap: { entry: { flat: entries } } };
};

/** The operations on managed policies, and the account summary. */
export const accountOperations: Readonly<Record<string, IamOperation>> = {
  GetPolicy: getPolicy,
  GetPolicyVersion: getPolicyVersion,
  GetAccountSummary: getAccountSummary,
};
