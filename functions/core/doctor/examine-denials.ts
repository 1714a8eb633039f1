import { iamUser } from '../catalog/lookup.ts';
import type { RoleArn, UserArn } from '../names.ts';
import type { Statement } from '../trust/documents.ts';
import { allowing, concerns, conditionKeysOf } from '../trust/policy-match.ts';
import { IS_MFA } from './examine-trust.ts';
import type { NamedPolicy, SeenUser } from './facts.ts';
import { type Problem, problem } from './finding.ts';
import { holdsFor } from './standing-access.ts';

const ASSUME = 'sts:AssumeRole';

/** What a user needs on a role. */
interface Wanted {
  readonly by: string;
  readonly arn: UserArn;
  /** The role in the catalog, and its ARN. */
  readonly name: string;
  readonly role: RoleArn;
}

/** A statement of a policy, as findings name it. */
const placeOf = ({ document, name, how }: NamedPolicy, statement: Statement): string => {
  const number = document.Statement.indexOf(statement) + 1;
  const policy = how === 'boundary' ? `permissions boundary ${name}` : how === 'inline' ? name : `${name} (${how})`;
  return `statement ${statement.Sid === undefined ? `number ${number}` : `"${statement.Sid}"`} of ${policy}`;
};

const conditionsOf = (statement: Statement): readonly string[] => [...new Set(conditionKeysOf(statement))];
const isAboutMfa = (statement: Statement): boolean => conditionKeysOf(statement).some((key) => IS_MFA.test(key));

/** The most severe effect of one Deny on the user. */
const denialBy = (policy: NamedPolicy, statement: Statement, wanted: Wanted): Problem | undefined => {
  const values = { ...wanted, where: placeOf(policy, statement), conditions: conditionsOf(statement) };
  const holds = holdsFor(statement, iamUser(wanted.arn, 'managed'));
  if (holds === 'no') return undefined;
  if (holds === 'yes') return problem('identity_denies', values);
  return problem(isAboutMfa(statement) ? 'identity_denies_without_mfa' : 'identity_denies_if', values);
};

/** A boundary has to allow what an identity policy allows. Source: AWS, IAM User Guide, "Permissions boundaries for IAM entities". */
const boundaryLack = ({ boundary }: SeenUser, wanted: Wanted): Problem | undefined => {
  if (boundary === undefined) return undefined;
  const allowed = allowing(boundary.document, ASSUME, wanted.role);
  const holds = allowed.map((statement) => holdsFor(statement, iamUser(wanted.arn, 'managed')));
  if (holds.includes('yes')) return undefined;
  const values = { ...wanted, policy: boundary.name };
  if (!holds.includes('unknown')) return problem('boundary_lacks_assume', values);
  const conditions = [...new Set(allowed.flatMap(conditionsOf))];
  const code = allowed.every(isAboutMfa) ? 'boundary_needs_mfa' : 'boundary_allows_if';
  return problem(code, { ...values, conditions });
};

const RANK = { error: 0, warning: 1, note: 2 } as const;

/** What stops a user from calling sts:AssumeRole on a role, the most severe first: denials in any policy, and the boundary. */
export const denialsOf = (user: SeenUser, wanted: Wanted): readonly Problem[] => {
  const all = user.boundary === undefined ? user.policies : [...user.policies, user.boundary];
  const denials = all.flatMap((policy) =>
    policy.document.Statement.filter(({ Effect }) => Effect === 'Deny')
      .filter((statement) => concerns(statement, ASSUME, wanted.role))
      .map((statement) => denialBy(policy, statement, wanted)),
  );
  return [...denials, boundaryLack(user, wanted)]
    .filter((one) => one !== undefined)
    .toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
};
