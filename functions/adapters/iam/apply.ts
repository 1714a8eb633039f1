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

/** IAM counts no blanks, and none are sent. */
const textOf = (document: PolicyDocument): string => JSON.stringify(document);

/** Makes one write, in the account of the role or of the user. */
export const createApply =
  (accounts: IamAccounts, hub: Hub) =>
  async (step: Step): Promise<void> => {
    switch (step.kind) {
      case 'put_guard': {
        const { roleArn: resource, document } = step;
        const policy = {
          RoleName: nameOf(resource),
          PolicyName: guardPolicyName(hub),
          PolicyDocument: textOf(document),
        };
        await accounts.call({ action: 'iam:PutRolePolicy', resource, document }, (iam) =>
          iam.send(new PutRolePolicyCommand(policy)),
        );
        return;
      }
      case 'put_trust': {
        const { roleArn: resource, document } = step;
        const trust = { RoleName: nameOf(resource), PolicyDocument: textOf(document) };
        await accounts.call({ action: 'iam:UpdateAssumeRolePolicy', resource, document }, (iam) =>
          iam.send(new UpdateAssumeRolePolicyCommand(trust)),
        );
        return;
      }
      case 'delete_guard': {
        const { roleArn: resource } = step;
        const policy = { RoleName: nameOf(resource), PolicyName: guardPolicyName(hub) };
        await accounts.find({ action: 'iam:DeleteRolePolicy', resource }, (iam) =>
          iam.send(new DeleteRolePolicyCommand(policy)),
        );
        return;
      }
      case 'put_user_policy': {
        const { userArn: resource, policyName: PolicyName, document } = step;
        const policy = { UserName: nameOf(resource), PolicyName, PolicyDocument: textOf(document) };
        await accounts.call({ action: 'iam:PutUserPolicy', resource, document }, (iam) =>
          iam.send(new PutUserPolicyCommand(policy)),
        );
        return;
      }
      case 'delete_user_policy': {
        const { userArn: resource, policyName: PolicyName } = step;
        await accounts.find({ action: 'iam:DeleteUserPolicy', resource }, (iam) =>
          iam.send(new DeleteUserPolicyCommand({ UserName: nameOf(resource), PolicyName })),
        );
        return;
      }
      default:
        step satisfies never;
    }
  };
