import { BootstraplessSynthesizer, Fn, type IStackSynthesizer, Stack, Validations } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { inspectorRoleName, MANAGER_ROLE_NAME } from '../functions/contract.ts';
import { defined } from '../functions/core/defined.ts';
import { type InspectorScope, inspectorPolicy, inspectorTrust } from './inspector-policies.ts';
import { type Hub, managerPolicy, managerTrust } from './manager-policies.ts';
import type { AwsAccount, PolicyJson } from './policy-templates.ts';

export interface AccountStackProps {
  /** @default the template fits every account, for StackSets */
  readonly env?: { readonly account: string; readonly region: string };
  readonly hub: Omit<Hub, 'partition'>;
  readonly scope: InspectorScope;
  /**
   * The ARNs of the operators that can inspect the account.
   * @default no inspector role is created
   */
  readonly operatorArns?: readonly string[];
  /**
   * The name of a policy in the account, not its ARN.
   * @default no permissions boundary
   */
  readonly permissionsBoundary?: string;
}

interface RoleProps {
  readonly name: string;
  readonly description: string;
  readonly trust: PolicyJson;
  readonly policyName: string;
  readonly policyIn: (account: AwsAccount) => PolicyJson;
}

/**
 * The resources of each participating account: the manager role, which only the reconcile function can assume, and the
 * inspector role, which the listed operators use to inspect the account.
 */
export class AccountStack extends Stack {
  constructor(scope: Construct, id: string, props: AccountStackProps) {
    super(scope, id, {
      ...defined({ env: props.env }),
      description: 'assume-bot: the role that grants and ends access to roles of this account',
      // No assets, so accounts need no bootstrap, and a StackSet can use the template unchanged.
      // (The types of the CDK do not compile under exactOptionalPropertyTypes.)
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
    });
    const { managerRoleName = MANAGER_ROLE_NAME } = props.scope;
    const { operatorArns = [], hub } = props;
    this.#createRole('Manager', props, {
      name: managerRoleName,
      description:
        'assume-bot edits trust policies and session guards through this role. Only its reconcile function can assume it.',
      trust: managerTrust({ ...hub, partition: this.partition }),
      policyName: 'edit-targets',
      policyIn: (account) => managerPolicy(props.scope, account),
    });
    if (operatorArns.length === 0) return;
    this.#createRole('Inspector', props, {
      name: inspectorRoleName(managerRoleName),
      description: 'Operators of assume-bot inspect its targets through this role. It is read-only.',
      trust: inspectorTrust({ arns: operatorArns, ...defined({ organizationId: hub.organizationId }) }),
      policyName: 'read-targets',
      policyIn: (account) => inspectorPolicy(props.scope, account),
    });
  }

  /** The plain CloudFormation resource, so that its documents stay identical to the policy templates. */
  #createRole(id: string, { env, permissionsBoundary }: AccountStackProps, props: RoleProps): void {
    const role = new CfnRole(this, id, {
      roleName: props.name,
      description: props.description,
      assumeRolePolicyDocument: props.trust,
      policies: [
        {
          policyName: props.policyName,
          policyDocument: props.policyIn({ partition: this.partition, accountId: this.account }),
        },
      ],
      maxSessionDuration: 3600,
      ...(permissionsBoundary !== undefined && {
        permissionsBoundary: Fn.sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/${permissionsBoundary}`),
      }),
    });
    const rendered = props.policyIn({ partition: '<AWS::Partition>', accountId: env?.account ?? '<AWS::AccountId>' });
    for (const resource of wildcardsOf(rendered)) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${resource}]`,
        reason: reasonFor(resource, id),
      });
    }
  }
}

/** The resources with a wildcard, in the format of cdk-nag. */
const wildcardsOf = ({ Statement }: PolicyJson): readonly string[] => [
  ...new Set(
    Statement.filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Resource }) => [Resource].flat())
      .filter((resource): resource is string => typeof resource === 'string' && resource.includes('*')),
  ),
];

const reasonFor = (resource: string, role: string): string => {
  if (resource === '*')
    return 'The action iam:GetAccountSummary does not support resources. It returns the quota of trust policies and none of their content.';
  return role === 'Inspector'
    ? 'Read-only: whether a role exists and is tagged, and the groups and attached policies of targets, which cannot be listed in advance.'
    : 'Only resources tagged assume-bot = managed, or users under one path. These change without a deployment.';
};
