import type { Role } from '../../core/catalog/catalog.ts';
import { RESERVED_NAMES } from '../../core/command/reserved-names.ts';
import { defined } from '../../core/defined.ts';
import {
  type AccessName,
  type AccountId,
  accountOf,
  nameOf,
  parseAccessName,
  parseRoleArn,
  pathAndNameOf,
  type RoleArn,
} from '../../core/names.ts';
import type { KnownAccounts } from './compile-accounts.ts';
import { compileRule } from './compile-rule.ts';
import { compileRules, type ListedDraft } from './compile-rules.ts';
import type { Path } from './problems.ts';
import type { Source } from './read.ts';
import type { RuleDraft, RuleInput } from './rule-context.ts';
import { ACCESS_NAME } from './schema-parts.ts';

export interface RoleDraft extends RuleDraft {
  readonly arn?: string;
  readonly description?: string;
  readonly rules?: readonly ListedDraft[];
}

/** Reads the roles, completed with the settings of `defaults`. */
export const compileRoles = (
  roles: Readonly<Record<string, RoleDraft>>,
  defaults: RuleDraft,
  accounts: KnownAccounts,
  input: RuleInput,
): readonly Role[] => {
  const { source } = input;
  const section = source.at(['roles']);
  if (section?.kind === 'map' && section.entries.size === 0)
    source.problem(['roles'], 'there is no role; expected at least one');
  for (const name of section?.entries.keys() ?? []) checkAccessName(name, ['roles', name], 'role', source);
  const names = new Map<RoleArn, string>();
  return Object.entries(roles).flatMap(([name, { arn: text, description = '', rules: listed, ...own }]) => {
    const one = listed === undefined ? compileRule(name, own, defaults, input) : undefined;
    const rules =
      listed === undefined ? (one === undefined ? [] : [one]) : compileRules(name, listed, own, defaults, input);
    if (text === undefined) return [];
    const arn = parseRoleArn(text);
    const path = ['roles', name, 'arn'];
    accounts.requireArn(arn, path);
    const other = names.get(arn);
    if (other !== undefined)
      source.problem(path, `this role is already in the catalog as ${other}; a role has one name`);
    names.set(arn, other ?? name);
    const why = whyNotATarget(arn, accounts);
    if (why !== undefined) source.problem(path, why);
    const account = accounts.byId(accountOf(arn));
    const [first] = rules;
    if (first === undefined || account === undefined || !ACCESS_NAME.test(name)) return [];
    const { id: accountId, name: accountName } = account;
    const role = { name: parseAccessName(name), arn, accountId, accountName, description };
    const terms = defined({ conditions: first.conditions, sessionTags: first.sessionTags });
    return [{ ...role, ...terms, rules: rules.map((rule) => ({ ...role, ...rule })) }];
  });
};

/**
 * Why a role can never be granted. The trust policies of service-linked roles and of permission sets cannot be edited.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
 */
const whyNotATarget = (arn: RoleArn, accounts: KnownAccounts): string | undefined => {
  const [account, name, path]: [AccountId, string, string] = [accountOf(arn), nameOf(arn), pathAndNameOf(arn)];
  if (accounts.isOwnRole(account, name))
    return `${name} is a role that the bot itself uses; users who assume it could grant themselves every role`;
  if (/^aws-service-role\//i.test(path) || /^AWSServiceRoleFor/i.test(name))
    return 'this is a service-linked role: only its AWS service can assume it, and its trust policy cannot be edited';
  if (/^aws-reserved\//i.test(path) || /^AWSReservedSSO_/i.test(name))
    return 'this role belongs to a permission set of IAM Identity Center, which manages its trust policy; use another role';
  return undefined;
};

/** Reports a name that a role or bundle cannot have. */
export const checkAccessName = (name: string, path: Path, what: string, source: Source): void => {
  if (RESERVED_NAMES.has(name.toLowerCase()))
    source.problem(path, `"${name}" is reserved for commands; choose another name for the ${what}`, 'key');
  else if (!ACCESS_NAME.test(name))
    source.problem(
      path,
      `"${name}" is not a valid name for a ${what}; expected 2 to 50 lower-case letters, digits and dashes, beginning with a letter, such as ${suggestName(name)}`,
      'key',
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
