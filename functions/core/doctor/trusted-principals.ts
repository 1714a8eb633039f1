import { rootArn } from '../partitions.ts';
import type { Statement } from '../trust/documents.ts';
import { concerns } from '../trust/policy-match.ts';

type PrincipalType = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';

/** One entry of the Principal element of a trust policy. */
export interface TrustedPrincipal {
  readonly type: PrincipalType;
  readonly value: string;
}

const listOf = (value: unknown): readonly string[] => (value === undefined ? [] : ([value].flat() as string[]));

const entriesOf = (block: unknown): readonly TrustedPrincipal[] => {
  if (block === '*') return [{ type: 'AWS', value: '*' }];
  return Object.entries((block ?? {}) as Readonly<Record<string, unknown>>).flatMap(([type, values]) =>
    listOf(values).map((value) => ({
      type: type as PrincipalType,
      // An account ID alone means the root of the account.
      value: type === 'AWS' && /^\d{12}$/.test(value) ? rootArn(value) : value,
    })),
  );
};

/** The actions by which a principal of each type gets a session. Source: AWS, STS API Reference. */
const actionOf = ({ type, value }: TrustedPrincipal): string => {
  if (type !== 'Federated') return 'sts:AssumeRole';
  return value.includes(':saml-provider/') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity';
};

/** The principals that a statement concerns with the action that gives them a session. */
export const trustedPrincipals = (statement: Statement): readonly TrustedPrincipal[] =>
  entriesOf(statement.Principal).filter((one) => concerns(statement, actionOf(one), ''));

/** The principals that a statement excludes by NotPrincipal; undefined if it has no such element. */
export const excludedPrincipals = (statement: Statement): readonly string[] | undefined =>
  statement['NotPrincipal'] === undefined ? undefined : entriesOf(statement['NotPrincipal']).map(({ value }) => value);

/**
 * What the conditions of a statement limit. `who`: they name callers. `accounts`: only organizations or accounts. `secret`: the
 * ExternalId. `how`: MFA, network or time, which any caller can meet. `nothing`: there are none.
 */
export type Limit = 'who' | 'accounts' | 'secret' | 'how' | 'nothing';

/** Keys that name the provider, the application or the kind of a sign-in, and not who signed in. Source: AWS, IAM User Guide, "IAM and AWS STS condition context keys". */
const NOT_WHO = '(?:aud|azp|oaud|amr|iss|doc|namequalifier|sub_type)$';

const LIMITS: readonly (readonly [Limit, RegExp])[] = [
  ['who', /^aws:(principalarn|userid|username|sourceidentity|principaltag\/.*|sourcearn)$/],
  ['who', /^sts:(rolesessionname|sourceidentity)$/],
  // Claims of SAML and OIDC providers, such as `saml:sub` and `token.actions.githubusercontent.com:sub`.
  ['who', new RegExp(`^(?!aws:|sts:|iam:).+:(?!${NOT_WHO})[^:]+$`)],
  ['accounts', /^aws:(principalorgid|principalorgpaths|principalaccount|sourceaccount|sourceorgid)$/],
  ['secret', /^sts:externalid$/],
];

/** A negated operator, IfExists, Null or ForAllValues also holds for a caller without the key, so it limits no one. */
const isPositive = (operator: string): boolean => !/not|ifexists$|^null$|^forallvalues:/i.test(operator);

const isAnything = (values: readonly string[]): boolean => values.every((value) => /^\*+$/.test(value));

/** The strictest limit of a statement. Conditions of a statement must all hold. */
export const limitOf = ({ Condition = {} }: Statement): Limit => {
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: listOf(values) })),
  );
  const limiting = conditions.filter(({ operator, values }) => isPositive(operator) && !isAnything(values));
  const found = LIMITS.find(([, pattern]) => limiting.some(({ key }) => pattern.test(key)));
  return found?.[0] ?? (conditions.length === 0 ? 'nothing' : 'how');
};
