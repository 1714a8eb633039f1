import { BootstraplessSynthesizer, Fn, type IStackSynthesizer, Stack, Validations } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { inspectorRoleName, MANAGER_ROLE_NAME } from '../functions/contract.ts';
import { type InspectorScope, inspectorPolicy, inspectorTrust } from './inspector-policies.ts';
import { type Hub, managerPolicy, managerTrust } from './manager-policies.ts';
import type { Place, PolicyJson } from './policy-templates.ts';

export interface AccountStackProps {
  /** Left out for the template that StackSets deploy into many accounts. */
  readonly env?: { readonly account: string; readonly region: string };
  readonly hub: Omit<Hub, 'partition'>;
  readonly scope: InspectorScope;
  /** Who may look at the account, by ARN; without anybody there is no inspector role. */
  readonly operatorArns?: readonly string[];
  /** The name of a policy in the account, not its ARN. */
  readonly permissionsBoundary?: string;
}

interface RoleParts {
  readonly name: string;
  readonly description: string;
  readonly trust: PolicyJson;
  readonly policyName: string;
  readonly policyIn: (place: Place) => PolicyJson;
}

/**
 * What each account that takes part needs: the manager role, which the reconcile function alone can assume, and the
 * inspector role, through which the operators that are named look at it.
 */
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
    const { operatorArns = [], hub } = props;
    this.#makeRole('Manager', props, {
      name: managerRoleName,
      description:
        'assume-bot edits trust policies and session guards through this role; only its reconcile function can assume it',
      trust: managerTrust({ ...hub, partition: this.partition }),
      policyName: 'edit-targets',
      policyIn: (place) => managerPolicy(props.scope, place),
    });
    if (operatorArns.length === 0) return;
    const { organizationId } = hub;
    this.#makeRole('Inspector', props, {
      name: inspectorRoleName(managerRoleName),
      description: 'operators of assume-bot look at its targets through this role; it only reads',
      trust: inspectorTrust({ arns: operatorArns, ...(organizationId === undefined ? {} : { organizationId }) }),
      policyName: 'read-targets',
      policyIn: (place) => inspectorPolicy(props.scope, place),
    });
  }

  /** The plain resource: its documents stay what the policy templates say, to the letter. */
  #makeRole(id: string, { env, permissionsBoundary }: AccountStackProps, parts: RoleParts): void {
    const role = new CfnRole(this, id, {
      roleName: parts.name,
      description: parts.description,
      assumeRolePolicyDocument: parts.trust,
      policies: [
        {
          policyName: parts.policyName,
          policyDocument: parts.policyIn({ partition: this.partition, accountId: this.account }),
        },
      ],
      maxSessionDuration: 3600,
      ...(permissionsBoundary === undefined
        ? {}
        : {
            permissionsBoundary: Fn.sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/${permissionsBoundary}`),
          }),
    });
    const shown = parts.policyIn({ partition: '<AWS::Partition>', accountId: env?.account ?? '<AWS::AccountId>' });
    for (const resource of wildcardsOf(shown)) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${resource}]`,
        reason: reasonFor(resource, id),
      });
    }
  }
}

/** The resources with a wildcard, as cdk-nag writes them. */
const wildcardsOf = ({ Statement }: PolicyJson): readonly string[] => [
  ...new Set(
    Statement.filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Resource }) => [Resource].flat())
      .filter((resource): resource is string => typeof resource === 'string' && resource.includes('*')),
  ),
];

const reasonFor = (resource: string, role: string): string => {
  if (resource === '*')
    return 'The one call iam:GetAccountSummary knows no resources; it tells the quota of trust policies and nothing of what they say.';
  return role === 'Inspector'
    ? 'It only reads: whether a role is there and tagged, and what the groups and attached policies of targets say, which nobody can list beforehand.'
    : 'Only what carries the tag assume-bot = managed, or users under one path: who they are changes without a deploy.';
};
