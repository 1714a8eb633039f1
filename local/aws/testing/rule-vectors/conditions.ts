import { combine, EFFECTS, type Json, PLACES, placed, type RuleVector, YES_NO } from './vector.ts';

const OPERATORS_DOC = 'IAM User Guide, "IAM JSON policy elements: Condition operators"';
const SETS_DOC = 'IAM User Guide, "Set operators for multivalued context keys"';
const LOGIC_DOC = 'IAM User Guide, "Conditions with multiple context keys or values"';

interface Comparison {
  readonly operator: string;
  readonly key: string;
  readonly wanted: Json;
  /** A second value for the list, which the request never has. */
  readonly beside: Json;
  readonly equal: string;
  readonly other: string;
}

const text = (operator: string): Comparison => ({
  operator,
  key: 'aws:PrincipalTag/team',
  wanted: 'sre',
  beside: 'data',
  equal: operator.includes('IgnoreCase') ? 'SRE' : 'sre',
  other: operator.includes('IgnoreCase') ? 'ops' : 'Sre',
});
const like = (operator: string): Comparison => ({
  ...text(operator),
  wanted: 's?e*',
  equal: 'sre-emea',
  other: 'SRE-emea',
});
const arn = (operator: string): Comparison => ({
  operator,
  key: 'aws:PrincipalArn',
  wanted: 'arn:aws:iam::111111111111:role/*',
  beside: 'arn:aws:iam::333333333333:role/x',
  equal: 'arn:aws:iam::111111111111:role/team/Builders',
  other: 'arn:aws:iam::222222222222:role/team/Builders',
});
const number = (operator: string, equal = '600', other = '601'): Comparison => ({
  operator,
  key: 'aws:MultiFactorAuthAge',
  wanted: 600,
  beside: operator.includes('Equals') && !operator.includes('Than') ? 7 : 600,
  equal,
  other,
});
const date = (operator: string, equal = '2030-01-01T12:00:00Z', other = '2030-01-01T12:00:01Z'): Comparison => ({
  operator,
  key: 'aws:TokenIssueTime',
  wanted: '2030-01-01T12:00:00Z',
  beside: operator.includes('Than') ? '2030-01-01T12:00:00Z' : '2031-01-01T00:00:00Z',
  equal,
  other,
});
const address = (operator: string): Comparison => ({
  operator,
  key: 'aws:SourceIp',
  wanted: '203.0.113.0/24',
  beside: '2001:db8::/32',
  equal: '203.0.113.77',
  other: '203.0.114.1',
});

const NEGATED: readonly Comparison[] = [
  text('StringNotEquals'),
  text('StringNotEqualsIgnoreCase'),
  like('StringNotLike'),
  arn('ArnNotEquals'),
  arn('ArnNotLike'),
  number('NumericNotEquals'),
  date('DateNotEquals'),
  address('NotIpAddress'),
];
const MATCHING: readonly Comparison[] = [
  text('StringEquals'),
  text('StringEqualsIgnoreCase'),
  like('StringLike'),
  arn('ArnEquals'),
  arn('ArnLike'),
  number('NumericEquals'),
  number('NumericLessThan', '599', '600'),
  number('NumericGreaterThanEquals', '600', '599'),
  date('DateEquals'),
  date('DateGreaterThan', '2030-01-01T12:00:01Z', '2030-01-01T12:00:00Z'),
  date('DateLessThanEquals', '2030-01-01T12:00:00Z', '2030-01-01T12:00:01Z'),
  address('IpAddress'),
  { operator: 'Bool', key: 'aws:SecureTransport', wanted: 'true', beside: true, equal: 'true', other: 'false' },
];

type KeyState = 'absent' | 'equal' | 'equal to one of two' | 'other';

const NEGATED_RULE = {
  absent: 'a negated operator is true when the key is not in the request',
  equal: 'a negated operator is false when the values are equal',
  'equal to one of two': 'several values of a negated operator are a NOR',
  other: 'a negated operator is true when no value is equal',
};

