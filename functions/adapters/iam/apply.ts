import {
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { nameOf } from '../../core/names.ts';
import type { PolicyDocument } from '../../core/trust/documents.ts';
import type { Step } from '../../core/trust/observed.ts';
import { guardPolicyName, type Hub } from '../../core/trust/policy-names.ts';
import type { IamAccounts } from './iam-accounts.ts';

/** IAM does not count whitespace, and JSON.stringify writes none. */
const textOf = (document: PolicyDocument): string => JSON.stringify(document);

/** Makes one write, in the account of the role or user. */
export const createApply = ({ call, find }: IamAccounts, hub: Hub) => {
  const write = (step: Step): Promise<unknown> => {
    switch (step.kind) {
      case 'put_guard': {
        const { roleArn: resource, document } = step;
        const policy = {
          RoleName: nameOf(resource),
          PolicyName: guardPolicyName(hub),
          PolicyDocument: textOf(document),
        };
        return call({ action: 'iam:PutRolePolicy', resource, document }, new PutRolePolicyCommand(policy));
      }
      case 'put_trust': {
        const { roleArn: resource, document } = step;
        const trust = { RoleName: nameOf(resource), PolicyDocument: textOf(document) };
        return call(
          { action: 'iam:UpdateAssumeRolePolicy', resource, document },
          new UpdateAssumeRolePolicyCommand(trust),
        );
      }
      case 'delete_guard': {
        const { roleArn: resource } = step;
        const policy = { RoleName: nameOf(resource), PolicyName: guardPolicyName(hub) };
        return find({ action: 'iam:DeleteRolePolicy', resource }, new DeleteRolePolicyCommand(policy));
      }
      case 'put_user_policy': {
        const { userArn: resource, policyName: PolicyName, document } = step;
        const policy = { UserName: nameOf(resource), PolicyName, PolicyDocument: textOf(document) };
        return call({ action: 'iam:PutUserPolicy', resource, document }, new PutUserPolicyCommand(policy));
      }
      case 'delete_user_policy': {
        const { userArn: resource, policyName: PolicyName } = step;
        const policy = { UserName: nameOf(resource), PolicyName };
        return find({ action: 'iam:DeleteUserPolicy', resource }, new DeleteUserPolicyCommand(policy));
      }
      default:
        return step satisfies never;
    }
  };

  return async (step: Step): Promise<void> => {
    await write(step);
  };
};
