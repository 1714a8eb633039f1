import type { ContextLookup } from './context.ts';
import { type ConditionBlock, manyOf } from './document.ts';
import { OPERATORS, type Operator } from './operators.ts';
import { expandVariables } from './variables.ts';
import type { PatternPiece } from './wildcard.ts';

/** The parts of an operator's name: `ForAnyValue:StringLikeIfExists`. */
export interface OperatorName {
  readonly quantifier: 'all' | 'any' | 'none';
  readonly base: string;
  readonly ifExists: boolean;
}

/** Parses an operator name; undefined if IAM has no such operator. */
export const parseOperatorName = (name: string): OperatorName | undefined => {
  const match = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(name.toLowerCase());
  const base = match?.[2] ?? '';
  const ifExists = match?.[3] !== undefined;
  if (base === 'null' ? ifExists : !OPERATORS.has(base)) return undefined;
  const quantifier = match?.[1] === undefined ? 'none' : match[1] === 'forallvalues' ? 'all' : 'any';
  return { quantifier, base, ifExists };
};

/** The result of a condition. With `unresolved`, the whole statement does not match. */
export type ConditionOutcome = 'holds' | 'fails' | 'unresolved';

const wantedPatterns = (
  values: readonly string[],
  operator: Operator,
  version: string | undefined,
  lookup: ContextLookup,
): readonly (readonly PatternPiece[])[] | undefined => {
  if (!operator.takesVariables) return values.map((value) => [{ text: value, literal: false }]);
  const patterns = values.flatMap((value) => {
    const pieces = expandVariables(value, version, lookup);
    return pieces ? [pieces] : [];
  });
  return patterns.length === values.length ? patterns : undefined;
};

const outcomeOf = (holds: boolean): ConditionOutcome => (holds ? 'holds' : 'fails');

const keyOutcome = (
  name: OperatorName,
  key: string,
  values: readonly string[],
  version: string | undefined,
  lookup: ContextLookup,
): ConditionOutcome => {
  const found = lookup(key);
  if (name.base === 'null') {
    return outcomeOf(values.some((value) => (value.toLowerCase() === 'true') === (found === undefined)));
  }
  const operator = OPERATORS.get(name.base);
  if (!operator) return 'fails';
  // AWS recommends ...IfExists to keep a missing key from making a statement invalid, so this check comes first.
  if (found === undefined && name.ifExists) return 'holds';
  const patterns = wantedPatterns(values, operator, version, lookup);
  if (patterns === undefined) return 'unresolved';
  if (found === undefined)
    return outcomeOf(name.quantifier === 'all' || (name.quantifier === 'none' && operator.isNegated));

  const holdsFor = (value: string): boolean =>
    patterns.some((pattern) => operator.compare(pattern, value)) !== operator.isNegated;
  const isForEach = name.quantifier === 'all' || (name.quantifier === 'none' && operator.isNegated);
  return outcomeOf(isForEach ? found.every(holdsFor) : found.some(holdsFor));
};

/**
 * Evaluates all conditions of a statement. An unknown operator never matches. A policy variable that cannot be resolved
 * makes the statement invalid, regardless of its effect and operator. Source: AWS, IAM User Guide, "IAM policy
 * elements: Variables and tags" ("this might cause the entire statement to be invalid"); see also docs/assumptions.md.
 */
export const judgeConditions = (
  block: ConditionBlock | undefined,
  version: string | undefined,
  lookup: ContextLookup,
): ConditionOutcome => {
  const outcomes = Object.entries(block ?? {}).flatMap(([operatorName, keys]) => {
    const name = parseOperatorName(operatorName);
    if (!name) return ['fails' as const];
    return Object.entries(keys).map(([key, values]) =>
      keyOutcome(name, key, manyOf(values).map(String), version, lookup),
    );
  });
  if (outcomes.includes('unresolved')) return 'unresolved';
  return outcomeOf(!outcomes.includes('fails'));
};

/** Whether every key of every operator matches. */
export const conditionsHold = (
  block: ConditionBlock | undefined,
  version: string | undefined,
  lookup: ContextLookup,
): boolean => judgeConditions(block, version, lookup) === 'holds';
