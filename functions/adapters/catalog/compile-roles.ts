import type { Role } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import { accountOf, parseAccessName, parseRoleArn, type RoleArn } from '../../core/names.ts';
import { checkAccessName } from './check-names.ts';
import { checkRoleArn } from './check-role-arn.ts';
import type { KnownAccounts } from './compile-accounts.ts';
import type { RuleOrigin } from './compile-rules.ts';
import type { Labels } from './labels.ts';
import type { Path } from './problems.ts';
import type { Source } from './read.ts';
import { compileRulesOf, placeOf, type SharedDefaults, type SharedDraft, sharedPlaces } from './role-places.ts';
import type { RuleInput } from './rule-context.ts';
import { ACCESS_NAME } from './schema-parts.ts';

export interface RoleDraft extends SharedDraft {
  readonly arn?: string;
  readonly description?: string;
  readonly labels?: Labels;
}

/** A role of the file, and what of the shared settings it uses. */
export interface CompiledRole {
  readonly name: string;
  /** Absent if too much of it is wrong. */
  readonly role?: Role;
  /** The entries of defaultsByLabel that match the role. */
  readonly entries: readonly Path[];
  /** The rules of its list; empty for a role without a list. */
  readonly origins: readonly RuleOrigin[];
}

/** The labels of a role: its own, and those of its account. Undefined if some of them are wrong. */
const labelsOf = (
  own: Labels | undefined,
  role: Path,
  account: string | undefined,
  { accounts }: SharedDefaults,
  { hasProblem }: Source,
): Labels | undefined => {
  if (account === undefined || hasProblem([...role, 'labels']) || hasProblem(['accounts', account, 'labels']))
    return undefined;
  return { ...accounts[account]?.labels, ...own };
};

/** Reads the roles, completed with the settings that they share. */
export const compileRoles = (
  roles: Readonly<Record<string, RoleDraft>>,
  shared: SharedDefaults,
  accounts: KnownAccounts,
  input: RuleInput,
): readonly CompiledRole[] => {
  const { source } = input;
  const section = source.at(['roles']);
  if (section?.kind === 'map' && section.entries.size === 0)
    source.problem(['roles'], 'there is no role; expected at least one');
  for (const name of section?.entries.keys() ?? []) checkAccessName(name, ['roles', name], 'role', source);
  const names = new Map<RoleArn, string>();
  return Object.entries(roles).map(([name, { arn: text, description = '', labels: own, ...draft }]): CompiledRole => {
    const at = ['roles', name];
    const arn = text === undefined ? undefined : parseRoleArn(text);
    const account = arn && accounts.byId(accountOf(arn));
    const labels = labelsOf(own, at, account?.name, shared, source);
    const places = [placeOf(draft, at), ...sharedPlaces(shared, labels, source)];
    const { rules, origins } = compileRulesOf(name, places, labels, input);
    const compiled = { name, origins, entries: places.slice(1, -1).map(({ path }) => path) };
    if (arn === undefined) return compiled;
    checkRoleArn(arn, name, names, accounts, source);
    const [first] = rules;
    if (first === undefined || account === undefined || !ACCESS_NAME.test(name)) return compiled;
    const { id: accountId, name: accountName } = account;
    const role = { name: parseAccessName(name), arn, accountId, accountName, description };
    const terms = defined({ conditions: first.conditions, sessionTags: first.sessionTags });
    return { ...compiled, role: { ...role, ...terms, rules: rules.map((rule) => ({ ...role, ...rule })) } };
  });
};
