import { inspectorRoleName, MANAGER_ROLE_NAME } from '../functions/contract.ts';
import { defined } from '../functions/core/defined.ts';
import type { ManagerScope } from './manager-policies.ts';
import { type AwsAccount, orElse, type PolicyJson, render, roleArn, scopeOf } from './policy-templates.ts';

export interface InspectorScope extends ManagerScope {
  /** IAM users of the catalog that the bot does not write to. The inspector role only reads them. */
  readonly otherUserArns: readonly string[];
}

/** The exact ARNs of the IAM users and roles that can assume inspector roles. */
export interface Operators {
  readonly arns: readonly string[];
  readonly organizationId?: string;
}

/** The read access that `doctor` and `plan` need in an account. All other actions are denied. */
export const inspectorPolicy = (scope: InspectorScope, account: AwsAccount): PolicyJson => {
  const managerName = scope.managerRoleName ?? MANAGER_ROLE_NAME;
  const manager = roleArn(account, managerName);
  // Reading the inspector role itself reveals nothing.
  const itself = roleArn(account, inspectorRoleName(managerName));
  const { partition, accountId } = account;
  return render('inspector', {
    ...scopeOf(scope.roles, account, 'role', itself),
    ...scopeOf(scope.users, account, 'user', itself),
    // Without this permission, a role without the tag looks like a role that does not exist.
    seen_role_arns: [scope.roles.kind === 'tagged' ? roleArn(account, '*') : manager],
    other_user_arns: orElse(scope.otherUserArns, itself),
    group_arns: `arn:${partition}:iam::${accountId}:group/*`,
    policy_arns: [`arn:${partition}:iam::${accountId}:policy/*`, `arn:${partition}:iam::aws:policy/*`],
  });
};

const rootOf = (arn: string): string => arn.replace(/:(user|role)\/.*$/, ':root');

/**
 * Whether a trust policy with the default quota of 2,048 characters fits these operators and the roots of their accounts.
 * The Terraform module checks the same.
 */
export const operatorsFit = (arns: readonly string[]): boolean =>
  JSON.stringify(arns).length + JSON.stringify([...new Set(arns.map(rootOf))]).length <= 1_750;

/**
 * The listed operators can assume an inspector role, by exact ARN. The principals are the roots of their accounts, because IAM
 * refuses every later write of a policy that names a deleted principal.
 */
export const inspectorTrust = ({ arns, organizationId }: Operators): PolicyJson =>
  render('inspector-trust', {
    root_arns: [...new Set(arns.map(rootOf))],
    caller: {
      'aws:PrincipalArn': arns,
      ...defined({ 'aws:PrincipalOrgID': organizationId }),
    },
  });
