import { MATCHING, NEGATED } from './comparisons.ts';
import { combine, EFFECTS, LOCATIONS, type RuleVector, vectorAt, YES_NO } from './vector.ts';

const OPERATORS_DOC = 'IAM User Guide, "IAM JSON policy elements: Condition operators"';
const SETS_DOC = 'IAM User Guide, "Set operators for multivalued context keys"';
const LOGIC_DOC = 'IAM User Guide, "Conditions with multiple context keys or values"';

type KeyState = 'absent' | 'equal' | 'equal to one of two' | 'other';

const NEGATED_RULE = {
  absent: 'a negated operator is true when the key is not in the request',
  equal: 'a negated operator is false when the values are equal',
  'equal to one of two': 'several values of a negated operator are a NOR',
  other: 'a negated operator is true when no value is equal',
};

const negated = (): readonly RuleVector[] =>
  combine(NEGATED, Object.keys(NEGATED_RULE) as KeyState[], LOCATIONS).flatMap(([one, state, location]) =>
    EFFECTS.flatMap((effect) =>
      ['', 'IfExists'].map((suffix) =>
        vectorAt({
          because: `${OPERATORS_DOC}: ${NEGATED_RULE[state]}`,
          location,
          effect,
          parts: {
            Condition: {
              [`${one.operator}${suffix}`]: {
                [one.key]: state === 'equal to one of two' ? [one.beside, one.wanted] : one.wanted,
              },
            },
          },
          context: state === 'absent' ? {} : { [one.key]: state === 'other' ? one.other : one.equal },
          matches: state === 'absent' || state === 'other',
        }),
      ),
    ),
  );

const matching = (): readonly RuleVector[] =>
  combine(MATCHING, ['absent', 'equal', 'other'] as const, LOCATIONS).flatMap(([one, state, location]) =>
    EFFECTS.flatMap((effect) =>
      ['', 'IfExists'].map((suffix) => {
        const rule =
          state !== 'absent'
            ? 'the operator compares the value of the request with that of the policy'
            : suffix === ''
              ? 'a condition on a key that is not in the request does not match'
              : '...IfExists is true when the key is not in the request';
        return vectorAt({
          because: `${OPERATORS_DOC}: ${rule}`,
          location,
          effect,
          parts: { Condition: { [`${one.operator}${suffix}`]: { [one.key]: one.wanted } } },
          context: state === 'absent' ? {} : { [one.key]: state === 'equal' ? one.equal : one.other },
          matches: state === 'equal' || (state === 'absent' && suffix !== ''),
        });
      }),
    ),
  );

const nulls = (): readonly RuleVector[] =>
  combine(['true', 'false'], YES_NO, LOCATIONS).flatMap(([wanted, isPresent, location]) =>
    EFFECTS.map((effect) =>
      vectorAt({
        because: `${OPERATORS_DOC}: Null is true for a key that is absent, and false for a key that is present`,
        location,
        effect,
        parts: { Condition: { Null: { 'aws:TokenIssueTime': wanted } } },
        context: isPresent ? { 'aws:TokenIssueTime': '2030-01-01T12:00:00Z' } : {},
        matches: (wanted === 'true') !== isPresent,
      }),
    ),
  );

/** The values of a request, and whether each is in the list of the policy (a, b). */
const SETS: readonly { readonly found?: readonly string[]; readonly inList: readonly boolean[] }[] = [
  { inList: [] },
  { found: [], inList: [] },
  { found: ['a'], inList: [true] },
  { found: ['b', 'a'], inList: [true, true] },
  { found: ['a', 'c'], inList: [true, false] },
  { found: ['c'], inList: [false] },
];
const SET_OPERATORS = [
  ['StringEquals', false],
  ['StringLike', false],
  ['StringEqualsIgnoreCase', false],
  ['StringNotEquals', true],
  ['StringNotLike', true],
  ['StringNotEqualsIgnoreCase', true],
] as const;