const negated = (): readonly RuleVector[] =>
  combine(NEGATED, Object.keys(NEGATED_RULE) as KeyState[], PLACES).flatMap(([one, state, place]) =>
    EFFECTS.flatMap((effect) =>
      ['', 'IfExists'].map((suffix) =>
        placed({
          because: `${OPERATORS_DOC}: ${NEGATED_RULE[state]}`,
          place,
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
  combine(MATCHING, ['absent', 'equal', 'other'] as const, PLACES).flatMap(([one, state, place]) =>
    EFFECTS.flatMap((effect) =>
      ['', 'IfExists'].map((suffix) => {
        const rule =
          state !== 'absent'
            ? 'the operator compares the value of the request with that of the policy'
            : suffix === ''
              ? 'a condition on a key that is not in the request does not match'
              : '...IfExists is true when the key is not in the request';
        return placed({
          because: `${OPERATORS_DOC}: ${rule}`,
          place,
          effect,
          parts: { Condition: { [`${one.operator}${suffix}`]: { [one.key]: one.wanted } } },
          context: state === 'absent' ? {} : { [one.key]: state === 'equal' ? one.equal : one.other },
          matches: state === 'equal' || (state === 'absent' && suffix !== ''),
        });
      }),
    ),
  );

const nulls = (): readonly RuleVector[] =>
  combine(['true', 'false'], YES_NO, PLACES).flatMap(([wanted, isPresent, place]) =>
    EFFECTS.map((effect) =>
      placed({
        because: `${OPERATORS_DOC}: Null is true for a key that is absent, and false for one that is there`,
        place,
        effect,
        parts: { Condition: { Null: { 'aws:TokenIssueTime': wanted } } },
        context: isPresent ? { 'aws:TokenIssueTime': '2030-01-01T12:00:00Z' } : {},
        matches: (wanted === 'true') !== isPresent,
      }),
    ),
  );

/** The values of a request, and how they stand to the list of the policy: a, b. */
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
  combine(SET_OPERATORS, SETS, PLACES).flatMap(([[operator, isNegated], { found, inList }, place]) =>
    EFFECTS.flatMap((effect) => {
      const each = inList.map((isIn) => isIn !== isNegated);
      const of = (quantifier: string, matches: boolean, rule: string): RuleVector =>
        placed({
          because: `${SETS_DOC}: ${rule}`,
          place,
          effect,
          parts: { Condition: { [`${quantifier}:${operator}`]: { 'aws:TagKeys': ['a', 'b'] } } },
          context: found === undefined ? {} : { 'aws:TagKeys': found },
          matches,
        });
      return [
        of(
          'ForAllValues',
          !each.includes(false),
          'ForAllValues is true when every value of the request matches, or none is there',
        ),
        of(
          'ForAnyValue',
          each.includes(true),
          'ForAnyValue is true when one value of the request matches, false when none is there',
        ),
      ];
    }),
  );

const several = (): readonly RuleVector[] =>
  combine(YES_NO, YES_NO, YES_NO).flatMap(([first, second, third]) =>
    PLACES.flatMap((place) =>
      EFFECTS.map((effect) =>
        placed({
          because: `${LOGIC_DOC}: operators and keys are joined by AND, values by OR`,
          place,
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

/** An hour at noon as policies write it, and the second before, at and after it as requests have it. */
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
          placed({
            because: `${OPERATORS_DOC}: date operators, ISO 8601 or seconds since 1970`,
            place: 'trust',
            effect,
            parts: { Condition: { [`Date${operator}`]: { 'aws:CurrentTime': noon } } },
            context: { 'aws:CurrentTime': MOMENTS[index] ?? '' },
            matches,
          }),
        ),
        placed({
          because: `${OPERATORS_DOC}: numeric operators`,
          place: 'identity',
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
