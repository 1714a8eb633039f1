import type { Catalog } from '../catalog/catalog.ts';
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
import { type Problems, problem } from './finding.ts';

/** IAM shows the unique ID of a deleted principal in place of its ARN. */
const DEAD = /^A(?:IDA|ROA)[A-Z0-9]{12,}/;

/** The statements of a trust policy that the bot did not write, with their Sid or number. */
const foreignStatements = ({ trust }: SeenRole, hub: Hub) =>
  trust.Statement.map((statement, index) => ({
    statement,
    where: statement.Sid === undefined ? `number ${index + 1}` : `"${statement.Sid}"`,
  })).filter(({ statement }) => !isOurs(statement, hub));

const accountsOfPeople = ({ people, byEmail }: Catalog): readonly string[] => [
  ...new Set([
    ...Object.values(people).map(({ accountId }) => accountId as string),
    ...(byEmail === undefined ? [] : [byEmail.template.split(':')[4] ?? '']),
  ]),
];

/** Whether a foreign statement admits every user of an account whose own policies allow it. */
export const admitsAccountOf = (role: SeenRole, accountId: string, hub: Hub): boolean =>
  foreignStatements(role, hub).some(({ statement }) => admitsAccount(statement, accountId));

/** The foreign statement by which a role can assume itself: it names the role, or the role's own account. */
export const selfTrust = (
  role: SeenRole,
  hub: Hub,
): { readonly kind: 'role' | 'account'; readonly where: string } | undefined => {
  const foreign = foreignStatements(role, hub);
  const byRole = foreign.find(({ statement }) => admitsForGood(statement, (one) => one === role.arn));
  if (byRole !== undefined) return { kind: 'role', where: byRole.where };
  const byAccount = foreign.find(({ statement }) => admitsAccount(statement, accountOf(role.arn)));
  return byAccount && { kind: 'account', where: byAccount.where };
};

function* permanentAccess(statement: Statement, where: string, arn: string, catalog: Catalog): Problems {
  const at = { where, arn };
  const principals = awsPrincipals(statement);
  const ids = Object.entries(catalog.people)
    .filter(([, person]) => principals.includes(person.kind === 'iam-user' ? person.arn : person.roleArnPattern))
    .map(([id]) => id);
  const accounts = accountsOfPeople(catalog).filter((id) => principals.some((one) => one.endsWith(`:iam::${id}:root`)));
  const conditions = [...new Set(conditionKeysOf(statement))];
  const isUnconditional = conditions.length === 0;
  if (principals.includes('*') && isUnconditional) yield problem('trust_open_to_all', at);
  else if (ids.length > 0 && isUnconditional) yield problem('trust_permanent_user', { ...at, ids });
  else if (accounts.length > 0 && isUnconditional) yield problem('trust_permanent_account', { ...at, accounts });
  else if (accounts.length > 0 || ids.length > 0) yield problem('trust_permanent_condition', { ...at, conditions });
  else if (principals.length > 0) yield problem('trust_permanent_other', { where, principals, conditions });
}

/** Statements of a role's trust policy that give permanent access, or that keep the bot from writing the policy. */
export function* examineTrust(role: SeenRole, catalog: Catalog, hub: Hub): Problems {
  const { arn } = role;
  const foreign = foreignStatements(role, hub);
  for (const { statement, where } of foreign) {
    const principals = awsPrincipals(statement).filter((one) => DEAD.test(one));
    if (principals.length > 0) yield problem('trust_dead_principal', { where, arn, principals });
    if (!concerns(statement, 'sts:AssumeRole', '')) continue;
    if (statement.Effect === 'Deny' && !hasConditions(statement)) yield problem('trust_denies', { where });
    if (statement.Effect === 'Allow' && !endsByItself(statement))
      yield* permanentAccess(statement, where, arn, catalog);
  }
  const { Version: current = '2008-10-17' } = role.trust;
  if (current !== POLICY_VERSION && JSON.stringify(foreign.map(({ statement }) => statement)).includes('${'))
    yield problem('trust_old_version', { arn, current, wanted: POLICY_VERSION });
}
