import type { AccountId } from '../names.ts';
import { parseAccountId } from '../names.ts';
import { nearest } from '../nearest.ts';
import type { Account } from './catalog.ts';
import type { Path, Place, ProblemList } from './problems.ts';
import { readFields, readSection } from './read-fields.ts';
import { accountSchema } from './schema.ts';
import { ACCOUNT_NAME } from './schema-parts.ts';
import type { Written } from './source.ts';

/** The name of the role the reconcile Lambda assumes where an account names no other. */
const MANAGER_ROLE = 'assume-bot-manager';

/** The accounts of the file, those with a mistake too: so that one mistake is told once and not wherever it is used. */
export interface KnownAccounts {
  readonly accounts: readonly Account[];
  readonly byId: (id: AccountId) => Account | undefined;
  readonly byName: (name: string) => Account | undefined;
  /** The partition of the file's roles, such as `aws` or `aws-cn`. */
  readonly partition: string;
  /** Tells that an ARN lies in an account that the file does not know, or in another partition than its roles. */
  readonly requireArn: (arn: string, at: Place, path: Path) => void;
  /** The account of a name; tells when there is none. */
  readonly requireName: (name: string, at: Place, path: Path) => Account | undefined;
}

/** Reads the accounts section. */
export const compileAccounts = (section: Written | undefined, partition: string, list: ProblemList): KnownAccounts => {
  const accounts = readSection(section, ['accounts'], 'accounts by name', list).flatMap(
    ({ name, written, path }): readonly { account: Account; at: Place; path: Path }[] => {
      if (!ACCOUNT_NAME.test(name))
        list.problem(
          written.keyAt,
          path,
          `"${name}" is not a name for an account; expected letters, digits, dots and dashes`,
        );
      const fields = readFields(written, path, accountSchema.shape, list);
      // An id that was only not quoted still tells which account is meant.
      const id = fields.id?.value ?? fields.id?.written.text ?? '';
      if (!/^\d{12}$/.test(id)) return [];
      const account = { name, id: parseAccountId(id), managerRoleName: fields.managerRole?.value ?? MANAGER_ROLE };
      return [{ account, at: fields.id?.written.at ?? written.at, path: [...path, 'id'] }];
    },
  );
  for (const [index, { account, at, path }] of accounts.entries()) {
    const first = accounts.slice(0, index).find((other) => other.account.id === account.id);
    if (first !== undefined) list.problem(at, path, `${account.id} is already the account ${first.account.name}`);
  }
  return createKnownAccounts(
    accounts.map(({ account }) => account).sort((a, b) => (a.name < b.name ? -1 : 1)),
    section,
    partition,
    list,
  );
};

const createKnownAccounts = (
  accounts: readonly Account[],
  section: Written | undefined,
  partition: string,
  list: ProblemList,
): KnownAccounts => {
  const byId = (id: AccountId): Account | undefined => accounts.find((account) => account.id === id);
  const byName = (name: string): Account | undefined => accounts.find((account) => account.name === name);
  const isBroken = section === undefined || accounts.length < section.entries.size;
  return {
    accounts,
    byId,
    byName,
    partition,
    requireArn: (arn, at, path) => {
      const [, written = '', , , id = ''] = arn.split(':');
      if (written !== partition)
        list.problem(
          at,
          path,
          `this is in the partition ${written}, and the roles are in ${partition}; trust never crosses`,
        );
      if (accounts.some((account) => account.id === id) || isBroken) return;
      const [likely] = nearest(
        id,
        accounts.map((account) => account.id),
      );
      const account = accounts.find((one) => one.id === likely);
      const known = accounts.map((one) => `${one.name} ${one.id}`).join(', ');
      const hint =
        account === undefined ? `known are ${known || 'none'}` : `did you mean ${account.id} (${account.name})?`;
      list.problem(at, path, `the account ${id} is not among accounts; ${hint}`);
    },
    requireName: (name, at, path) => {
      const account = byName(name);
      if (account !== undefined || section?.entries.has(name) === true || section === undefined) return account;
      const [likely = accounts.map((one) => one.name).join(', ')] = nearest(
        name,
        accounts.map((one) => one.name),
      );
      list.problem(at, path, `there is no account "${name}" among accounts; did you mean ${likely}?`);
      return undefined;
    },
  };
};
