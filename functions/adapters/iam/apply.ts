import {
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { accountOf, nameOf } from '../../core/names.ts';
import type { PolicyDocument } from '../../core/trust/documents.ts';
import type { Step } from '../../core/trust/observed.ts';
import { GUARD_POLICY_NAME, identityPolicyName } from '../../core/trust/policy-names.ts';
import type { IamAccounts, IamCall } from './iam-accounts.ts';

/** IAM counts no blanks, and none are sent. */
const textOf = (document: PolicyDocument): string => JSON.stringify(document);

/** Makes one write, in the account of the role or of the user. */
export const createApply =
  (accounts: IamAccounts) =>
  async (step: Step): Promise<void> => {
    const RoleName = nameOf(step.roleArn);
    const write = (action: string, document: PolicyDocument, call: IamCall<unknown>) => {
      const resource = step.kind === 'put_identity' ? step.userArn : step.roleArn;
      return accounts.call(accountOf(resource), { action, resource, document }, call);
    };

    switch (step.kind) {
      case 'put_guard':
        await write('iam:PutRolePolicy', step.document, (iam) =>
          iam.send(
            new PutRolePolicyCommand({
              RoleName,
              PolicyName: GUARD_POLICY_NAME,
              PolicyDocument: textOf(step.document),
            }),
          ),
        );
        return;
      case 'put_trust':
        await write('iam:UpdateAssumeRolePolicy', step.document, (iam) =>
          iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: textOf(step.document) })),
        );
        return;
      case 'put_identity':
        await write('iam:PutUserPolicy', step.document, (iam) =>
          iam.send(
            new PutUserPolicyCommand({
              UserName: nameOf(step.userArn),
              PolicyName: identityPolicyName(step.roleArn),
              PolicyDocument: textOf(step.document),
            }),
          ),
        );
        return;
      case 'delete_guard':
        await accounts.find(
          accountOf(step.roleArn),
          { action: 'iam:DeleteRolePolicy', resource: step.roleArn },
          (iam) => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: GUARD_POLICY_NAME })),
        );
        return;
      case 'delete_identity':
        await accounts.find(
          accountOf(step.userArn),
          { action: 'iam:DeleteUserPolicy', resource: step.userArn },
          (iam) =>
            iam.send(
              new DeleteUserPolicyCommand({
                UserName: nameOf(step.userArn),
                PolicyName: identityPolicyName(step.roleArn),
              }),
            ),
        );
        return;
      default:
        step satisfies never;
    }
  };
