import type { LocalAws, Seed } from '../aws/types.ts';
import type { StackCatalog } from './seed.ts';
import { HUB_ACCOUNT, inspectorArn } from './seed.ts';

/**
 * Brings the bot's own roles to what a deploy of this catalog and this release would: a world that was kept from an earlier start
 * knows the accounts, and the permissions, of that time. Everything else stays as people have left it.
 */
export const redeployRoles = (aws: Pick<LocalAws, 'editRole'>, { accounts }: Seed, catalog: StackCatalog): void => {
  const own = new Set(
    catalog.accounts.flatMap((account) => [
      `arn:aws:iam::${account.id}:role/${account.managerRoleName}`,
      inspectorArn(account),
    ]),
  );
  for (const { id, roles = [] } of accounts) {
    for (const { name, trustPolicy, inlinePolicies = {} } of roles) {
      const arn = `arn:aws:iam::${id}:role/${name}`;
      if (id === HUB_ACCOUNT || own.has(arn)) aws.editRole(arn, { trustPolicy, inlinePolicies });
    }
  }
};
