import {
  type Context,
  combine,
  EFFECTS,
  LOCATIONS,
  type RuleVector,
  type Statement,
  vectorAt,
  YES_NO,
} from './vector.ts';

const DOC = 'IAM User Guide, "IAM policy elements: Variables and tags"';

interface VariableOperator {
  readonly operator: string;
  readonly isNegated: boolean;
  readonly key: string;
  readonly pattern: string;
  readonly equal: (value: string) => string;
}

const string = (operator: string): VariableOperator => ({
  operator,
  isNegated: operator.includes('Not'),
  key: 'sts:RoleSessionName',
  pattern: '${aws:username}',
  equal: (value) => (operator.includes('IgnoreCase') ? value.toUpperCase() : value),
});
const arn = (operator: string): VariableOperator => ({
  operator,
  isNegated: operator.includes('Not'),
  key: 'aws:SourceArn',
  pattern: 'arn:aws:sns:us-east-1:111111111111:${aws:username}',
  equal: (value) => `arn:aws:sns:us-east-1:111111111111:${value}`,
});
const OPERATORS: readonly VariableOperator[] = [
  ...[
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ].map(string),
  ...['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'].map(arn),
];

type State = 'equal' | 'different' | 'unresolved' | 'multivalued';
const RULES: Readonly<Record<State, string>> = {
  equal: 'a variable is replaced with the value of its key in the request',
  different: 'a variable is replaced with the value of its key in the request',
  unresolved: 'a variable that cannot be resolved makes the statement invalid',
  multivalued: 'variables support single-valued keys only',
};

const contextOf = (state: State, { key, equal }: VariableOperator): Context => ({
  [key]: equal('alice'),
  ...(state === 'equal' ? { 'aws:username': 'alice' } : {}),
  ...(state === 'different' ? { 'aws:username': 'bob' } : {}),
  ...(state === 'multivalued' ? { 'aws:username': ['alice', 'bob'] } : {}),
});

const inConditions = (): readonly RuleVector[] =>
  combine(OPERATORS, Object.keys(RULES) as State[], LOCATIONS).flatMap(([one, state, location]) =>
    combine(EFFECTS, YES_NO, [undefined]).map(([effect, hasLiteral]) => {
      const isResolved = state === 'equal' || state === 'different';
      const isEqual = state === 'equal' || hasLiteral;
      return vectorAt({
        because: `${DOC}: ${RULES[state]}`,
        location,
        effect,
        parts: {
          Condition: { [one.operator]: { [one.key]: hasLiteral ? [one.pattern, one.equal('alice')] : one.pattern } },
        },
        context: contextOf(state, one),
        matches: isResolved && isEqual !== one.isNegated,
      });
    }),
  );

const withoutTheKey = (): readonly RuleVector[] =>
  combine(OPERATORS, EFFECTS, LOCATIONS).flatMap(([one, effect, location]) => [
    vectorAt({
      because: `${DOC}: ...IfExists prevents that a variable makes a statement invalid`,
      location,
      effect,
      parts: { Condition: { [`${one.operator}IfExists`]: { [one.key]: one.pattern } } },
      context: {},
      matches: true,
    }),
    vectorAt({
      because: `${DOC}: a default value replaces a key that is not in the request`,
      location,
      effect,
      parts: { Condition: { [one.operator]: { [one.key]: one.pattern.replace('username}', "username, 'guest'}") } } },
      context: { [one.key]: one.equal('guest') },
      matches: !one.isNegated,
    }),
  ]);

const oldVersion = (): readonly RuleVector[] =>
  combine(OPERATORS, EFFECTS, YES_NO).map(([one, effect, isLiteral]) =>
    vectorAt({
      because: `${DOC}: policies of version 2008-10-17 treat variables as text`,
      location: 'identity',
      effect,
      version: '2008-10-17',
      parts: { Condition: { [one.operator]: { [one.key]: one.pattern } } },
      context: { [one.key]: isLiteral ? one.pattern : one.equal('alice'), 'aws:username': 'alice' },
      matches: isLiteral !== one.isNegated,
    }),
  );

const HOME_FOLDER = 'arn:aws:s3:::logs/${aws:PrincipalTag/year}/*';

const inResources = (): readonly RuleVector[] =>
  combine(['2030', '2031', undefined], ['Resource', 'NotResource'] as const, EFFECTS).flatMap(
    ([year, element, effect]) =>
      YES_NO.map((hasLiteral) => {
        const names = year === '2030' || hasLiteral;
        const parts: Statement = { [element]: hasLiteral ? [HOME_FOLDER, 'arn:aws:s3:::logs/*'] : HOME_FOLDER };
        const vector = vectorAt({
          because: `${DOC}: Resource element; ${year === undefined ? RULES.unresolved : RULES.equal}`,
          location: 'identity',
          effect,
          parts,
          context: year === undefined ? {} : { 'aws:PrincipalTag/year': year },
          matches: year !== undefined && names === (element === 'Resource'),
        });
        if (element === 'Resource') return vector;
        const [own, ...others] = vector.identityPolicies;
        const statements = (own?.Statement ?? []).map(({ Resource: _, ...rest }) => rest as Statement);
        return { ...vector, identityPolicies: [{ Version: '2012-10-17', Statement: statements }, ...others] };
      }),
  );

const literals = (): readonly RuleVector[] =>
  [
    ['a${*}', 'a*', true],
    ['a${*}', 'ab', false],
    ['a${?}', 'a?', true],
    ['a${?}', 'ab', false],
    ['a${$}', 'a$', true],
    ['a*', 'ab', true],
    ['${aws:username}', 'alice', false],
    ['${aws:username}', '*', true],
  ].flatMap(([pattern, value, matches]) =>
    EFFECTS.map((effect) =>
      vectorAt({
        because: `${DOC}: special characters written as variables, and values of variables, are plain text`,
        location: 'trust',
        effect,
        parts: { Condition: { StringLike: { 'sts:RoleSessionName': String(pattern) } } },
        context: { 'sts:RoleSessionName': String(value), 'aws:username': '*' },
        matches: matches === true,
      }),
    ),
  );

/** Policy variables. */
export const variableVectors = (): readonly RuleVector[] => [
  ...inConditions(),
  ...withoutTheKey(),
  ...oldVersion(),
  ...inResources(),
  ...literals(),
];
