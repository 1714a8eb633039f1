import { inspectorRoleName, MANAGER_ROLE_NAME } from '../../contract.ts';
import type { Account } from '../../core/catalog/catalog.ts';
import { type AccountId, parseAccountId } from '../../core/names.ts';
import { nearest } from '../../core/nearest.ts';
import { PARTITION_NAMES } from '../../core/partitions.ts';
import { type Path, suggest } from './problems.ts';
import type { Source } from './read.ts';
import { ACCOUNT_NAME } from './schema-parts.ts';

/** The accounts of the file, including those with mistakes, so that a mistake is not reported again where the account is used. */
export type KnownAccounts = ReturnType<typeof compileAccounts>;

/** The roles of the Lambdas are named after the deployment: `assume-bot-reconcile`. */
const LAMBDA_ROLE = /^(.+)-(?:reconcile|slack-events|sweep)$/;

const readAccounts = (source: Source): readonly Account[] => {
  const accounts = [...(source.at(['accounts'])?.entries ?? [])].flatMap(([name, entry]): readonly Account[] => {
    if (!ACCOUNT_NAME.test(name))
      source.problem(
        ['accounts', name],
        `"${name}" is not a valid name for an account; expected letters, digits, dots and dashes`,
        'key',
      );
    // An id without quotes still identifies the account.
    const id = entry.entries.get('id')?.text ?? '';
    if (!/^\d{12}$/.test(id)) return [];
    const manager = entry.entries.get('managerRole')?.value;
    return [
      { name, id: parseAccountId(id), managerRoleName: typeof manager === 'string' ? manager : MANAGER_ROLE_NAME },
    ];
  });
  for (const [index, { name, id }] of accounts.entries()) {
    const first = accounts.slice(0, index).find((other) => other.id === id);
    if (first !== undefined) source.problem(['accounts', name, 'id'], `${id} is already the account ${first.name}`);
  }
  return accounts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
};

/** Reads the accounts section. `partition` is that of the roles, such as `aws` or `aws-cn`. */
export const compileAccounts = (source: Source, partition: string, deployment: string) => {
  const accounts = readAccounts(source);
  const isBroken = accounts.length < (source.at(['accounts'])?.entries.size ?? Number.POSITIVE_INFINITY);
  const byId = (id: string): Account | undefined => accounts.find((account) => account.id === id);
  return {
    accounts,
    byId,
    partition,

    /** Reports an ARN whose account is not in the file, or whose partition differs from that of the roles. */
    requireArn: (arn: string, path: Path): void => {
      const [, written = '', , , id = ''] = arn.split(':');
      if (!PARTITION_NAMES.includes(written)) {
        source.problem(path, `the partition ${written} is not supported; expected ${PARTITION_NAMES.join(', ')}`);
        return;
      }
      if (written !== partition)
        source.problem(
          path,
          `this ARN is in the partition ${written}, but the roles are in ${partition}; IAM trust does not cross partitions`,
        );
      if (byId(id) !== undefined || isBroken) return;
      const [likely = ''] = nearest(
        id,
        accounts.map((account) => account.id),
      );
      const account = byId(likely);
      const known = accounts.map((one) => `${one.name} ${one.id}`).join(', ');
      const hint =
        account === undefined ? `known are ${known || 'none'}` : `did you mean ${account.id} (${account.name})?`;
      source.problem(path, `the account ${id} is not among accounts; ${hint}`);
    },

    /** The account with a name. Reports a name that does not exist. */
    requireName: (name: string, path: Path): Account | undefined => {
      const account = accounts.find((one) => one.name === name);
      if (account !== undefined || source.at(['accounts', name]) !== undefined) return account;
      const hint = suggest(
        name,
        accounts.map((one) => one.name),
      );
      source.problem(path, `there is no account "${name}" among accounts; ${hint}`);
      return undefined;
    },

    /** Whether a role is one that the bot itself runs as or uses. IAM compares role names without case. */
    isOwnRole: (accountId: AccountId, roleName: string): boolean => {
      const name = roleName.toLowerCase();
      const manager = byId(accountId)?.managerRoleName ?? MANAGER_ROLE_NAME;
      const own = [manager, MANAGER_ROLE_NAME].flatMap((one) => [one, inspectorRoleName(one)]);
      const [, prefix = ''] = LAMBDA_ROLE.exec(name) ?? [];
      const isOfLambda = prefix === deployment || /^assume-bot(?:-|$)/.test(prefix);
      return isOfLambda || own.some((one) => one.toLowerCase() === name);
    },
  };
};
