import type { PolicyDocument, PolicyStatement } from '@assume-bot/local-aws/policy/document';
import fc from 'fast-check';

export const STATE = '333333333333';
export const PROD = '222222222222';
export const BUCKET = 'states';
export const REGION = 'eu-central-1';
export const STATE_KEY = 'app/prod.tfstate';
export const LOCK = `${STATE_KEY}.tflock`;
export const KEY = `arn:aws:kms:${REGION}:${STATE}:key/11111111-0000-4000-8000-000000000001`;
export const OTHER_KEY = `arn:aws:kms:${REGION}:${STATE}:key/22222222-0000-4000-8000-000000000002`;
const bucketArn = `arn:aws:s3:::${BUCKET}`;
const stateArn = `${bucketArn}/${STATE_KEY}`;
const lockArn = `${bucketArn}/${LOCK}`;

/** A world that is drawn for one comparison. */
export interface GeneratedState {
  /** The account of the state role. */
  readonly account: string;
  readonly hasKey: boolean;
  readonly hasBucketKey: boolean;
  readonly ownership: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';
  readonly object:
    | 'missing'
    | 'default'
    | 'aes'
    | 'other key'
    | 'managed key'
    | 'of the role account'
    | 'of a third account';
  readonly role: readonly PolicyStatement[];
  readonly bucket: readonly PolicyStatement[] | undefined;
  readonly key: readonly PolicyStatement[];
  readonly otherKey: readonly PolicyStatement[];
  readonly boundary: PolicyDocument | undefined;
  readonly scp: readonly PolicyDocument[] | undefined;
}

const roleArn = (account: string): string => `arn:aws:iam::${account}:role/tf-state`;
const root = (account: string): string => `arn:aws:iam::${account}:root`;
const allow = (Action: string | string[], Resource: string | string[], more: Partial<PolicyStatement> = {}) =>
  ({ Effect: 'Allow', Action, Resource, ...more }) as PolicyStatement;
const all: PolicyDocument = { Version: '2012-10-17', Statement: [allow('*', '*')] };

type Condition = NonNullable<PolicyStatement['Condition']>;

/** The first value in most worlds, so that several sides are right at once. */
const mostly = <Value>(usual: Value, ...others: readonly Value[]): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

