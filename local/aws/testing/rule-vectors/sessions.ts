import { CAROL, type Context, combine, EFFECTS, type Json, LOCATIONS, type RuleVector, vectorAt } from './vector.ts';

const KEYS_DOC = 'IAM User Guide, "AWS global condition context keys"';
const STS_DOC = 'Service Authorization Reference, "AWS Security Token Service"';
const TAGS_DOC = 'IAM User Guide, "Pass session tags in AWS STS"';
const SOURCE_DOC = 'IAM User Guide, "Monitor and control actions taken with assumed roles"';

/** Sign-ins, with the MFA keys of their requests. */
export const SIGN_INS: readonly { readonly how: string; readonly context: Context }[] = [
  { how: 'long-term keys have neither key', context: {} },
  {
    how: 'temporary credentials without MFA have the value false, and no age',
    context: { 'aws:MultiFactorAuthPresent': 'false' },
  },
  {
    how: 'an MFA sign-in 100 seconds ago',
    context: { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '100' },
  },
  {
    how: 'an MFA sign-in 1000 seconds ago',
    context: { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '1000' },
  },
];

/** Conditions on an MFA sign-in, and whether each holds for the four sign-ins above. */
export const MFA: readonly (readonly [Json & object, readonly [boolean, boolean, boolean, boolean]])[] = [
  [{ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, [false, false, true, true]],
  [{ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, [false, true, false, false]],
  [{ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, [true, false, true, true]],
  [{ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, [true, true, false, false]],
  [{ Null: { 'aws:MultiFactorAuthPresent': 'true' } }, [true, false, false, false]],
  [{ Null: { 'aws:MultiFactorAuthAge': 'false' } }, [false, false, true, true]],
  [{ NumericLessThan: { 'aws:MultiFactorAuthAge': '600' } }, [false, false, true, false]],
  [{ NumericLessThanEquals: { 'aws:MultiFactorAuthAge': 1000 } }, [false, false, true, true]],
  [{ NumericGreaterThanIfExists: { 'aws:MultiFactorAuthAge': '600' } }, [true, true, false, true]],
  [{ NumericNotEquals: { 'aws:MultiFactorAuthAge': '100' } }, [true, true, false, true]],
  [
    { Bool: { 'aws:MultiFactorAuthPresent': true }, NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 } },
    [false, false, true, true],
  ],
];

const secondFactors = (): readonly RuleVector[] =>
  combine(MFA, LOCATIONS, EFFECTS).flatMap(([[Condition, holds], location, effect]) =>
    SIGN_INS.map(({ how, context }, index) =>
      vectorAt({
        because: `${KEYS_DOC}: aws:MultiFactorAuthPresent and aws:MultiFactorAuthAge; ${how}`,
        location,
        effect,
        parts: { Condition },
        context,
        matches: holds[index] === true,
      }),
    ),
  );

/** Puts a statement for one STS action into a trust policy that carol's session meets. */
export const ofSts = (
  because: string,
  action: string,
  Condition: Json & object,
  context: Context,
  holds: boolean,
): readonly RuleVector[] =>
  EFFECTS.map((effect) => {
    const vector = vectorAt({
      because,
      location: 'trust',
      effect,
      parts: { Action: action, Condition },
      context,
      matches: holds,
    });
    const statements = (vector.resourcePolicy?.Statement ?? []).map((statement) => ({ ...statement, Action: action }));
    return {
      ...vector,
      principal: CAROL,
      action,
      resourcePolicy: { Version: '2012-10-17', Statement: statements },
    };
  });

const SET = 'sts:SetSourceIdentity';
const ASSUME = 'sts:AssumeRole';
const TAG = 'sts:TagSession';

const sourceIdentities = (): readonly RuleVector[] => {
  const carried = { 'sts:SourceIdentity': 'carol', 'aws:SourceIdentity': 'carol' };
  const set = { 'sts:SourceIdentity': 'carol' };
  const cases: readonly (readonly [string, string, Json & object, Context, boolean])[] = [
    [SET, 'sts:SourceIdentity is in the request', { StringEquals: { 'sts:SourceIdentity': 'carol' } }, set, true],
    [SET, 'sts:SourceIdentity is in the request', { StringEquals: { 'sts:SourceIdentity': 'dave' } }, set, false],
    [SET, 'sts:SourceIdentity is in the request', { StringLike: { 'sts:SourceIdentity': 'c*' } }, set, true],
    [SET, 'sts:SourceIdentity is in the request', { StringNotEquals: { 'sts:SourceIdentity': 'dave' } }, set, true],
    [SET, 'sts:SourceIdentity is in the request', { StringNotLike: { 'sts:SourceIdentity': 'c*' } }, set, false],
    [SET, 'sts:SourceIdentity is in the request', { Null: { 'sts:SourceIdentity': 'false' } }, set, true],
    [SET, 'the identity is set for the first time', { Null: { 'aws:SourceIdentity': 'true' } }, set, true],
    [
      SET,
      'the identity persists in a role chain',
      { StringEquals: { 'sts:SourceIdentity': '${aws:SourceIdentity}' } },
      carried,
      true,
    ],
    [SET, 'the identity persists in a role chain', { StringEquals: { 'aws:SourceIdentity': 'carol' } }, carried, true],
    [
      SET,
      'the identity persists in a role chain',
      { StringNotEquals: { 'sts:SourceIdentity': '${aws:SourceIdentity}' } },
      carried,
      false,
    ],
    [
      SET,
      'the variable is not resolved if no identity was set before',
      { StringEquals: { 'sts:SourceIdentity': '${aws:SourceIdentity}' } },
      set,
      false,
    ],
    [
      SET,
      'the variable is not resolved if no identity was set before',
      { StringNotEquals: { 'sts:SourceIdentity': '${aws:SourceIdentity}' } },
      set,
      false,
    ],
    [ASSUME, 'AssumeRole has the key when one is set', { StringEquals: { 'sts:SourceIdentity': 'carol' } }, set, true],
    [ASSUME, 'AssumeRole has no key when none is set', { StringEquals: { 'sts:SourceIdentity': 'carol' } }, {}, false],
    [
      ASSUME,
      'AssumeRole has no key when none is set',
      { StringEqualsIfExists: { 'sts:SourceIdentity': 'carol' } },
      {},
      true,
    ],
    [
      ASSUME,
      'AssumeRole has no key when none is set',
      { StringNotEquals: { 'sts:SourceIdentity': 'carol' } },
      {},
      true,
    ],
    [ASSUME, 'AssumeRole has no key when none is set', { Null: { 'sts:SourceIdentity': 'true' } }, {}, true],
  ];
  const ofIdentity = cases.flatMap(([action, rule, condition, context, holds]) =>
    ofSts(`${SOURCE_DOC}: ${rule}`, action, condition, context, holds),
  );
  const byName: Json & object = { StringEquals: { 'sts:RoleSessionName': 'carol' } };
  const names = [
    [ASSUME, { 'sts:RoleSessionName': 'carol' }, true],
    [ASSUME, { 'sts:RoleSessionName': 'dave' }, false],
    [SET, set, false],
    [TAG, { 'aws:TagKeys': ['team'] }, false],
  ] as const;
  const ofNames = names.flatMap(([action, context, holds]) =>
    ofSts(`${STS_DOC}: sts:RoleSessionName is a key of AssumeRole alone`, action, byName, context, holds),
  );
  return [...ofIdentity, ...ofNames];
};

/** Session tags of six requests. */
const TAGGED: readonly Context[] = [
  { 'aws:RequestTag/team': 'sre', 'aws:TagKeys': ['team'] },
  {
    'aws:RequestTag/team': 'sre',
    'aws:RequestTag/cost': '7',
    'aws:TagKeys': ['team', 'cost'],
    'sts:TransitiveTagKeys': ['team'],
  },
  { 'aws:RequestTag/team': 'ops', 'aws:TagKeys': ['team'], 'sts:TransitiveTagKeys': ['team'] },
  { 'aws:RequestTag/Team': 'sre', 'aws:TagKeys': ['Team'] },
  { 'aws:RequestTag/cost': '7', 'aws:TagKeys': ['cost'], 'sts:TransitiveTagKeys': ['cost'] },
  {},
];

/** Conditions on tags, and whether each holds for the six requests above. */
const TAG_CONDITIONS: readonly (readonly [string, Json & object, readonly boolean[]])[] = [
  [
    'aws:RequestTag compares a value',
    { StringEquals: { 'aws:RequestTag/team': 'sre' } },
    [true, true, false, true, false, false],
  ],
  [
    'aws:RequestTag demands a tag',
    { StringLike: { 'aws:RequestTag/cost': '*' } },
    [false, true, false, false, true, false],
  ],
  [
    'aws:RequestTag excludes a value',
    { StringNotEquals: { 'aws:RequestTag/team': 'ops' } },
    [true, true, false, true, true, true],
  ],
  [
    'aws:TagKeys is the largest set, and its values have a case',
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
    [true, false, true, false, false, true],
  ],
  [
    'aws:TagKeys is the largest set',
    { 'ForAllValues:StringEqualsIgnoreCase': { 'aws:TagKeys': ['TEAM', 'Cost'] } },
    [true, true, true, true, true, true],
  ],
  [
    'aws:TagKeys holds a key',
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'cost' } },
    [false, true, false, false, true, false],
  ],
  ['aws:TagKeys is absent without tags', { Null: { 'aws:TagKeys': 'false' } }, [true, true, true, true, true, false]],
  [
    'sts:TransitiveTagKeys is the largest set',
    { 'ForAllValues:StringEquals': { 'sts:TransitiveTagKeys': ['team'] } },
    [true, true, true, true, false, true],
  ],
  [
    'sts:TransitiveTagKeys is absent without them',
    { Null: { 'sts:TransitiveTagKeys': 'true' } },
    [true, false, false, true, false, true],
  ],
  [
    'sts:TransitiveTagKeys has to have a key',
    { 'ForAnyValue:StringEquals': { 'sts:TransitiveTagKeys': ['team', 'cost'] } },
    [false, true, true, false, true, false],
  ],
];

const sessionTags = (): readonly RuleVector[] =>
  [TAG, ASSUME].flatMap((action) =>
    TAG_CONDITIONS.flatMap(([rule, condition, holds]) =>
      TAGGED.flatMap((context, index) =>
        ofSts(`${TAGS_DOC}: ${rule}`, action, condition, context, holds[index] === true),
      ),
    ),
  );

/** MFA, source identities and session tags. */
export const sessionVectors = (): readonly RuleVector[] => [
  ...secondFactors(),
  ...sourceIdentities(),
  ...sessionTags(),
];
