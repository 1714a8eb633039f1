import { MANAGER_ROLE_NAME } from '../functions/contract.ts';
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
      'sts:ExternalId': hub.externalId,
      ...defined({ 'aws:PrincipalOrgID': hub.organizationId }),
    },
  });

/** For the organization: only exempt principals change manager roles or set the tag, and manager roles can do nothing else. */
export const serviceControlPolicy = (options: {
  readonly partition: string;
  readonly exemptPrincipals: readonly string[];
  readonly managerRoleName?: string;
}): PolicyJson =>
  render('service-control', {
    manager_arn: managerArn({ partition: options.partition, accountId: '*' }, options.managerRoleName),
    exempt_principals: options.exemptPrincipals,
  });