const sets = (): readonly RuleVector[] =>
  combine(SET_OPERATORS, SETS, LOCATIONS).flatMap(([[operator, isNegated], { found, inList }, location]) =>
    EFFECTS.flatMap((effect) => {
      const each = inList.map((isIn) => isIn !== isNegated);
      const of = (quantifier: string, matches: boolean, rule: string): RuleVector =>
        vectorAt({
          because: `${SETS_DOC}: ${rule}`,
          location,
          effect,
          parts: { Condition: { [`${quantifier}:${operator}`]: { 'aws:TagKeys': ['a', 'b'] } } },
          context: found === undefined ? {} : { 'aws:TagKeys': found },
          matches,
        });
      return [
        of(
          'ForAllValues',
          !each.includes(false),
          'ForAllValues is true if every value of the request matches, or the request has no value',
        ),
        of(
          'ForAnyValue',
          each.includes(true),
          'ForAnyValue is true if one value of the request matches, and false if the request has no value',
        ),
      ];
    }),
  );

const several = (): readonly RuleVector[] =>
  combine(YES_NO, YES_NO, YES_NO).flatMap(([first, second, third]) =>
    LOCATIONS.flatMap((location) =>
      EFFECTS.map((effect) =>
        vectorAt({
          because: `${LOGIC_DOC}: operators and keys are joined by AND, values by OR`,
          location,
          effect,
          parts: {
            Condition: {
              StringEquals: {
                'aws:PrincipalTag/team': ['sre', 'data'],
                'aws:PrincipalTag/site': ['emea', 'apac'],
              },
              NumericLessThan: { 'aws:MultiFactorAuthAge': '600' },
            },
          },
          context: {
            'aws:PrincipalTag/team': first ? 'data' : 'ops',
            'aws:PrincipalTag/site': second ? 'emea' : 'amer',
            'aws:MultiFactorAuthAge': third ? '10' : '600',
          },
          matches: first && second && third,
        }),
      ),
    ),
  );

/** Noon in the formats of policies, and the seconds before, at and after it in the format of requests. */
const NOONS = ['2030-01-01T12:00:00Z', '2030-01-01T13:00:00+01:00', '1893499200'];
const MOMENTS = ['2030-01-01T11:59:59Z', '2030-01-01T12:00:00Z', '2030-01-01T12:00:01Z'];
const ORDER: Readonly<Record<string, readonly [boolean, boolean, boolean]>> = {
  Equals: [false, true, false],
  NotEquals: [true, false, true],
  LessThan: [true, false, false],
  LessThanEquals: [true, true, false],
  GreaterThan: [false, false, true],
  GreaterThanEquals: [false, true, true],
};

const ordered = (): readonly RuleVector[] =>
  Object.entries(ORDER).flatMap(([operator, holds]) =>
    holds.flatMap((matches, index) =>
      EFFECTS.flatMap((effect) => [
        ...NOONS.map((noon) =>
          vectorAt({
            because: `${OPERATORS_DOC}: date operators, ISO 8601 or seconds since 1970`,
            location: 'trust',
            effect,
            parts: { Condition: { [`Date${operator}`]: { 'aws:CurrentTime': noon } } },
            context: { 'aws:CurrentTime': MOMENTS[index] ?? '' },
            matches,
          }),
        ),
        vectorAt({
          because: `${OPERATORS_DOC}: numeric operators`,
          location: 'identity',
          effect,
          parts: { Condition: { [`Numeric${operator}`]: { 's3:max-keys': 10 } } },
          context: { 's3:max-keys': ['9', '10', '11'][index] ?? '' },
          matches,
        }),
      ]),
    ),
  );

/** Conditions without variables. */
export const conditionVectors = (): readonly RuleVector[] => [
  ...negated(),
  ...matching(),
  ...nulls(),
  ...sets(),
  ...several(),
  ...ordered(),
];
