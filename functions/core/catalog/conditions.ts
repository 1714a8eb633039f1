import { defined } from '../defined.ts';
import type { RoleArn } from '../names.ts';
import type { Catalog, Principal, RoleRule, RoleTerms } from './catalog.ts';
import { rolesOf } from './lookup.ts';

/** The terms of a role. A role that left the catalog has none: its access is ended. */
export const termsOf = ({ roles }: Pick<Catalog, 'roles'>, arn: RoleArn): RoleTerms => {
  const rule = rolesOf({ roles }).find((one) => one.arn === arn);
  return rule === undefined ? {} : defined({ conditions: rule.conditions, sessionTags: rule.sessionTags });
};

/**
 * The first rule whose conditions a user can never meet. A second factor belongs to the credentials of IAM users; the
 * sessions of federated users have none. Source: IAM, "Secure API access with MFA".
 */
export const unmeetable = (rules: readonly RoleRule[], principal: Principal | undefined): RoleRule | undefined =>
  principal?.kind === 'federated' ? rules.find(({ conditions }) => conditions?.mfa !== undefined) : undefined;