/** Conditions on what is known before a call, some of which hold. */
const conditionsFor = (account: string): fc.Arbitrary<Condition | undefined> =>
  mostly<Condition | undefined>(
    undefined,
    { Bool: { 'aws:SecureTransport': 'true' } },
    { ArnEquals: { 'aws:PrincipalArn': roleArn(account) } },
    { ArnNotEquals: { 'aws:PrincipalArn': roleArn(account) } },
    { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/tf-*` } },
    { StringEquals: { 'aws:PrincipalOrgID': 'o-ours' } },
    { StringNotEquals: { 'aws:PrincipalOrgID': 'o-ours' } },
    { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-theirs' } },
    { Null: { 'aws:PrincipalTag/team': 'true' } },
    { StringLike: { 'aws:PrincipalTag/team': 'infra*' } },
    { DateLessThan: { 'aws:CurrentTime': '2029-01-01T00:00:00Z' } },
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } },
    { StringEquals: { 's3:prefix': ['env:/', STATE_KEY] } },
    { StringEqualsIfExists: { 's3:prefix': ['env:/', STATE_KEY] } },
    { StringLike: { 's3:prefix': 'env:*' } },
    { StringEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
    { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
    { StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
    { Null: { 's3:x-amz-server-side-encryption': 'true' } },
    { StringEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': KEY } },
    { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
    { Null: { 'aws:username': 'true' } },
    { StringLike: { 'aws:userid': '*:alice' } },
    { StringNotLike: { 'aws:userid': '*:bob' } },
  );

const keyConditionsFor = (account: string): fc.Arbitrary<Condition | undefined> =>
  mostly<Condition | undefined>(
    undefined,
    { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } },
    { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
    { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } },
    { StringEquals: { 'kms:CallerAccount': account } },
    { StringEquals: { 'kms:CallerAccount': '999999999999' } },
    { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': bucketArn } },
    { StringLike: { 'kms:EncryptionContext:aws:s3:arn': `${bucketArn}/*` } },
    { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['aws:s3:arn'] } },
    { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['other'] } },
    { ArnEquals: { 'aws:PrincipalArn': roleArn(account) } },
    { StringEquals: { 'aws:PrincipalOrgID': 'o-ours' } },
    { Null: { 's3:prefix': 'true' } },
  );

const withCondition = (statement: PolicyStatement, Condition: Condition | undefined): PolicyStatement =>
  Condition === undefined ? statement : { ...statement, Condition };

const needed: readonly PolicyStatement[] = [
  allow('s3:ListBucket', bucketArn),
  allow(['s3:GetObject', 's3:PutObject'], stateArn),
  allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], lockArn),
  allow(['kms:Decrypt', 'kms:GenerateDataKey'], '*'),
];

/** Deployed statements of a role: mostly what is needed, in several spellings, sometimes with a condition or a denial. */
const roleStatements = (account: string): fc.Arbitrary<readonly PolicyStatement[]> => {
  const base = mostly<readonly PolicyStatement[]>(
    needed,
    needed.slice(1),
    needed.slice(0, 3),
    [allow('*', '*')],
    [allow('s3:*', '*'), allow('kms:*', KEY)],
    [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    [{ Effect: 'Allow', Action: ['s3:*', 'kms:*'], NotResource: lockArn }],
    [...needed.slice(0, 3), allow(['kms:Decrypt', 'kms:GenerateDataKey'], KEY)],
    [allow(['s3:*', 'kms:*'], [`${bucketArn}*`, KEY, `arn:aws:s3:::\${aws:PrincipalAccount}`])],
    [],
  );
  const deny = mostly<readonly PolicyStatement[]>(
    [],
    [{ Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' }],
    [{ Effect: 'Deny', NotAction: ['s3:*', 'kms:*'], Resource: '*' }],
    [{ Effect: 'Deny', Action: 's3:PutObject', NotResource: [stateArn, lockArn] }],
  );
  return fc
    .record({ base, deny, condition: conditionsFor(account), at: fc.nat(3) })
    .map(({ base: statements, deny: denied, condition, at }) => [
      ...statements.map((one, index) => (index === at ? withCondition(one, condition) : one)),
      ...denied,
    ]);
};

const principalsOf = (account: string): fc.Arbitrary<Partial<PolicyStatement>> =>
  mostly<Partial<PolicyStatement>>(
    { Principal: { AWS: roleArn(account) } },
    { Principal: { AWS: root(account) } },
    { Principal: { AWS: account } },
    { Principal: '*' },
    { Principal: { AWS: `arn:aws:sts::${account}:assumed-role/tf-state/alice` } },
    { Principal: { AWS: root('444444444444') } },
  );

const bucketStatements = (account: string): fc.Arbitrary<readonly PolicyStatement[] | undefined> => {
  const grants = fc
    .record({ who: principalsOf(account), condition: conditionsFor(account), withList: mostly(true, false) })
    .map(({ who, condition, withList }) => [
      withCondition(
        {
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', ...(withList ? ['s3:ListBucket'] : [])],
          Resource: [bucketArn, `${bucketArn}/*`],
          ...who,
        } as PolicyStatement,
        condition,
      ),
    ]);
  const denies = fc
    .record({
      who: fc.constantFrom<Partial<PolicyStatement>>(
        { Principal: '*' },
        { Principal: { AWS: root(account) } },
        { NotPrincipal: { AWS: [roleArn(account), root(account)] } },
        {
          NotPrincipal: {
            AWS: [roleArn(account), root(account), `arn:aws:sts::${account}:assumed-role/tf-state/alice`],
          },
        },
      ),
      action: fc.constantFrom('s3:PutObject', 's3:GetObject', 's3:ListBucket', 's3:DeleteObject'),
      condition: conditionsFor(account),
    })
    .map(({ who, action, condition }) => [
      withCondition(
        {
          Effect: 'Deny',
          Action: action,
          Resource: action === 's3:ListBucket' ? bucketArn : `${bucketArn}/*`,
          ...who,
        } as PolicyStatement,
        // Without a condition it would deny the owner too, who reads for the diagnosis.
        condition ?? { ArnLike: { 'aws:PrincipalArn': '*:role/*' } },
      ),
    ]);
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 7, arbitrary: grants },
    { weight: 3, arbitrary: fc.tuple(grants, denies).map((both) => both.flat()) },
    { weight: 1, arbitrary: denies },
  );
};

/** Key policies that keep the owner able to use and change the key. */
const keyStatements = (account: string): fc.Arbitrary<readonly PolicyStatement[]> => {
  const delegate = allow('kms:*', '*', { Principal: { AWS: root(STATE) } });
  // The owner writes the object and reads the policy, and does not delegate to the role.
  const ownerOnly = allow('kms:*', '*', {
    Principal: { AWS: root(STATE) },
    Condition: { ArnEquals: { 'aws:PrincipalArn': root(STATE) } },
  });
  return fc
    .record({
      first: mostly(delegate, ownerOnly),
      who: principalsOf(account),
      condition: keyConditionsFor(account),
      actions: mostly<string[]>(['kms:Decrypt', 'kms:GenerateDataKey'], ['kms:Decrypt'], ['kms:*']),
      isAdded: mostly(true, false),
    })
    .map(({ first, who, condition, actions, isAdded }) => [
      first,
      ...(isAdded ? [withCondition(allow(actions, '*', who), condition)] : []),
    ]);
};

/** Worlds of a state: policies of all sides, ownership, and how the object was written. */
export const generatedState: fc.Arbitrary<GeneratedState> = fc.constantFrom(STATE, PROD).chain((account) =>
  fc.record({
    account: fc.constant(account),
    hasKey: fc.boolean(),
    hasBucketKey: fc.boolean(),
    ownership: fc.constantFrom('BucketOwnerEnforced', 'BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'),
    object: fc.constantFrom(
      'missing',
      'default',
      'default',
      'aes',
      'other key',
      'managed key',
      'of the role account',
      'of a third account',
    ),
    role: roleStatements(account),
    bucket: bucketStatements(account),
    key: keyStatements(account),
    otherKey: keyStatements(account),
    boundary: mostly<PolicyDocument | undefined>(
      undefined,
      all,
      { Version: '2012-10-17', Statement: [allow('s3:*', '*')] },
      {
        Version: '2012-10-17',
        Statement: [allow('*', '*'), { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' }],
      },
    ),
    scp: mostly<readonly PolicyDocument[] | undefined>(
      undefined,
      [all],
      [all, { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' }] }],
      [
        {
          Version: '2012-10-17',
          Statement: [allow(['iam:*', 'kms:*', 'organizations:*', 'sts:*', 's3:Get*', 's3:List*'], '*')],
        },
      ],
    ),
  }),
);
