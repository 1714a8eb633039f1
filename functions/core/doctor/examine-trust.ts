import type { Catalog, Principal } from '../catalog/catalog.ts';
import { iamUser } from '../catalog/lookup.ts';
import { accountOf, nameOf, type RoleArn, type UserArn } from '../names.ts';
import { POLICY_VERSION, type Statement } from '../trust/documents.ts';
import { admitsAccount, awsPrincipals, concerns, conditionKeysOf, endsByItself } from '../trust/policy-match.ts';
import type { Hub } from '../trust/policy-names.ts';
import { isOurs } from '../trust/statements.ts';
import type { SeenRole } from './facts.ts';
import { type Problem, type Problems, problem } from './finding.ts';
import { kindOfPrincipal } from './principal-kinds.ts';
import { holdsFor, standingAccess } from './standing-access.ts';
import { excludedPrincipals, limitOf, trustedPrincipals } from './trusted-principals.ts';

/** IAM shows the unique ID of a deleted principal in place of its ARN. */
const DEAD = /^A(?:IDA|ROA|GPA)[A-Z0-9]{12,}/;
const ASSUME = 'sts:AssumeRole';
export const IS_MFA = /^aws:multifactorauth(present|age)$/i;

/** The statements of a trust policy that the bot did not write, with their Sid or number. */
export const foreignStatements = ({ trust }: SeenRole, hub: Hub) =>
  trust.Statement.map((statement, index) => ({
    statement,
    where: statement.Sid === undefined ? `number ${index + 1}` : `"${statement.Sid}"`,
  })).filter(({ statement }) => !isOurs(statement, hub));

/** Whether a foreign statement admits every user of an account whose own policies allow it. */
export const admitsAccountOf = (role: SeenRole, accountId: string, hub: Hub): boolean =>
  foreignStatements(role, hub).some(({ statement }) => admitsAccount(statement, accountId));

/** Whether a foreign statement can admit an IAM user through their account under a session name of their choice. */
export const leavesNameOpen = (role: SeenRole, arn: UserArn, hub: Hub): boolean => {
  const root = `:iam::${accountOf(arn)}:root`;
  return foreignStatements(role, hub).some(({ statement }) => {
    const isPinned = conditionKeysOf(statement).some((key) => /^sts:rolesessionname$/i.test(key));
    if (statement.Effect !== 'Allow' || isPinned || holdsFor(statement, iamUser(arn, 'external')) === 'no')
      return false;
    const excluded = excludedPrincipals(statement);
    if (excluded !== undefined)
      return concerns(statement, ASSUME, '') && !excluded.some((one) => one === arn || one.endsWith(root));
    return trustedPrincipals(statement).some(
      ({ type, value }) => type === 'AWS' && (value === '*' || value === arn || value.endsWith(root)),
    );
  });
};

/** Whether a statement admits a session of the role: it has no condition, or only those that every session meets or can meet. */
const admitsSession = (statement: Statement, isMeant: (principal: string) => boolean): boolean => {
  const isOpen = ['nothing', 'how'].includes(limitOf(statement));
  // A session of a role carries no MFA. Source: AWS, IAM User Guide, "Secure API access with MFA".
  if (statement.Effect !== 'Allow' || !isOpen || conditionKeysOf(statement).some((key) => IS_MFA.test(key)))
    return false;
  const excluded = excludedPrincipals(statement);
  if (excluded !== undefined) return concerns(statement, ASSUME, '') && !excluded.some(isMeant);
  return trustedPrincipals(statement).some(({ type, value }) => type === 'AWS' && isMeant(value));
};

/** The foreign statement by which a role can assume itself: it names the role, a session of it, or the role's own account. */
export const selfTrust = (
  role: SeenRole,
  hub: Hub,
): { readonly kind: 'role' | 'account'; readonly where: string } | undefined => {
  const foreign = foreignStatements(role, hub);
  const account = accountOf(role.arn);
  const sessions = `:sts::${account}:assumed-role/${nameOf(role.arn)}/`;
  const byRole = foreign.find(({ statement }) =>
    admitsSession(statement, (one) => one === role.arn || one.includes(sessions)),
  );
  if (byRole !== undefined) return { kind: 'role', where: byRole.where };
  const byAccount = foreign.find(({ statement }) =>
    admitsSession(statement, (one) => one === '*' || one.endsWith(`:iam::${account}:root`)),
  );
  return byAccount && { kind: 'account', where: byAccount.where };
};

/** Whether a Deny can concern users of the catalog. */
const concernsPeople = (statement: Statement, arn: RoleArn, catalog: Catalog): boolean => {
  if (excludedPrincipals(statement) !== undefined) return concerns(statement, ASSUME, '');
  const world = { catalog, accountId: accountOf(arn) };
  const kinds = trustedPrincipals(statement).map((one) => kindOfPrincipal(one, world));
  return kinds.some((kind) => /^(everyone|people_account|catalog_)/.test(kind));
};

/** A Deny that overrides grants: always, without MFA, or by a condition that only a call can show. */
const denial = (statement: Statement, where: string, { people }: Catalog): Problem | undefined => {
  const conditions = [...new Set(conditionKeysOf(statement))];
  if (conditions.length === 0) return problem('trust_denies', { where });
  if (conditions.some((key) => IS_MFA.test(key))) return problem('trust_denies_without_mfa', { where });
  const holds = Object.values<Principal>(people).map((person) => holdsFor(statement, person));
  if (holds.includes('yes')) return problem('trust_denies', { where });
  return holds.includes('unknown') ? problem('trust_denies_if', { where, conditions }) : undefined;
};

/** Statements of a role's trust policy that give permanent access, or that keep the bot from writing the policy. */
export function* examineTrust(role: SeenRole, catalog: Catalog, hub: Hub): Problems {
  const { arn } = role;
  const foreign = foreignStatements(role, hub);
  for (const { statement, where } of foreign) {
    const principals = awsPrincipals(statement).filter((one) => DEAD.test(one));
    if (principals.length > 0) yield problem('trust_dead_principal', { where, arn, principals });
    if (statement.Effect === 'Allow' && !endsByItself(statement)) yield* standingAccess(statement, where, arn, catalog);
    if (statement.Effect !== 'Deny' || !concernsPeople(statement, arn, catalog)) continue;
    const found = denial(statement, where, catalog);
    if (found !== undefined) yield found;
  }
  const { Version: current = '2008-10-17' } = role.trust;
  if (current !== POLICY_VERSION && JSON.stringify(foreign.map(({ statement }) => statement)).includes('${'))
    yield problem('trust_old_version', { arn, current, wanted: POLICY_VERSION });
}
