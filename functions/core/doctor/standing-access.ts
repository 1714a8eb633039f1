import type { Catalog, Principal } from '../catalog/catalog.ts';
import { accountOf, type RoleArn } from '../names.ts';
import { judgeConditions } from '../policy/conditions.ts';
import { contextOf } from '../policy/context.ts';
import { all, type Truth } from '../policy/truth.ts';
import { POLICY_VERSION, type Statement } from '../trust/documents.ts';
import { conditionKeysOf } from '../trust/policy-match.ts';
import { type Problem, type Problems, problem } from './finding.ts';
import { accountsOfPeople, idsNamedBy, kindOfPrincipal, type PrincipalKind } from './principal-kinds.ts';
import { excludedPrincipals, type Limit, limitOf, trustedPrincipals } from './trusted-principals.ts';

/** A foreign statement of a trust policy that allows, without an end. */
interface Standing {
  readonly statement: Statement;
  readonly where: string;
  readonly arn: RoleArn;
  readonly catalog: Catalog;
  readonly limit: Limit;
  /** The principals of one kind. */
  readonly principals: readonly string[];
}

/** The values of condition keys that are known for a user before a call. */
export const contextOfUser = (person: Principal) =>
  contextOf({
    'aws:PrincipalAccount': person.accountId,
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'false',
    'aws:PrincipalIsAWSService': 'false',
    ...(person.kind === 'iam-user'
      ? { 'aws:PrincipalArn': person.arn, 'aws:username': person.userName, 'aws:PrincipalType': 'User' }
      : { 'aws:PrincipalType': 'AssumedRole' }),
  });

/** Whether the conditions of a statement hold for a user. A key that is only known during a call makes it unknown. */
export const holdsFor = (statement: Statement, person: Principal): Truth =>
  all(judgeConditions(statement, POLICY_VERSION, contextOfUser(person)).map(({ truth }) => truth));

const conditionsOf = (statement: Statement): readonly string[] => [...new Set(conditionKeysOf(statement))];
const isOpen = (limit: Limit): boolean => limit === 'nothing' || limit === 'how';

const other = ({ statement, where, principals }: Standing): Problem =>
  problem('trust_permanent_other', { where, principals, conditions: conditionsOf(statement) });

const conditional = ({ statement, where, arn }: Standing): Problem =>
  problem('trust_permanent_condition', { where, arn, conditions: conditionsOf(statement) });

const everyone = (one: Standing): Problem => {
  const { statement, where, arn, limit } = one;
  const values = { where, arn, conditions: conditionsOf(statement) };
  switch (limit) {
    case 'nothing':
      return problem('trust_open_to_all', values);
    case 'how':
      return problem('trust_open_by_network', values);
    case 'secret':
      return problem('trust_open_by_secret', values);
    case 'accounts':
      return problem('trust_open_to_organization', values);
    case 'who':
      return conditional(one);
  }
};

/** The users of an account whom a statement for the whole account admits. */
const peopleAccount = (one: Standing): Problem => {
  const { statement, where, arn, limit, catalog, principals } = one;
  const accounts = accountsOfPeople(catalog).filter((id) => principals.some((value) => value.endsWith(`::${id}:root`)));
  if (limit === 'nothing') return problem('trust_permanent_account', { where, arn, accounts });
  const people = Object.entries<Principal>(catalog.people)
    .filter(([, { accountId }]) => accounts.includes(accountId))
    .map(([id, person]) => ({ id, holds: holdsFor(statement, person) }));
  const ids = people.filter(({ holds }) => holds === 'yes').map(({ id }) => id);
  if (ids.length > 0) return problem('trust_permanent_user', { where, arn, ids });
  const isForOthers = catalog.byEmail === undefined && people.every(({ holds }) => holds === 'no');
  return isForOthers ? other(one) : conditional(one);
};

const named = (one: Standing): Problem => {
  const { where, arn, catalog, principals, limit } = one;
  const ids = [...new Set(principals.flatMap((value) => idsNamedBy(value, catalog)))];
  return isOpen(limit) ? problem('trust_permanent_user', { where, arn, ids }) : conditional(one);
};

/** One finding for principals that stay in unless a condition names the callers. */
const unlessNamed =
  (kind: 'trust_own_account' | 'trust_other_account' | 'trust_permission_set' | 'trust_session') =>
  (one: Standing): Problem =>
    isOpen(one.limit) ? problem(kind, one) : other(one);

/** The meaning of each kind of principal. A deleted principal admits no one; it is reported where it blocks writes. */
const FINDING_OF: Readonly<Record<PrincipalKind, (one: Standing) => Problem | undefined>> = {
  deleted: () => undefined,
  everyone,
  people_account: peopleAccount,
  own_account: unlessNamed('trust_own_account'),
  other_account: unlessNamed('trust_other_account'),
  catalog_user: named,
  catalog_sign_in: named,
  catalog_session: named,
  permission_set: unlessNamed('trust_permission_set'),
  session: unlessNamed('trust_session'),
  federation_token: (one) => problem('trust_federation_token', one),
  user_or_role: other,
  saml: (one) => (one.limit === 'who' ? other(one) : problem('trust_saml', one)),
  oidc: (one) => problem(one.limit === 'who' || hasAudience(one.statement) ? 'trust_oidc' : 'trust_oidc_open', one),
  identity_center: (one) => problem('trust_identity_center', one),
  code_service: (one) => problem('trust_code_service', one),
  service: (one) => problem('trust_service', one),
  canonical: (one) => problem('trust_canonical', one),
};

/** The identity providers of AWS's own list issue tokens for one application, which the audience names. */
const hasAudience = ({ Principal, Condition = {} }: Statement): boolean =>
  !JSON.stringify(Principal).includes(':oidc-provider/') &&
  Object.entries(Condition).some(
    ([operator, keys]) => /^StringEquals$/i.test(operator) && /:aud"/.test(JSON.stringify(keys)),
  );

/** The permanent access that one foreign statement gives, one finding for each kind of principal in it. */
export function* standingAccess(statement: Statement, where: string, arn: RoleArn, catalog: Catalog): Problems {
  const limit = limitOf(statement);
  const excluded = excludedPrincipals(statement);
  if (excluded !== undefined)
    yield problem('trust_not_principal', { where, arn, principals: excluded, conditions: conditionsOf(statement) });
  const world = { catalog, accountId: accountOf(arn) };
  const byKind = Object.groupBy(trustedPrincipals(statement), (one) => kindOfPrincipal(one, world));
  for (const [kind, found = []] of Object.entries(byKind)) {
    const principals = [...new Set(found.map(({ value }) => value))];
    const finding = FINDING_OF[kind as PrincipalKind]({ statement, where, arn, catalog, limit, principals });
    if (finding !== undefined) yield finding;
  }
}
