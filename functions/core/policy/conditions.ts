import type { Statement } from '../trust/documents.ts';
import type { Context, Known } from './context.ts';
import { OPERATORS, type Operator } from './operators.ts';
import { all, any, not, type Truth, truthOf } from './truth.ts';
import { expandVariables } from './variables.ts';
import type { Piece } from './wildcards.ts';

/** One key of one condition operator, with its result. */
export interface JudgedCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  /** What the call has, as far as it is known. */
  readonly known: Known;
  readonly truth: Truth;
}

interface OperatorName {
  readonly quantifier: 'all' | 'any' | 'none';
  readonly base: string;
  readonly ifExists: boolean;
}

const parseName = (name: string): OperatorName => {
  const match = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(name.toLowerCase());
  const quantifier = match?.[1] === undefined ? 'none' : match[1] === 'forallvalues' ? 'all' : 'any';
  return { quantifier, base: match?.[2] ?? '', ifExists: match?.[3] !== undefined };
};

/** The patterns of a condition. A variable without a value makes the whole statement not match. */
const patternsOf = (
  values: readonly string[],
  operator: Operator,
  version: string | undefined,
  context: Context,
): readonly (readonly Piece[])[] | 'unresolved' | 'unknown' => {
  if (!operator.takesVariables) return values.map((value) => [{ text: value, isLiteral: false }]);
  const expanded = values.map((value) => expandVariables(value, version, context));
  if (expanded.includes('unresolved')) return 'unresolved';
  return expanded.includes('unknown') ? 'unknown' : (expanded as readonly (readonly Piece[])[]);
};

const judgeKey = (
  name: OperatorName,
  values: readonly string[],
  known: Known,
  version: string | undefined,
  context: Context,
): Truth => {
  if (name.base === 'null') {
    if (known === undefined) return 'unknown';
    return truthOf(values.some((value) => (value.toLowerCase() === 'true') === (known === 'absent')));
  }
  const operator = OPERATORS[name.base];
  if (operator === undefined) return 'unknown';
  if (known === 'absent' && name.ifExists) return 'yes';
  const patterns = patternsOf(values, operator, version, context);
  if (patterns === 'unresolved') return 'no';
  if (patterns === 'unknown' || known === undefined) return 'unknown';
  const isForEach = name.quantifier === 'all' || (name.quantifier === 'none' && operator.isNegated);
  if (known === 'absent') return truthOf(isForEach);
  const holdsFor = (value: string): Truth => {
    const found = any(patterns.map((pattern) => truthOf(operator.compare(pattern, value))));
    return operator.isNegated ? not(found) : found;
  };
  const each = known.map(holdsFor);
  return isForEach ? all(each) : any(each);
};

/**
 * Judges every condition of a statement; all must hold. An operator that is not known is never dropped: it is `unknown`. Source:
 * AWS, IAM User Guide, "Conditions with multiple context keys or values" and "Set operators".
 */
export const judgeConditions = (
  { Condition = {} }: Statement,
  version: string | undefined,
  context: Context,
): readonly JudgedCondition[] =>
  Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, given]) => {
      const values = [given].flat().map(String);
      const known = context(key);
      return { operator, key, values, known, truth: judgeKey(parseName(operator), values, known, version, context) };
    }),
  );
