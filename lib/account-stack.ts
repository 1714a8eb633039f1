import { BootstraplessSynthesizer, Fn, type IStackSynthesizer, Stack, Validations } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { MANAGER_ROLE_NAME } from '../functions/contract.ts';
import { type Hub, type ManagerScope, managerPolicy, managerTrust } from './manager-policies.ts';

export interface AccountStackProps {
  /** Left out for the template that StackSets deploy into many accounts. */
  readonly env?: { readonly account: string; readonly region: string };
  readonly hub: Omit<Hub, 'partition'>;
  readonly scope: ManagerScope;
  /** The name of a policy in the account, not its ARN. */
  readonly permissionsBoundary?: string;
}

/** What each account that takes part needs: the manager role, which the reconcile function alone can assume. */
export class AccountStack extends Stack {
  constructor(scope: Construct, id: string, props: AccountStackProps) {
    super(scope, id, {
      ...(props.env === undefined ? {} : { env: props.env }),
      description: 'assume-bot: the role through which access to roles of this account is granted and ended',
      // No assets, so no account has to be bootstrapped, and the template works in a StackSet as it stands.
      // (The CDK's own types do not hold under exactOptionalPropertyTypes.)
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
    });
    const { managerRoleName = MANAGER_ROLE_NAME } = props.scope;
    // The plain resource: its documents stay what lib/manager-policies.ts says, to the letter.
    const role = new CfnRole(this, 'Manager', {
      roleName: managerRoleName,
      description:
        'assume-bot edits trust policies and session guards through this role; only its reconcile function can assume it',
      assumeRolePolicyDocument: managerTrust({ ...props.hub, partition: this.partition }),
      policies: [
        {
          policyName: 'edit-targets',
          policyDocument: managerPolicy(props.scope, { partition: this.partition, accountId: this.account }),
        },
      ],
      maxSessionDuration: 3600,
      ...(props.permissionsBoundary === undefined
        ? {}
        : {
            permissionsBoundary: Fn.sub(
              `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/${props.permissionsBoundary}`,
            ),
          }),
    });
    for (const resource of wildcardsOf(props)) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${resource}]`,
        reason: reasonFor(resource),
      });
    }
  }
}

/** The resources with a wildcard, as cdk-nag writes them. */
const wildcardsOf = ({ scope, env }: AccountStackProps): readonly string[] => {
  const place = { partition: '<AWS::Partition>', accountId: env?.account ?? '<AWS::AccountId>' };
  return managerPolicy(scope, place)
    .Statement.filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Resource }) => [Resource].flat())
    .filter((resource): resource is string => typeof resource === 'string' && resource.includes('*'));
};

const reasonFor = (resource: string): string =>
  resource === '*'
    ? 'The one call iam:GetAccountSummary knows no resources; it tells the quota of trust policies and nothing of what they say.'
    : 'Only what carries the tag assume-bot = managed, or users under one path: who they are changes without a deploy.';
