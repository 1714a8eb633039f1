import { MANAGER_ROLE_NAME } from '../functions/contract.ts';
import type { Place, PolicyJson, Targets } from './policy-templates.ts';
import { render, roleArn, scopeOf } from './policy-templates.ts';

export interface ManagerScope {
  readonly roles: Targets;
  readonly users: Targets;
  readonly managerRoleName?: string;
}

/** Who may assume manager roles. */
export interface Hub {
  readonly partition: string;
  readonly accountId: string;
  readonly reconcileRoleName: string;
  readonly externalId: string;
  readonly organizationId?: string;
}

const managerArn = (place: Place, name = MANAGER_ROLE_NAME): string => roleArn(place, name);

/** What a manager role may do. No condition of IAM limits what is written into its targets, so it is in effect their administrator. */
export const managerPolicy = (scope: ManagerScope, place: Place): PolicyJson => {
  const manager = managerArn(place, scope.managerRoleName);
  return render('manager', {
    // About itself a statement says nothing that is not denied below.
    ...scopeOf(scope.roles, place, 'role', manager),
    ...scopeOf(scope.users, place, 'user', manager),
    manager_arn: manager,
  });
};

/**
 * Who may assume a manager role: the reconcile role, by its ARN to the letter. The account root is the principal, so that
 * manager roles can be deployed before the hub, and survive that the hub is deployed anew.
 */
export const managerTrust = (hub: Hub): PolicyJson =>
  render('trust', {
    hub_root_arn: `arn:${hub.partition}:iam::${hub.accountId}:root`,
    caller: {
      'aws:PrincipalArn': `arn:${hub.partition}:iam::${hub.accountId}:role/${hub.reconcileRoleName}`,
      'sts:ExternalId': hub.externalId,
      ...(hub.organizationId === undefined ? {} : { 'aws:PrincipalOrgID': hub.organizationId }),
    },
  });

/** For the organisation: nobody but those named touches manager roles or hands out the tag, and managers do nothing else. */
export const serviceControlPolicy = (options: {
  readonly partition: string;
  readonly exemptPrincipals: readonly string[];
  readonly managerRoleName?: string;
}): PolicyJson =>
  render('service-control', {
    manager_arn: managerArn({ partition: options.partition, accountId: '*' }, options.managerRoleName),
    exempt_principals: options.exemptPrincipals,
  });
