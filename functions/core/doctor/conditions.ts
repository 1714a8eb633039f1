import type { Statement } from '../trust/documents.ts';
import { matchesPattern } from '../trust/policy-match.ts';

/** The known values of condition keys, with the keys in lower case. */
export type KnownContext = Readonly<Record<string, string>>;

/** `unknown`: it depends on values that are known only during a call. */
export type Holds = 'yes' | 'no' | 'unknown';

const OPERATORS: Readonly<Record<string, (value: string, pattern: string) => boolean>> = {
  stringequals: (value, pattern) => value === pattern,
  stringequalsignorecase: (value, pattern) => value.toLowerCase() === pattern.toLowerCase(),
  stringlike: matchesPattern,
  arnequals: matchesPattern,
  arnlike: matchesPattern,
  bool: (value, pattern) => value.toLowerCase() === pattern.toLowerCase(),
};

const judge = (operator: string, key: string, patterns: readonly string[], context: KnownContext): Holds => {
  const name = operator.toLowerCase();
  const plain = name.replace(/ifexists$/, '');
  const isNegated = /^(string|arn)not/.test(plain);
  const compare = OPERATORS[plain.replace('not', '')];
  const value = context[key.toLowerCase()];
  if (compare === undefined || patterns.some((pattern) => pattern.includes('${'))) return 'unknown';
  if (value === undefined) return name.endsWith('ifexists') ? 'yes' : 'unknown';
  return patterns.some((pattern) => compare(value, pattern)) !== isNegated ? 'yes' : 'no';
};

/** Whether the conditions of a statement hold, as far as the values of their keys are known. */
export const conditionsHold = ({ Condition = {} }: Statement, context: KnownContext): Holds => {
  const each = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, patterns]) => judge(operator, key, [patterns].flat(), context)),
  );
  if (each.includes('no')) return 'no';
  return each.includes('unknown') ? 'unknown' : 'yes';
};
