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

/** What IAM shows in place of a principal that was deleted. */
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

/** Whether a standing statement lets every user of an account in whose own policies allow it. */
export const letsAccountIn = (statement: Statement, accountId: string, hub: Hub): boolean =>
  !isOurs(statement, hub) && admitsAccount(statement, accountId);

/** The standing statement by which a role can assume itself: it names the role, or the role's own account. */
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
  const { error, warning, note } = findingsAbout(`role ${rule.name}`);
  const principals = awsPrincipals(statement);
  const people = Object.entries(catalog.people).filter(([, person]) =>
    principals.some((one) => one === (person.kind === 'iam-user' ? person.arn : person.roleArnPattern)),
  );
  const accounts = [...accountsOfPeople(catalog)].filter((id) =>
    principals.some((one) => one.endsWith(`:iam::${id}:root`)),
  );
  const keys = [...new Set(conditionKeysOf(statement))];
  const remove = `Remove statement ${where} from the trust policy of ${rule.arn}`;

  if (principals.includes('*') && keys.length === 0)
    return error(
      'trust_open_to_all',
      `Statement ${where} of its trust policy lets anybody of any AWS account in, at any time.`,
      `${remove}, at once.`,
    );
  if (people.length > 0 && keys.length === 0)
    return error(
      'trust_permanent_person',
      `Statement ${where} of its trust policy lets ${people.map(([id]) => id).join(', ')} in for good, whatever is approved here.`,
      `${remove}; they ask for the role instead.`,
    );
  if (accounts.length > 0 && keys.length === 0)
    return error(
      'trust_permanent_account',
      `Statement ${where} of its trust policy lets the whole account ${accounts.join(', ')} in, where people of the catalog have their users: whoever may call sts:AssumeRole there needs no approval.`,
      `${remove}, or give it a condition that none of these people meet.`,
    );
  if (accounts.length > 0 || people.length > 0)
    return warning(
      'trust_permanent_condition',
      `Statement ${where} of its trust policy lets people of the catalog in beside the bot, if ${keys.join(', ')} is met.`,
      `See that this is meant as break-glass; else ${remove.charAt(0).toLowerCase()}${remove.slice(1)}.`,
    );
  if (principals.length === 0) return [];
  return note(
    'trust_permanent_other',
    `Statement ${where} of its trust policy lets ${principals.join(', ')} in beside the bot${keys.length === 0 ? '' : `, if ${keys.join(', ')} is met`}.`,
    'Nothing, if that is meant: the bot keeps statements of others as it finds them.',
  );
};

/** What of a role's trust policy makes the time box pointless, or keeps the bot from writing it. */
export const examineTrust = (rule: RoleRule, role: SeenRole, catalog: Catalog, hub: Hub): readonly Finding[] => {
  const { error, warning, found } = findingsAbout(`role ${rule.name}`);
  const foreign = role.trust.Statement.map((statement, index) => ({
    statement,
    where: nameOfStatement(statement, index),
  })).filter(({ statement }) => !isOurs(statement, hub));
  for (const { statement, where } of foreign) {
    const dead = awsPrincipals(statement).filter((one) => DEAD.test(one));
    if (dead.length > 0)
      error(
        'trust_dead_principal',
        `Statement ${where} of its trust policy names ${dead.join(', ')}, a user or role that was deleted; IAM refuses every write of the whole policy until it is gone.`,
        `Remove ${dead.join(', ')} from statement ${where} of the trust policy of ${rule.arn}.`,
      );
    if (!concerns(statement, ASSUME, '')) continue;
    if (statement.Effect === 'Deny' && !hasConditions(statement))
      warning(
        'trust_denies',
        `Statement ${where} of its trust policy denies sts:AssumeRole, and a denial wins over every grant.`,
        'Remove it, or narrow it by a condition that the people of the catalog do not meet.',
      );
    if (statement.Effect !== 'Allow' || endsByItself(statement)) continue;
    found.push(...permanentAccess(statement, where, rule, catalog));
  }
  if (role.trust.Version !== POLICY_VERSION && JSON.stringify(foreign.map(({ statement }) => statement)).includes('${'))
    error(
      'trust_old_version',
      `Its trust policy is of Version ${role.trust.Version ?? '2008-10-17'} and has statements of others with policy variables; the bot cannot raise the version without changing what they mean, and refuses every grant.`,
      `Set the trust policy of ${rule.arn} to Version ${POLICY_VERSION} yourself, after a look at these statements.`,
    );
  return found;
};
