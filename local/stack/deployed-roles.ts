import type { Seed } from '@assume-bot/local-aws/seed-types';
import type { LocalAws } from '@assume-bot/local-aws/types';
import { inspectorArn } from './access-roles.ts';
import { HUB_ACCOUNT } from './names.ts';
import type { StackCatalog } from './stack-catalog.ts';

/**
 * Updates the bot's own roles as a deployment of this catalog and release would. A state from an earlier start has the
 * accounts and permissions of that time. Everything else is left unchanged.
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
