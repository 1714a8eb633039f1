import { isSessionName } from '../names.ts';
import { rootArn } from '../partitions.ts';
import { type PolicyDocument, type Statement, valuesOf } from './documents.ts';

type OneOrMany = string | readonly string[] | undefined;

const many = (value: OneOrMany): readonly string[] => (value === undefined ? [] : [value].flat());

/** Whether a pattern of IAM could match a text. A policy variable could be anything, so it counts as `*`. */
const couldMatch = (pattern: string, text: string, { foldsCase }: { readonly foldsCase: boolean }): boolean => {
  const source = pattern
    .replace(/\$\{[^}]*\}/g, '*')
    .split(/([*?])/)
    .map((part) => (part === '*' ? '[^]*' : part === '?' ? '[^]' : part.replace(/[\\^$.|+()[\]{}]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, foldsCase ? 'i' : '').test(text);
};

/** Whether a value matches a pattern of IAM in any case, as the names of users and roles are compared. */
export const matchesName = (value: string, pattern: string): boolean => couldMatch(pattern, value, { foldsCase: true });

/** Whether a value matches a pattern of IAM with `*` and `?`. */
export const matchesPattern = (value: string, pattern: string): boolean =>
  couldMatch(pattern, value, { foldsCase: false });

const concernsAction = (statement: Statement, action: string): boolean => {
  const not = statement['NotAction'] as OneOrMany;
  if (not !== undefined) return !many(not).some((pattern) => couldMatch(pattern, action, { foldsCase: true }));
  return many(statement.Action).some((pattern) => couldMatch(pattern, action, { foldsCase: true }));
};

const concernsResource = (statement: Statement, resource: string): boolean => {
  const not = statement['NotResource'] as OneOrMany;
  if (not !== undefined) return !many(not).some((pattern) => couldMatch(pattern, resource, { foldsCase: false }));
  // A trust policy has no Resource: it applies to its own role.
  if (statement.Resource === undefined) return true;
  return many(statement.Resource).some((pattern) => couldMatch(pattern, resource, { foldsCase: false }));
};

/** Whether a statement applies to an action on a resource if its conditions are met. */
export const concerns = (statement: Statement, action: string, resource: string): boolean =>
  concernsAction(statement, action) && concernsResource(statement, resource);

/** The keys of a statement's conditions, such as `aws:MultiFactorAuthPresent`. */
export const conditionKeysOf = ({ Condition = {} }: Statement): readonly string[] =>
  Object.values(Condition).flatMap((keys) => Object.keys(keys));

export const hasConditions = (statement: Statement): boolean => conditionKeysOf(statement).length > 0;

/** Whether a statement has an end date. */
export const endsByItself = (statement: Statement): boolean =>
  Object.entries(statement.Condition ?? {}).some(
    ([operator, keys]) =>
      /^DateLessThan(Equals)?$/.test(operator) && Object.keys(keys).some((key) => /^aws:currenttime$/i.test(key)),
  );

/** The statements that allow an action on a resource. */
export const allowing = (document: PolicyDocument, action: string, resource: string): readonly Statement[] =>
  document.Statement.filter(({ Effect }) => Effect === 'Allow').filter((one) => concerns(one, action, resource));

/** Whether a statement without conditions denies an action on a resource. */
export const deniesAlways = (document: PolicyDocument, action: string, resource: string): boolean =>
  document.Statement.some(
    (statement) => statement.Effect === 'Deny' && !hasConditions(statement) && concerns(statement, action, resource),
  );

/** The AWS principals that a statement of a trust policy names; `*` for everyone. */
export const awsPrincipals = (statement: Statement): readonly string[] => {
  const { Principal } = statement;
  if (Principal === '*') return ['*'];
  const { AWS } = (Principal ?? {}) as { readonly AWS?: OneOrMany };
  // An account ID alone means the root of the account.
  return many(AWS).map((one) => (/^\d{12}$/.test(one) ? rootArn(one) : one));
};

/** Whether a statement of a trust policy permanently admits a principal that `isMeant` accepts. */
export const admitsForGood = (statement: Statement, isMeant: (principal: string) => boolean): boolean =>
  statement.Effect === 'Allow' &&
  !hasConditions(statement) &&
  concerns(statement, 'sts:AssumeRole', '') &&
  awsPrincipals(statement).some(isMeant);

/** Whether a statement permanently admits all users of an account whose own policies allow it. */
export const admitsAccount = (statement: Statement, accountId: string): boolean =>
  admitsForGood(statement, (one) => one === '*' || one.endsWith(`:iam::${accountId}:root`));

/** The session names in a statement of ours; policy variables and wildcards are not names. */
export const namesIn = (statement: Statement): readonly string[] => {
  const names = [
    ...valuesOf(statement, 'StringEquals', 'aws:username'),
    ...valuesOf(statement, 'StringEquals', 'sts:RoleSessionName'),
    ...valuesOf(statement, 'StringLike', 'aws:userid').map((value) => value.replace(/^\*:/, '')),
  ];
  return [...new Set(names)].filter(isSessionName);
};
