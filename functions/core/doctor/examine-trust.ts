import type { Catalog, RoleRule } from '../catalog/catalog.ts';
import { accountOf } from '../names.ts';
import { POLICY_VERSION, type Statement } from '../trust/documents.ts';
import {
  admitsAccount,
  admitsForGood,
  awsPrincipals,
  concerns,
  conditionKeysOf,
  endsByItself,
  hasConditions,
} from '../trust/policy-match.ts';
import type { Hub } from '../trust/policy-names.ts';
import { isOurs } from '../trust/statements.ts';
import type { SeenRole } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';

/** IAM shows the unique ID of a deleted principal in place of its ARN. */
const DEAD = /^A(?:IDA|ROA)[A-Z0-9]{12,}/;
const ASSUME = 'sts:AssumeRole';

const nameOfStatement = (statement: Statement, index: number): string =>
  statement.Sid === undefined ? `number ${index + 1}` : `"${statement.Sid}"`;

/** The accounts in which people of the catalog have their identities. */
export const accountsOfPeople = (catalog: Catalog): ReadonlySet<string> =>
  new Set([
    ...Object.values(catalog.people).map(({ accountId }) => accountId as string),
    ...(catalog.byEmail === undefined ? [] : [catalog.byEmail.template.split(':')[4] ?? '']),
  ]);

/** Whether a foreign statement lets in every user of an account whose own policies allow it. */
export const letsAccountIn = (statement: Statement, accountId: string, hub: Hub): boolean =>
  !isOurs(statement, hub) && admitsAccount(statement, accountId);

/** The foreign statement by which a role can assume itself: it names the role, or the role's own account. */
export const selfTrust = (
  { arn, trust }: SeenRole,
  hub: Hub,
): { readonly kind: 'role' | 'account'; readonly where: string } | undefined => {
  const found = trust.Statement.map((statement, index) => ({ statement, where: nameOfStatement(statement, index) }));
  const byRole = found.find(
    ({ statement }) => !isOurs(statement, hub) && admitsForGood(statement, (one) => one === arn),
  );
  if (byRole !== undefined) return { kind: 'role', where: byRole.where };
  const byAccount = found.find(({ statement }) => letsAccountIn(statement, accountOf(arn), hub));
  return byAccount && { kind: 'account', where: byAccount.where };
};

const permanentAccess = (statement: Statement, where: string, rule: RoleRule, catalog: Catalog): readonly Finding[] => {
  const { add } = findingsAbout(`role ${rule.name}`);
  const at = { where, arn: rule.arn };
  const principals = awsPrincipals(statement);
  const ids = Object.entries(catalog.people)
    .filter(([, person]) => principals.includes(person.kind === 'iam-user' ? person.arn : person.roleArnPattern))
    .map(([id]) => id);
  const accounts = [...accountsOfPeople(catalog)].filter((id) =>
    principals.some((one) => one.endsWith(`:iam::${id}:root`)),
  );
  const conditions = [...new Set(conditionKeysOf(statement))];
  const isUnconditional = conditions.length === 0;
  if (principals.includes('*') && isUnconditional) return add('trust_open_to_all', at);
  if (ids.length > 0 && isUnconditional) return add('trust_permanent_person', { ...at, ids });
  if (accounts.length > 0 && isUnconditional) return add('trust_permanent_account', { ...at, accounts });
  if (accounts.length > 0 || ids.length > 0) return add('trust_permanent_condition', { ...at, conditions });
  return principals.length === 0 ? [] : add('trust_permanent_other', { where, principals, conditions });
};

/** Statements of a role's trust policy that give permanent access, or that keep the bot from writing the policy. */
export const examineTrust = (rule: RoleRule, role: SeenRole, catalog: Catalog, hub: Hub): readonly Finding[] => {
  const { add, found } = findingsAbout(`role ${rule.name}`);
  const { arn } = rule;
  const foreign = role.trust.Statement.map((statement, index) => ({
    statement,
    where: nameOfStatement(statement, index),
  })).filter(({ statement }) => !isOurs(statement, hub));
  for (const { statement, where } of foreign) {
    const principals = awsPrincipals(statement).filter((one) => DEAD.test(one));
    if (principals.length > 0) add('trust_dead_principal', { where, arn, principals });
    if (!concerns(statement, ASSUME, '')) continue;
    if (statement.Effect === 'Deny' && !hasConditions(statement)) add('trust_denies', { where });
    if (statement.Effect !== 'Allow' || endsByItself(statement)) continue;
    found.push(...permanentAccess(statement, where, rule, catalog));
  }
  const { Version: current = '2008-10-17' } = role.trust;
  if (current !== POLICY_VERSION && JSON.stringify(foreign.map(({ statement }) => statement)).includes('${'))
    add('trust_old_version', { arn, current, wanted: POLICY_VERSION });
  return found;
};
