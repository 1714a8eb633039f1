import type { RoleSeed } from '@assume-bot/local-aws/seed-types';
import { EXTERNAL_ID, lambdaRoleArn } from './names.ts';
import { allow, policy } from './policy.ts';
import type { StackCatalog } from './stack-catalog.ts';

/** The role through which the bot changes one account, as in the account stack. */
export const manager = (accountId: string, name: string): RoleSeed => ({
  name,
  trustPolicy: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: [lambdaRoleArn('reconcile'), lambdaRoleArn('operator')] },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
      },
    ],
  },
  inlinePolicies: {
    work: policy(
      allow(
        [
          'iam:GetRole',
          'iam:UpdateAssumeRolePolicy',
          'iam:ListRolePolicies',
          'iam:GetRolePolicy',
          'iam:PutRolePolicy',
          'iam:DeleteRolePolicy',
        ],
        `arn:aws:iam::${accountId}:role/*`,
      ),
      allow(
        ['iam:GetUser', 'iam:ListUserPolicies', 'iam:GetUserPolicy', 'iam:PutUserPolicy', 'iam:DeleteUserPolicy'],
        `arn:aws:iam::${accountId}:user/*`,
      ),
      allow(['iam:GetAccountSummary'], '*'),
    ),
  },
});

const inspectorName = (managerName: string): string => `${managerName.replace(/-manager$/, '')}-inspector`;

/** The inspector role of a manager role, named by the same rule as in account stacks. */
export const inspectorArn = ({ id, managerRoleName }: StackCatalog['accounts'][number]): string =>
  `arn:aws:iam::${id}:role/${inspectorName(managerRoleName)}`;

/** The role through which an operator reads one account, as in account stacks with an operator. */
export const inspector = (accountId: string, managerName: string): RoleSeed => ({
  name: inspectorName(managerName),
  trustPolicy: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: lambdaRoleArn('operator') }, Action: 'sts:AssumeRole' }],
  },
  inlinePolicies: {
    work: policy(
      allow(
        ['iam:GetRole', 'iam:ListRolePolicies', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies'],
        `arn:aws:iam::${accountId}:role/*`,
      ),
      allow(
        [
          'iam:GetUser',
          'iam:ListUserPolicies',
          'iam:GetUserPolicy',
          'iam:ListAttachedUserPolicies',
          'iam:ListGroupsForUser',
          'iam:ListMFADevices',
        ],
        `arn:aws:iam::${accountId}:user/*`,
      ),
      allow(
        ['iam:GetPolicy', 'iam:GetPolicyVersion'],
        [`arn:aws:iam::${accountId}:policy/*`, 'arn:aws:iam::aws:policy/*'],
      ),
      allow(['iam:GetAccountSummary'], '*'),
    ),
  },
});
