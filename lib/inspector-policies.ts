import { inspectorRoleName, MANAGER_ROLE_NAME } from '../functions/contract.ts';
import type { ManagerScope } from './manager-policies.ts';
import type { Place, PolicyJson } from './policy-templates.ts';
import { orElse, render, roleArn, scopeOf } from './policy-templates.ts';

export interface InspectorScope extends ManagerScope {
  /** IAM users of the catalog whose side of the trust the bot does not write: looked at, never touched. */
  readonly otherUserArns: readonly string[];
}

/** Who may assume inspector roles: ARNs of IAM users and roles, to the letter. */
export interface Operators {
  readonly arns: readonly string[];
  readonly organizationId?: string;
}

/** What the doctor and `plan` read of an account, and nothing that changes anything: all else is denied. */
export const inspectorPolicy = (scope: InspectorScope, place: Place): PolicyJson => {
  const managerName = scope.managerRoleName ?? MANAGER_ROLE_NAME;
  const manager = roleArn(place, managerName);
  // To read about the inspector itself gives nothing away.
  const itself = roleArn(place, inspectorRoleName(managerName));
  const { partition, accountId } = place;
  return render('inspector', {
    ...scopeOf(scope.roles, place, 'role', itself),
    ...scopeOf(scope.users, place, 'user', itself),
    // A role that lacks the tag, or does not exist, can be told from a good one only where it may be looked at.
    seen_role_arns: scope.roles.kind === 'tagged' ? [roleArn(place, '*')] : [...scope.roles.arns, manager],
    other_user_arns: orElse(scope.otherUserArns, itself),
    group_arns: `arn:${partition}:iam::${accountId}:group/*`,
    policy_arns: [`arn:${partition}:iam::${accountId}:policy/*`, `arn:${partition}:iam::aws:policy/*`],
  });
};

const rootOf = (arn: string): string => arn.replace(/:(user|role)\/.*$/, ':root');

/**
 * Whether a trust policy of 2,048 characters, the quota that nobody raised, holds these operators and the roots of their
 * accounts. The Terraform module asks the same.
 */
export const operatorsFit = (arns: readonly string[]): boolean =>
  JSON.stringify(arns).length + JSON.stringify([...new Set(arns.map(rootOf))]).length <= 1_750;

/**
 * Who may assume an inspector role: those named, to the letter. The roots of their accounts are the principals: one named
 * himself and deleted later would make IAM refuse every later write of the policy.
 */
export const inspectorTrust = ({ arns, organizationId }: Operators): PolicyJson =>
  render('inspector-trust', {
    root_arns: [...new Set(arns.map(rootOf))],
    caller: {
      'aws:PrincipalArn': arns,
      ...(organizationId === undefined ? {} : { 'aws:PrincipalOrgID': organizationId }),
    },
  });
