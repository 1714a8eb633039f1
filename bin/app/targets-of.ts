import type { Catalog, Principal } from '../../functions/core/catalog/catalog.ts';
import { rolesOf } from '../../functions/core/catalog/lookup.ts';
import type { TargetAccount } from '../../lib/account-targets.ts';

/** The accounts of users, sorted. A user without an entry gets an IAM user by the template. */
export const userAccountsOf = ({ people, byEmail }: Pick<Catalog, 'people' | 'byEmail'>): readonly string[] => {
  const listed = Object.values<Principal>(people).map(({ accountId }) => String(accountId));
  const byTemplate = byEmail === undefined ? [] : [byEmail.template.split(':')[4] ?? ''];
  return [...new Set([...listed, ...byTemplate])].sort();
};

/** The roles and users of each account that the bot edits and operators inspect. */
export const targetsOf = ({ accounts, roles, people, byEmail }: Catalog): readonly TargetAccount[] => {
  const usersWhose = (identity: 'managed' | 'external') =>
    Object.values<Principal>(people).flatMap((principal) =>
      principal.kind === 'iam-user' && principal.identity === identity ? [principal.arn] : [],
    );
  // The requesters are not known yet, so this covers every ARN that the template can produce.
  const byTemplate = byEmail === undefined ? [] : [byEmail.template.replace('{local}', '*')];
  const within = (arns: readonly string[], id: string) =>
    [...new Set(arns)].filter((arn) => arn.split(':')[4] === id).sort();
  return accounts.map(({ name, id, managerRoleName }) => ({
    name,
    id,
    managerRoleName,
    roleArns: within(
      rolesOf({ roles }).map(({ arn }) => arn),
      id,
    ),
    userArns: within([...usersWhose('managed'), ...byTemplate], id),
    otherUserArns: within(usersWhose('external'), id),
  }));
};
