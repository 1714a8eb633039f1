import { inspectorRoleName, MANAGER_ROLE_NAME } from '../functions/contract.ts';
import { defined } from '../functions/core/defined.ts';
import { type AwsAccount, type PolicyJson, render, roleArn, scopeOf, type Targets } from './policy-templates.ts';

export interface ManagerScope {
  readonly roles: Targets;
  readonly users: Targets;
  readonly managerRoleName?: string;
}

/** The principals that can assume manager roles. */
export interface Hub {
  readonly partition: string;
  readonly accountId: string;
  readonly reconcileRoleName: string;
  readonly externalId: string;
  /** A second one that manager roles accept while the first is rotated. */
  readonly otherExternalId?: string;
  readonly organizationId?: string;
}

const managerArn = (account: AwsAccount, name = MANAGER_ROLE_NAME): string => roleArn(account, name);

/** The permissions of a manager role. No IAM condition limits what it writes to its targets, so it is in effect their administrator. */
export const managerPolicy = (scope: ManagerScope, account: AwsAccount): PolicyJson => {
  const manager = managerArn(account, scope.managerRoleName);
  return render('manager', {
    // A statement about the role itself has no effect, because a later statement denies it.
    ...scopeOf(scope.roles, account, 'role', manager),
    ...scopeOf(scope.users, account, 'user', manager),
    manager_arn: manager,
  });
};

/**
 * Only the reconcile role can assume a manager role, by its exact ARN. The account root is the principal, so manager roles can
 * be deployed before the hub and continue to work after the hub is deployed again.
 */
export const managerTrust = (hub: Hub): PolicyJson =>
  render('trust', {
    hub_root_arn: `arn:${hub.partition}:iam::${hub.accountId}:root`,
    caller: {
      'aws:PrincipalArn': `arn:${hub.partition}:iam::${hub.accountId}:role/${hub.reconcileRoleName}`,
      'sts:ExternalId': hub.otherExternalId === undefined ? hub.externalId : [hub.externalId, hub.otherExternalId],
      ...defined({ 'aws:PrincipalOrgID': hub.organizationId }),
    },
  });

/**
 * For the organization: only exempt principals change the roles of the bot or set the tag, and these roles can do nothing else.
 * Tag keys are compared without case, because IAM ignores the case of the keys of its tags:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#case-sensitivity
 */
export const serviceControlPolicy = (options: {
  readonly partition: string;
  readonly exemptPrincipals: readonly string[];
  /** @default the default name */
  readonly managerRoleNames?: readonly string[];
}): PolicyJson => {
  const managers = [...new Set(options.managerRoleNames ?? [MANAGER_ROLE_NAME])];
  const inspectors = [...new Set(managers.map(inspectorRoleName))];
  const anywhere = { partition: options.partition, accountId: '*' };
  const roles = (names: readonly string[]) => names.map((name) => roleArn(anywhere, name));
  return render('service-control', {
    manager_arns: roles(managers),
    inspector_arns: roles(inspectors),
    protected_arns: [...managers, ...inspectors].flatMap((name) => [
      roleArn(anywhere, name),
      `arn:${options.partition}:iam::*:policy/${targetsPolicyName(name, '*')}`,
    ]),
    exempt_principals: options.exemptPrincipals,
  });
};

/** The name of a managed policy of a manager or inspector role with a part of its targets. */
export const targetsPolicyName = (roleName: string, number: number | '*'): string => `${roleName}-targets-${number}`;
