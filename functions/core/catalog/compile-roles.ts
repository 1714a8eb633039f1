import type { AccessName, RoleArn } from '../names.ts';
import { accountOf, nameOf, parseAccessName, parseRoleArn } from '../names.ts';
import { RESERVED_NAMES } from '../reserved-names.ts';
import type { RoleRule } from './catalog.ts';
import type { KnownAccounts } from './compile-accounts.ts';
import { compileRule, mergeRules, readRule } from './compile-rule.ts';
import type { ProblemList } from './problems.ts';
import type { Named } from './read-fields.ts';
import { readFields, readSection } from './read-fields.ts';
import { defaultsSchema, roleSchema } from './rule-schema.ts';
import { ACCESS_NAME } from './schema-parts.ts';
import type { Written } from './source.ts';

/** What the roles are read beside. */
interface Beside {
  readonly accounts: KnownAccounts;
  readonly minimumMinutes: number;
  readonly lapseAfterMinutes: number;
  readonly list: ProblemList;
}

/** Reads the roles, each with what `defaults` says where it says nothing itself. */
export const compileRoles = (
  sections: { readonly roles: Written | undefined; readonly defaults: Written | undefined },
  beside: Beside,
): readonly RoleRule[] => {
  const { list } = beside;
  const defaults = readDefaults(sections.defaults, list);
  const entries = readSection(sections.roles, ['roles'], 'roles by name', list);
  if (sections.roles?.kind === 'map' && entries.length === 0)
    list.problem(sections.roles.keyAt, ['roles'], 'there is no role; expected at least one');
  const names = new Map<RoleArn, string>();
  return entries.flatMap((entry) => {
    const { name, written, path } = entry;
    checkAccessName(entry, 'role', list);
    const fields = readFields(written, path, roleSchema.shape, list);
    const { arn, description } = fields;
    const rule = compileRule(entry, mergeRules(defaults, readRule(fields, list)), beside);
    if (arn?.value === undefined) return [];
    const roleArn = parseRoleArn(arn.value);
    beside.accounts.requireArn(roleArn, arn.written.at, arn.path);
    const first = names.get(roleArn);
    if (first !== undefined)
      list.problem(
        arn.written.at,
        arn.path,
        `this role has the name ${first} already; one role has one name and one rule`,
      );
    names.set(roleArn, first ?? name);
    const account = beside.accounts.byId(accountOf(roleArn));
    if (account?.managerRoleName === nameOf(roleArn))
      list.problem(
        arn.written.at,
        arn.path,
        'this is the role the bot itself uses there; whoever held it could grant themselves anything',
      );
    if (rule === undefined || account === undefined || !ACCESS_NAME.test(name)) return [];
    return [
      {
        name: parseAccessName(name),
        arn: roleArn,
        accountId: account.id,
        accountName: account.name,
        description: description?.value ?? '',
        ...rule,
      },
    ];
  });
};

const readDefaults = (section: Written | undefined, list: ProblemList) =>
  readRule(section === undefined ? {} : readFields(section, ['defaults'], defaultsSchema.shape, list), list);

/** Tells what is wrong with the name of a role or bundle. */
export const checkAccessName = ({ name, written, path }: Named, what: string, list: ProblemList): void => {
  if (RESERVED_NAMES.has(name.toLowerCase()))
    list.problem(written.keyAt, path, `"${name}" is a word of commands; choose another name for the ${what}`);
  else if (!ACCESS_NAME.test(name))
    list.problem(
      written.keyAt,
      path,
      `"${name}" is no name for a ${what}; expected 2 to 50 lower-case letters, digits and dashes, beginning with a letter, such as ${suggestName(name)}`,
    );
};

const suggestName = (name: string): AccessName => {
  const tidy = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 50);
  return parseAccessName(ACCESS_NAME.test(tidy) ? tidy : 'prod-s3');
};
