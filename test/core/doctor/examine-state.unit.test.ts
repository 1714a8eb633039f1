import { describe, expect, it } from 'vitest';
import type { TerraformState } from '../../../functions/core/catalog/catalog.ts';
import { examineState } from '../../../functions/core/doctor/examine-state.ts';
import type { StateFacts } from '../../../functions/core/doctor/state-side.ts';
import { parseAccessName, parseAccountId, parseRoleArn } from '../../../functions/core/names.ts';
import { statePolicies } from '../../../functions/core/terraform/state-policies.ts';
import type { PolicyDocument, Statement } from '../../../functions/core/trust/documents.ts';

const KEY = 'arn:aws:kms:eu-central-1:333333333333:key/k';
const roleArn = parseRoleArn('arn:aws:iam::222222222222:role/tf-state');
const state: TerraformState = {
  role: parseAccessName('tf-state'),
  bucket: 'states',
  region: 'eu-central-1',
  keys: ['prod/app.tfstate'],
  kmsKey: KEY,
  accountId: parseAccountId('333333333333'),
};
const good = statePolicies({ ...state, roleArn });
const seen = <Value>(value: Value) => ({ kind: 'seen', value }) as const;
const notSeen = { kind: 'not_seen', why: 'AccessDenied.', fix: 'Use another profile.' } as const;
const named = (document: PolicyDocument) => seen([{ name: 'state', how: 'inline' as const, document }]);

/** A correct setup with changes: the role is in another account than the bucket. */
const facts = (changed: Partial<StateFacts> = {}): StateFacts => ({
  bundle: 'terraform-prod',
  state,
  roleArn,
  role: named(good.role),
  bucketPolicy: seen(good.bucket),
  ownership: seen('BucketOwnerEnforced'),
  encryption: seen(KEY),
  keyPolicy: seen(good.key ?? good.role),
  ...changed,
});
const without = (document: PolicyDocument, ...sids: readonly string[]): PolicyDocument => ({
  ...document,
  Statement: document.Statement.filter(({ Sid = '' }) => !sids.includes(Sid)),
});
const codes = (changed: Partial<StateFacts>): readonly string[] => examineState(facts(changed)).map(({ code }) => code);

describe('the diagnosis of the Terraform state', () => {
  it('is empty for the policies that the CLI prints, across accounts', () => {
    expect(examineState(facts())).toEqual([]);
  });

  it.each([
    ['TerraformListsStates', 'state_role_lacks_list'],
    ['TerraformReadsAndWritesStates', 'state_role_lacks_read_write'],
    ['TerraformLocksStates', 'state_role_lacks_lock'],
    ['TerraformEncryptsStates', 'state_role_lacks_key'],
  ])('names the missing permission of the role without %s, and the statement to add', (sid, code) => {
    const [finding, ...more] = examineState(facts({ role: named(without(good.role, sid)) }));

    expect(more).toEqual([]);
    expect(finding).toMatchObject({ code, severity: 'error' });
    const added = JSON.parse(finding?.fix.replace(/^[^{]*/, '') ?? '') as Statement;
    expect(examineState(facts({ role: named({ Statement: [...without(good.role, sid).Statement, added] }) }))).toEqual(
      [],
    );
  });

  it('names missing permissions in the bucket policy of another account, but not of the same account', () => {
    expect(codes({ bucketPolicy: seen(without(good.bucket, 'TerraformLocksStates')) })).toEqual([
      'state_bucket_lacks_lock',
    ]);
    expect(codes({ bucketPolicy: seen(undefined) })).toEqual(['state_bucket_lacks_list_read_write_lock']);
    expect(
      codes({ bucketPolicy: seen(undefined), state: { ...state, accountId: parseAccountId('222222222222') } }),
    ).toEqual([]);
  });

  it('names the missing statement in the key policy of another account', () => {
    const root = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::333333333333:root' },
      Action: 'kms:*',
      Resource: '*',
    };

    const [finding] = examineState(facts({ keyPolicy: seen({ Statement: [root] }) }));

    expect(finding?.code).toBe('state_key_lacks_key');
    expect(finding?.fix).toContain(JSON.stringify(good.key?.Statement[0]));
  });

  it('accepts a key policy that delegates to the IAM policies of the account', () => {
    const workspace = parseRoleArn('arn:aws:iam::333333333333:role/tf-state');
    const root = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::333333333333:root' },
      Action: 'kms:*',
      Resource: '*',
    };

    expect(codes({ roleArn: workspace, keyPolicy: seen({ Statement: [root] }) })).toEqual([]);
  });

  it('finds a denial, but ignores denials with conditions', () => {
    const deny = (Condition: Statement['Condition'] = {}): PolicyDocument => ({
      Statement: [
        ...good.bucket.Statement,
        { Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::states/*', Condition },
      ],
    });

    expect(codes({ bucketPolicy: seen(deny()) })).toEqual(['state_bucket_denies']);
    expect(codes({ bucketPolicy: seen(deny({ StringLike: { 'aws:userid': '*:alice' } })) })).toEqual([]);
    expect(codes({ bucketPolicy: seen(deny({ Bool: { 'aws:SecureTransport': 'false' } })) })).toEqual([]);
    expect(codes({ bucketPolicy: seen(deny({ ArnNotEquals: { 'aws:PrincipalArn': roleArn } })) })).toEqual([]);
  });

  it('reports conditions that it cannot evaluate', () => {
    const Statement = good.role.Statement.map((one) => ({
      ...one,
      Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
    }));

    expect(examineState(facts({ role: named({ Statement }) }))).toMatchObject([
      { code: 'state_role_conditional', severity: 'note' },
    ]);
  });

  it('reports a list permission that is limited to another prefix', () => {
    const Statement = good.role.Statement.map((one) =>
      one.Sid === 'TerraformListsStates' ? { ...one, Condition: { StringLike: { 's3:prefix': 'dev/*' } } } : one,
    );

    expect(codes({ role: named({ Statement }) })).toEqual(['state_role_lacks_list']);
  });

  it('requires that the bucket owner owns the states, as an error across accounts', () => {
    const own = { ...state, accountId: parseAccountId('222222222222') };

    expect(examineState(facts({ ownership: seen('ObjectWriter') }))).toMatchObject([
      { code: 'state_ownership', severity: 'error' },
    ]);
    expect(examineState(facts({ ownership: seen(undefined), state: own }))).toMatchObject([{ severity: 'warning' }]);
  });

  it('requires the KMS key of the bucket in the catalog, since the backend would use another key', () => {
    const { kmsKey: _, ...plain } = state;

    expect(codes({ state: plain })).toEqual(['state_key_unnamed']);
    expect(codes({ encryption: seen('arn:aws:kms:eu-central-1:333333333333:key/other') })).toEqual(['state_key_other']);
  });

  it('contains a note with the cause for each resource that could not be read', () => {
    const found = examineState(
      facts({ role: notSeen, bucketPolicy: notSeen, ownership: notSeen, encryption: notSeen, keyPolicy: notSeen }),
    );

    expect(found.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => 'state_not_looked_at'));
    for (const { what, severity } of found)
      expect([what, severity]).toEqual([expect.stringContaining('AccessDenied'), 'note']);
    expect(found.at(-1)?.fix).toContain('kms:GenerateDataKey');
  });

  it('reports a missing role or bucket', () => {
    expect(codes({ role: { kind: 'missing' } })).toEqual(['state_role_missing']);
    expect(codes({ bucketPolicy: { kind: 'missing' } })).toEqual(['state_bucket_missing']);
  });
});
