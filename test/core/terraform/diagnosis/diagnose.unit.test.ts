import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../../functions/core/trust/documents.ts';
import {
  aKey,
  aRole,
  codes,
  diagnose,
  documentOf,
  good,
  KEY,
  NONE,
  notSeen,
  OTHER_KEY,
  OWN,
  roleArn,
  STATE,
  STATE_KEY,
  seen,
  settings,
} from './a-facts.ts';

const withBucketDenial = (denial: Partial<Statement>) =>
  diagnose(
    {},
    {},
    {
      policy: seen(
        documentOf(...good.bucket.Statement, {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:PutObject',
          Resource: 'arn:aws:s3:::states/*',
          ...denial,
        }),
      ),
    },
  );
const ofOtherKey = (description = seen({ state: 'Enabled', isAwsManaged: false })) => ({
  objects: { [STATE_KEY]: { object: seen({ kmsKey: OTHER_KEY, hasBucketKey: false }) } },
  keys: { [KEY]: aKey(), [OTHER_KEY]: aKey({ policy: seen(NONE), description }) },
});

describe('the diagnosis of Terraform', () => {
  it('finds nothing with the policies that the CLI prints, across accounts', () => {
    expect(diagnose()).toMatchObject({ outcome: 'works', findings: [], policies: [] });
  });

  it('names what stops Terraform first, first', () => {
    const { steps, findings } = diagnose(ofOtherKey(), { roles: { [roleArn]: aRole() } });

    expect(steps.find(({ result, isOptional }) => result === 'denied' && !isOptional)?.action).toBe('s3:GetObject');
    expect(findings.map(({ code, step }) => [code, step])).toEqual([
      ['state_role_lacks', 1],
      ['state_object_key', 2],
    ]);
  });

  it('warns if Terraform cannot list workspaces, since it goes on with the default one if the state exists', () => {
    const Statement = good.role.Statement.filter(({ Sid }) => !Sid?.startsWith('TerraformListsStates'));
    const roles = { [roleArn]: aRole(documentOf(...Statement)) };
    const missing = { objects: { [STATE_KEY]: { object: { kind: 'missing' } as const } } };

    expect(diagnose({}, { roles })).toMatchObject({
      outcome: 'works',
      findings: [{ code: 'state_role_lacks', severity: 'warning' }],
    });
    expect(diagnose(missing, { roles })).toMatchObject({
      outcome: 'broken',
      findings: [{ code: 'state_role_lacks', severity: 'error' }],
    });
  });

  it.each<[string, Partial<Statement>, object]>([
    [
      'lets the encryption of Terraform through a denial of every other one',
      { Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } } },
      { Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': ['AES256', 'aws:kms'] } } },
    ],
    [
      'adds the key of the catalog to the keys that a denial exempts',
      { Condition: { StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption-aws-kms-key-id': OTHER_KEY } } },
      {
        Condition: { StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption-aws-kms-key-id': [OTHER_KEY, KEY] } },
      },
    ],
    ['exempts the role from any other denial', {}, { Condition: { ArnNotEquals: { 'aws:PrincipalArn': roleArn } } }],
    [
      'adds the role to the principals that a denial exempts',
      { Condition: { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::333333333333:role/ci' } } },
      { Condition: { ArnNotEquals: { 'aws:PrincipalArn': ['arn:aws:iam::333333333333:role/ci', roleArn] } } },
    ],
    [
      'exempts the role from a denial with NotPrincipal, in the form that AWS recommends',
      {
        Principal: undefined,
        NotPrincipal: { AWS: ['arn:aws:iam::333333333333:root', 'arn:aws:iam::333333333333:role/ci'] },
      },
      {
        Principal: '*',
        Condition: {
          ArnNotEquals: {
            'aws:PrincipalArn': ['arn:aws:iam::333333333333:root', 'arn:aws:iam::333333333333:role/ci', roleArn],
          },
        },
      },
    ],
  ])('%s', (_, denial, expected) => {
    const { findings } = withBucketDenial(denial);

    expect(findings.map(({ code }) => code)).toEqual(['state_bucket_denies']);
    expect(findings[0]?.changes[0]).toMatchObject({ kind: 'replace', index: 3, account: STATE, statement: expected });
  });

  it('removes a denial of the role itself only as far as Terraform needs', () => {
    const deny = (one: Partial<Statement>) => {
      const document = documentOf(...good.role.Statement, { Effect: 'Deny', Action: '*', Resource: '*', ...one });
      const [finding] = diagnose({}, { roles: { [roleArn]: aRole(document) } }).findings;
      return finding?.changes[0];
    };

    expect(deny({ Action: ['s3:DeleteObject', 's3:DeleteBucket'], Resource: 'arn:aws:s3:::*' })).toMatchObject({
      kind: 'replace',
      statement: { Action: 's3:DeleteBucket' },
    });
    expect(deny({ Action: 's3:DeleteObject' })).toMatchObject({
      statement: { NotResource: `arn:aws:s3:::states/${STATE_KEY}.tflock` },
    });
    expect(deny({ Action: 's3:Delete*', Resource: 'arn:aws:s3:::states/*' })).toMatchObject({ kind: 'remove' });
  });

  it('asks for the object to be written again if AWS manages its key', () => {
    const [finding] = diagnose(ofOtherKey(seen({ state: 'Enabled', isAwsManaged: true }))).findings;

    expect(finding).toMatchObject({
      code: 'state_object_key_fixed',
      changes: [{ document: 'object-encryption', value: KEY }],
    });
    expect(finding?.fix).toContain(`--sse-kms-key-id ${KEY}`);
  });

  it('accepts a grant of the key, within its constraints, in place of the key policy', () => {
    const key = (context: string) =>
      aKey({
        policy: seen(NONE),
        grants: seen([
          { grantee: roleArn, operations: ['Decrypt', 'GenerateDataKey'], contextSubset: { 'aws:s3:arn': context } },
        ]),
      });
    const bucketKey = { encryption: seen({ algorithm: 'aws:kms', kmsKey: KEY, hasBucketKey: true }) };
    const objects = { [STATE_KEY]: { object: seen({ kmsKey: KEY, hasBucketKey: true }) } };

    expect(codes({ objects, keys: { [KEY]: key('arn:aws:s3:::states') } }, {}, bucketKey)).toEqual([]);
    expect(codes({ objects, keys: { [KEY]: key('arn:aws:s3:::others') } }, {}, bucketKey)).toEqual(['state_key_lacks']);
  });

  it('cannot judge a key policy without the grants of the key, and prints the statement all the same', () => {
    const { outcome, findings } = diagnose({ keys: { [KEY]: aKey({ policy: seen(NONE), grants: notSeen }) } });

    expect([outcome, findings.length]).toEqual(['not_judged', 1]);
    expect(findings[0]).toMatchObject({ isDoubt: true, changes: [{ document: 'key-policy', kind: 'add' }] });
  });

  it('reports a key that is disabled, missing or in another region', () => {
    const described = (state: string) => aKey({ description: seen({ state, isAwsManaged: false }) });

    expect(codes({ keys: { [KEY]: described('Disabled') } })).toEqual(['state_key_disabled']);
    expect(codes({ keys: { [KEY]: described('PendingDeletion') } })).toEqual(['state_key_disabled']);
    expect(codes({ keys: { [KEY]: aKey({ policy: { kind: 'missing' } }) } })).toEqual(['state_key_missing']);
    expect(codes({}, {}, { region: seen('us-east-1') })).toEqual(['state_region', 'state_key_region']);
  });

  it('reports a key that AWS manages: named for a role of another account, or as the default of the bucket', () => {
    const managed = aKey({ description: seen({ state: 'Enabled', isAwsManaged: true }), policy: seen(NONE) });
    const encryption = seen({ algorithm: 'aws:kms', hasBucketKey: false });

    const { outcome, findings } = diagnose({ keys: { [KEY]: managed } });

    expect([outcome, findings.map(({ code, changes }) => [code, changes.length])]).toEqual([
      'broken',
      [['state_key_fixed', 0]],
    ]);
    expect(codes({}, {}, { encryption })).toEqual(['state_default_key_fixed']);
  });

  it('stops at the list if the bucket is in another region, and says all the same what the policies lack', () => {
    const { outcome, steps, findings } = diagnose({}, {}, { region: seen('us-east-1'), policy: seen(NONE) });
    const list = steps.findIndex(({ step }) => step === 'list');

    expect([outcome, steps[list]?.result, steps[list]?.isOptional]).toEqual(['broken', 'denied', undefined]);
    expect(findings[0]).toMatchObject({ code: 'state_region', step: list });
    expect(findings.map(({ code }) => code)).toContain('state_bucket_lacks');
  });

  it('reports a missing role or bucket, and nothing that follows from it', () => {
    expect(codes({}, { roles: { [roleArn]: { kind: 'missing' } } })).toEqual(['state_role_missing']);
    expect(codes({}, {}, { policy: { kind: 'missing' } })).toEqual(['state_bucket_missing']);
  });

  it('requires the key of the bucket in the catalog, since Terraform would use another one', () => {
    const { kmsKey: _, ...plain } = settings;
    const other = KEY.replace('key/k', 'key/2');

    expect(codes({ settings: plain })).toEqual(['state_key_unnamed']);
    expect(codes({}, {}, { encryption: seen({ algorithm: 'aws:kms', kmsKey: other, hasBucketKey: false }) })).toEqual([
      'state_key_other',
    ]);
  });

  it('judges service control policies of the role, and resource control policies of bucket and key', () => {
    const source = { kind: 'scp', accountId: '999999999999', of: OWN, policy: 'p-1' } as const;
    const policy = (statement: Statement, kind: 'scp' | 'rcp' = 'scp') => ({
      policies: [{ source: { ...source, kind }, document: documentOf(statement) }],
      unread: [],
    });
    const none = { policies: [], unread: [] };
    const narrow = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
    const denial = policy({ Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' }, 'rcp');

    expect(codes({}, { organizations: { [OWN]: seen({ id: 'o-1', scp: [narrow], rcp: none }) } })).toEqual([
      'state_scp_lacks',
    ]);
    expect(codes({}, { organizations: { [STATE]: seen({ id: 'o-1', scp: [], rcp: denial }) } })).toEqual([
      'state_rcp_denies',
    ]);
    expect(diagnose({}, { organizations: { [OWN]: notSeen } }).outcome).toBe('not_judged');
  });

  it.each([
    ['region', () => diagnose({}, {}, { region: notSeen })],
    ['encryption', () => diagnose({}, {}, { encryption: notSeen })],
    ['ownership', () => diagnose({}, {}, { ownership: notSeen })],
    ['bucket policy', () => diagnose({}, {}, { policy: notSeen })],
    ['key policy', () => diagnose({ keys: { [KEY]: aKey({ policy: notSeen }) } })],
    ['state of the key', () => diagnose({ keys: { [KEY]: aKey({ description: notSeen }) } })],
    ['object', () => diagnose({ objects: { [STATE_KEY]: { object: notSeen } } })],
    ['role', () => diagnose({}, { roles: { [roleArn]: notSeen } })],
    ['identities of the account', () => diagnose({ principals: notSeen })],
  ])('is not complete if only the %s could not be read', (_, diagnosed) => {
    const { outcome, findings } = diagnosed();

    expect(outcome).toBe('not_judged');
    expect(findings.every(({ code }) => code === 'state_not_looked_at')).toBe(true);
    expect(findings[0]?.what).toContain('AccessDenied.');
  });

  it('never says that Terraform works beside something that could not be read', () => {
    const { outcome, findings } = diagnose(
      { keys: { [KEY]: aKey({ policy: notSeen }) }, objects: { [STATE_KEY]: { object: notSeen } } },
      { roles: { [roleArn]: notSeen } },
      { policy: notSeen, ownership: notSeen, encryption: notSeen, region: notSeen },
    );

    expect(outcome).toBe('not_judged');
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['state_not_looked_at']));
    expect(findings[0]?.what).toMatch(/region of the bucket states.* permissions of .* policy of the bucket states/);
  });
});
