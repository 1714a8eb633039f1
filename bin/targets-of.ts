import type { Catalog } from '../functions/core/catalog/catalog.ts';
import { accountOf } from '../functions/core/names.ts';
import type { TargetAccount } from '../lib/stacks.ts';

/** What each account of a catalog has to let the bot edit: its roles, and its users whose side of the trust is written. */
export const targetsOf = ({ accounts, roles, people, byEmail }: Catalog): readonly TargetAccount[] => {
  const users = Object.values(people).flatMap((principal) =>
    principal.kind === 'iam-user' && principal.identity === 'managed' ? [principal.arn] : [],
  );
  // Nobody knows yet who will ask, so everybody whose ARN could come out of the template.
  const byTemplate = byEmail === undefined ? [] : [byEmail.template.replace('{local}', '*')];
  return accounts.map(({ name, id, managerRoleName }) => ({
    name,
    id,
    managerRoleName,
    roleArns: [...new Set(Object.values(roles).map(({ arn }) => arn))].filter((arn) => accountOf(arn) === id).sort(),
    userArns: [...new Set<string>([...users, ...byTemplate])].filter((arn) => arn.split(':')[4] === id).sort(),
  }));
};
