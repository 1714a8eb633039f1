import { Fn, type IStackSynthesizer, LegacyStackSynthesizer, Stack, Validations } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { inspectorRoleName, MANAGER_ROLE_NAME } from '../functions/contract.ts';
import { defined } from '../functions/core/defined.ts';
import { splitPolicy } from './iam-sizes.ts';
import { type InspectorScope, inspectorPolicy, inspectorTrust } from './inspector-policies.ts';
import { type Hub, managerPolicy, managerTrust, targetsPolicyName } from './manager-policies.ts';
import type { PolicyJson } from './policy-templates.ts';

export interface AccountStackProps {
  /** @default the template fits every account, for StackSets */
  readonly env?: { readonly account: string; readonly region: string };
  readonly hub: Hub;
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
  readonly policy: PolicyJson;
  readonly boundary: string | undefined;
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
      // Deploys with the credentials of the call and sends the template with it, so the account needs no bootstrap. The other
      // synthesizers without assets either use roles or the bucket of a bootstrap. A StackSet can use the template unchanged.
      // (The types of the CDK do not compile under exactOptionalPropertyTypes.)
      synthesizer: new LegacyStackSynthesizer() as IStackSynthesizer,
      // Lists of ARNs would be longer than the limit of an inline template only because of their indentation.
      suppressTemplateIndentation: true,
    });
    const { managerRoleName = MANAGER_ROLE_NAME } = props.scope;
    const { operatorArns = [], hub, permissionsBoundary: boundary } = props;
    const account = { partition: hub.partition, accountId: this.account };
    this.#createRole('Manager', {
      name: managerRoleName,
      description:
        'assume-bot edits trust policies and session guards through this role. Only its reconcile function can assume it.',
      trust: managerTrust(hub),
      policyName: 'edit-targets',
      policy: managerPolicy(props.scope, account),
      boundary,
    });
    if (operatorArns.length === 0) return;
    this.#createRole('Inspector', {
      name: inspectorRoleName(managerRoleName),
      description: 'Operators of assume-bot inspect its targets through this role. It is read-only.',
      trust: inspectorTrust({ arns: operatorArns, ...defined({ organizationId: hub.organizationId }) }),
      policyName: 'read-targets',
      policy: inspectorPolicy(props.scope, account),
      boundary,
    });
  }

  /** The plain CloudFormation resources, so that their documents stay identical to the policy templates. */
  #createRole(id: 'Manager' | 'Inspector', props: RoleProps): void {
    const split = splitPolicy(props.policy);
    if (split.kind === 'tooLarge')
      throw new Error(`the policies of ${props.name} need ${split.size} characters, and ${split.limit} fit`);
    const managed = split.policy.managed.map((document, index) => {
      const policy = new CfnManagedPolicy(this, `${id}Targets${index + 1}`, {
        managedPolicyName: targetsPolicyName(props.name, index + 1),
        description: `assume-bot: a part of the targets of ${props.name}`,
        policyDocument: document,
      });
      acknowledgeWildcards(policy, document, id);
      return policy.ref;
    });
    const role = new CfnRole(this, id, {
      roleName: props.name,
      description: props.description,
      assumeRolePolicyDocument: props.trust,
      policies: [{ policyName: props.policyName, policyDocument: split.policy.inline }],
      maxSessionDuration: 3600,
      ...(managed.length > 0 && { managedPolicyArns: managed }),
      ...(props.boundary !== undefined && {
        permissionsBoundary: Fn.sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/${props.boundary}`),
      }),
    });
    acknowledgeWildcards(role, split.policy.inline, id);
  }
}

/** Acknowledges the resources with a wildcard, in the format of cdk-nag. */
const acknowledgeWildcards = (resource: CfnRole | CfnManagedPolicy, { Statement }: PolicyJson, role: string): void => {
  const wildcards = Statement.filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Resource }) => [Resource].flat())
    .filter((one): one is string => typeof one === 'string' && one.includes('*'));
  for (const wildcard of new Set(wildcards)) {
    Validations.of(resource).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${wildcard.replaceAll(resource.stack.account, accountIn(resource.stack))}]`,
      reason: reasonFor(wildcard, role),
    });
  }
};

const accountIn = ({ account }: Stack): string => (/^\d{12}$/.test(account) ? account : '<AWS::AccountId>');

const reasonFor = (resource: string, role: string): string => {
  if (resource === '*')
    return 'The action iam:GetAccountSummary does not support resources. It returns the quota of trust policies and none of their content.';
  return role === 'Inspector'
    ? 'Read-only: whether a role exists and is tagged, and the groups and attached policies of targets, which cannot be listed in advance.'
    : 'Only resources tagged assume-bot = managed, or roles and users under one path. These change without a deployment.';
};
