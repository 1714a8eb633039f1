import type { Catalog } from '../../core/catalog/catalog.ts';
import { accountOf, type RoleArn, type UserArn } from '../../core/names.ts';

/** The same name as in functions/contract.ts. */
const DEFAULT_MANAGER_ROLE = 'assume-bot-manager';

/** The manager role of an account of the catalog. */
export const managerRoleOf = ({ accounts }: Catalog, arn: RoleArn | UserArn): string | undefined =>
  accounts.find(({ id }) => id === accountOf(arn))?.managerRoleName;

/**
 * The manager role of an account that left the catalog while access is held there: the stored name, or the default name,
 * since release 0.1.0 stored none. Undefined for any other account.
 */
export const formerManagerOf = (
  catalog: Catalog,
  arn: RoleArn | UserArn,
  { stored, holdsSomething }: { readonly stored: string | undefined; readonly holdsSomething: boolean },
): string | undefined => {
  if (!holdsSomething || managerRoleOf(catalog, arn) !== undefined) return undefined;
  return stored ?? DEFAULT_MANAGER_ROLE;
};
