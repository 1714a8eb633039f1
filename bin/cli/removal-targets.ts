import pLimit from 'p-limit';
import type { Catalog, Principal } from '../../functions/core/catalog/catalog.ts';
import { rolesOf } from '../../functions/core/catalog/lookup.ts';
import { IamFault } from '../../functions/core/fault.ts';
import { type AccountId, accountOf, type RoleArn, type UserArn } from '../../functions/core/names.ts';
import { uninstallText } from '../../functions/core/text/cli/uninstall.ts';
import type { Grant, RoleState } from '../../functions/core/trust/grant.ts';
import type { Archive, MarkFinder } from '../../functions/usecases/operating/inspect-ports.ts';
import type { RoleTarget } from '../../functions/usecases/operating/uninstall.ts';

/** The roles and users that a hub may have written to. */
export interface RemovalTargets {
  readonly roles: readonly RoleTarget[];
  readonly users: readonly UserArn[];
}

export const accountsOf = (arns: readonly (RoleArn | UserArn)[]): readonly AccountId[] => [
  ...new Set(arns.map(accountOf)),
];

/** The targets that the catalog and the table name. The table also names roles and users that left the catalog. */
export const targetsIn = async (
  catalog: Catalog,
  archive: Archive | undefined,
  onUnreadable: (key: string) => void,
): Promise<RemovalTargets> => {
  const roles = new Set<RoleArn>(rolesOf(catalog).map(({ arn }) => arn));
  const users = new Set<UserArn>(
    Object.values<Principal>(catalog.people).flatMap((one) =>
      one.kind === 'iam-user' && one.identity === 'managed' ? [one.arn] : [],
    ),
  );
  const grants: Grant[] = [];
  const states = new Map<RoleArn, RoleState>();
  if (archive !== undefined)
    for await (const item of archive.items()) {
      if (item.kind === 'grant') grants.push(item.grant);
      if (item.kind === 'role_state') states.set(item.state.roleArn, item.state);
      if (item.kind === 'user_access') users.add(item.access.userArn);
      if (item.kind === 'damaged' || item.kind === 'unreadable') onUnreadable(item.key);
    }
  for (const arn of [...states.keys(), ...grants.map(({ roleArn }) => roleArn)]) roles.add(arn);
  return {
    roles: [...roles].toSorted().map((arn) => {
      const longestSeconds = states.get(arn)?.maxSessionSeconds;
      return {
        arn,
        grants: grants.filter(({ roleArn }) => roleArn === arn),
        ...(longestSeconds !== undefined && { longestSeconds }),
      };
    }),
    users: [...users].toSorted(),
  };
};

/** A listing of a large account takes seconds. */
const ACCOUNTS_AT_ONCE = 5;

/** Adds every role and user with a mark of the hub in some accounts, and in those of the targets. */
export const searchAccounts = async (
  finder: MarkFinder,
  { roles, users }: RemovalTargets,
  accounts: readonly AccountId[],
  onProgress: (line: string) => void,
): Promise<{
  readonly targets: RemovalTargets;
  readonly unsearched: readonly { readonly account: AccountId; readonly why: string }[];
}> => {
  const known = new Set<string>([...roles.map(({ arn }) => arn), ...users]);
  const more = { roles: [] as RoleTarget[], users: [] as UserArn[] };
  const unsearched: { account: AccountId; why: string }[] = [];
  const search = async (account: AccountId): Promise<void> => {
    onProgress(uninstallText.searching(account));
    try {
      const found = await finder.marked(account);
      more.roles.push(...found.roles.filter((arn) => !known.has(arn)).map((arn) => ({ arn, grants: [] })));
      more.users.push(...found.users.filter((arn) => !known.has(arn)));
    } catch (fault) {
      if (!(fault instanceof IamFault)) throw fault;
      unsearched.push({ account, why: fault.message });
    }
  };
  const all = new Set([...accounts, ...accountsOf([...roles.map(({ arn }) => arn), ...users])]);
  await pLimit(ACCOUNTS_AT_ONCE).map([...all], search);
  return { targets: { roles: [...roles, ...more.roles], users: [...users, ...more.users] }, unsearched };
};
