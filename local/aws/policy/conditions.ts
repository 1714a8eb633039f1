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

/** Takes a name apart; undefined when IAM has no such operator. */
export const parseOperatorName = (name: string): OperatorName | undefined => {
  const match = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(name.toLowerCase());
  const base = match?.[2] ?? '';
  const ifExists = match?.[3] !== undefined;
  if (base === 'null' ? ifExists : !OPERATORS.has(base)) return undefined;
  const quantifier = match?.[1] === undefined ? 'none' : match[1] === 'forallvalues' ? 'all' : 'any';
  return { quantifier, base, ifExists };
};

const wantedPatterns = (
  values: readonly string[],
  operator: Operator,
  version: string | undefined,
  lookup: ContextLookup,
): readonly (readonly PatternPiece[])[] =>
  values.flatMap((value) => {
    if (!operator.takesVariables) return [[{ text: value, literal: false }]];
    const pieces = expandVariables(value, version, lookup);
    return pieces ? [pieces] : [];
  });

const keyHolds = (
  name: OperatorName,
  key: string,
  values: readonly string[],
  version: string | undefined,
  lookup: ContextLookup,
): boolean => {
  const found = lookup(key);
  if (name.base === 'null') return values.some((value) => (value.toLowerCase() === 'true') === (found === undefined));

  const operator = OPERATORS.get(name.base);
  if (!operator) return false;
  if (found === undefined) {
    if (name.ifExists || name.quantifier === 'all') return true;
    return name.quantifier === 'any' ? false : operator.isNegated;
  }

  const patterns = wantedPatterns(values, operator, version, lookup);
  const holdsFor = (value: string): boolean =>
    patterns.some((pattern) => operator.compare(pattern, value)) !== operator.isNegated;
  if (name.quantifier === 'all') return found.every(holdsFor);
  if (name.quantifier === 'any') return found.some(holdsFor);
  return operator.isNegated ? found.every(holdsFor) : found.some(holdsFor);
};

/** Whether every key of every operator holds. An operator that IAM does not have holds never. */
export const conditionsHold = (
  block: ConditionBlock | undefined,
  version: string | undefined,
  lookup: ContextLookup,
): boolean =>
  Object.entries(block ?? {}).every(([operatorName, keys]) => {
    const name = parseOperatorName(operatorName);
    if (!name) return false;
    return Object.entries(keys).every(([key, values]) =>
      keyHolds(name, key, manyOf(values).map(String), version, lookup),
    );
  });
