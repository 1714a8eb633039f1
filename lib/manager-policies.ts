import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANAGER_ROLE_NAME } from '../functions/contract.ts';

/** A policy as IAM takes it. */
export interface PolicyJson {
  readonly Version: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** The tag that puts a role or user into the bot's hands, where tags decide. */
export const MANAGED_TAG = { key: 'assume-bot', value: 'managed' } as const;

/** Which roles or users a manager role may edit: the tagged ones, or those that are listed (an ARN may end with `/*`). */
export type Targets = { readonly kind: 'tagged' } | { readonly kind: 'listed'; readonly arns: readonly string[] };

/** The account that a manager role stands in. */
export interface Place {
  readonly partition: string;
  readonly accountId: string;
}

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

const FOLDER = join(import.meta.dirname, '..', 'terraform', 'account', 'policies');

/** The templates belong to the Terraform module, which cannot reach out of its folder; `${name}` stands for JSON. */
const render = (name: string, values: Readonly<Record<string, unknown>>): PolicyJson => {
  const template = readFileSync(join(FOLDER, `${name}.json.tftpl`), 'utf8');
  return JSON.parse(
    template.replaceAll(/\$\{(\w+)\}/g, (_, key: string) => {
      if (!Object.hasOwn(values, key)) throw new Error(`policies/${name}.json.tftpl asks for "${key}"`);
      return JSON.stringify(values[key]);
    }),
  );
};

const isTagged = { StringEquals: { [`aws:ResourceTag/${MANAGED_TAG.key}`]: MANAGED_TAG.value } };

const managerArn = ({ partition, accountId }: Place, name = MANAGER_ROLE_NAME) =>
  `arn:${partition}:iam::${accountId}:role/${name}`;

const scopeOf = (targets: Targets, place: Place, kind: 'role' | 'user', ownArn: string) => ({
  [`${kind}_resources`]:
    targets.kind === 'tagged'
      ? [`arn:${place.partition}:iam::${place.accountId}:${kind}/*`]
      : // A statement cannot be about nothing; about the manager role itself it says nothing that is not denied below.
        targets.arns.length === 0
        ? [ownArn]
        : targets.arns,
  [`${kind}_condition`]: targets.kind === 'tagged' ? isTagged : {},
});

/** What a manager role may do. No condition of IAM limits what is written into its targets, so it is in effect their administrator. */
export const managerPolicy = (scope: ManagerScope, place: Place): PolicyJson =>
  render('manager', {
    ...scopeOf(scope.roles, place, 'role', managerArn(place, scope.managerRoleName)),
    ...scopeOf(scope.users, place, 'user', managerArn(place, scope.managerRoleName)),
    manager_arn: managerArn(place, scope.managerRoleName),
  });

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
