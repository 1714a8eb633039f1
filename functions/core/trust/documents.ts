import { canonicalJson } from '../hash.ts';

type OneOrMany<T> = T | readonly T[];

/** A condition block: operator, key, values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMany<string>>>>>;

/** A statement of an IAM policy. Unknown members are kept. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly Condition?: Conditions;
  readonly [member: string]: unknown;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly Statement[];
  readonly [member: string]: unknown;
}

export const POLICY_VERSION = '2012-10-17';

/** The shortest form of a list that IAM accepts: a single value if there is only one. */
export const oneOrMany = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 && values[0] !== undefined ? values[0] : values;

/** Characters as IAM counts them against a quota, and spaces inside strings. */
export const policyChars = (document: PolicyDocument): number => JSON.stringify(document).length;

/** The document of as many items as fit a quota, counted from the first; undefined if not even one fits. */
export const longestThatFits = <Item>(
  items: readonly Item[],
  documentOf: (some: readonly Item[]) => PolicyDocument,
  quotaChars: number,
): PolicyDocument | undefined => {
  for (let count = items.length; count > 0; count -= 1) {
    const document = documentOf(items.slice(0, count));
    if (policyChars(document) <= quotaChars) return document;
  }
  return undefined;
};

/** The values of one condition key under one operator. */
export const valuesOf = (statement: Statement, operator: string, key: string): readonly string[] =>
  [statement.Condition?.[operator]?.[key] ?? []].flat();

/** The normal form of a document: lists of one as single values, in a fixed order. */
export const loose = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const members = value.map(loose);
    if (members.length === 1) return members[0];
    return members.sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, loose(member)]));
};

/** Whether two documents mean the same. IAM may return a list of one as a single value, or in another order. */
export const arePoliciesEqual = (a: PolicyDocument | undefined, b: PolicyDocument | undefined): boolean =>
  a === undefined || b === undefined ? a === b : canonicalJson(loose(a)) === canonicalJson(loose(b));

/** Parses a policy as IAM returns it. Throws SyntaxError or TypeError for other text. */
export const parsePolicy = (text: string): PolicyDocument => {
  const document = JSON.parse(text) as { Statement?: Statement | readonly Statement[] };
  if (document.Statement === undefined) throw new TypeError('a policy without Statement');
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return { ...document, Statement: statements as readonly Statement[] };
};
