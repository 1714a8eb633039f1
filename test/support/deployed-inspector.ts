import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import type { LocalAws } from '@assume-bot/local-aws/types';
import { inspectorPolicy, inspectorTrust } from '../../lib/inspector-policies.ts';
import { inspectorArn } from '../../local/stack/access-roles.ts';
import { lambdaRoleArn } from '../../local/stack/names.ts';
import type { StackCatalog } from '../../local/stack/stack-catalog.ts';

/** Puts the policies of the account stack on the inspector roles of a local AWS. */
export const deployInspectors = (
  aws: LocalAws,
  accounts: StackCatalog['accounts'],
  targets: readonly {
    readonly id: string;
    readonly otherUserArns: readonly string[];
    readonly userArns: readonly string[];
  }[],
): void => {
  for (const account of accounts) {
    const { userArns = [], otherUserArns = [] } = targets.find(({ id }) => id === account.id) ?? {};
    const scope = {
      roles: { kind: 'tagged' },
      users: { kind: 'listed', arns: userArns },
      managerRoleName: account.managerRoleName,
      otherUserArns,
    } as const;
    aws.editRole(inspectorArn(account), {
      trustPolicy: inspectorTrust({ arns: [lambdaRoleArn('operator')] }) as unknown as PolicyDocument,
      inlinePolicies: {
        work: null,
        deployed: inspectorPolicy(scope, { partition: 'aws', accountId: account.id }) as unknown as PolicyDocument,
      },
    });
  }
};
