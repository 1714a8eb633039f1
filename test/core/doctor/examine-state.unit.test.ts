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

/** Another account's role on a bucket that is set up just as it has to be; changed as the test says. */
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

describe('the state side of Terraform', () => {
  it('has nothing wrong with the policies that we print ourselves, across accounts', () => {
    expect(examineState(facts())).toEqual([]);
  });

  it.each([
    ['TerraformListsStates', 'state_role_lacks_list'],
    ['TerraformReadsAndWritesStates', 'state_role_lacks_read_write'],
    ['TerraformLocksStates', 'state_role_lacks_lock'],
    ['TerraformEncryptsStates', 'state_role_lacks_key'],
  ])('names what the role lacks without %s, and the statement to add', (sid, code) => {
    const [finding, ...more] = examineState(facts({ role: named(without(good.role, sid)) }));

    expect(more).toEqual([]);
    expect(finding).toMatchObject({ code, severity: 'error' });
    const added = JSON.parse(finding?.fix.replace(/^[^{]*/, '') ?? '') as Statement;
    expect(examineState(facts({ role: named({ Statement: [...without(good.role, sid).Statement, added] }) }))).toEqual(
      [],
    );
  });

  it('names what the bucket of another account does not let the role do, and asks nothing of a bucket of its own', () => {
    expect(codes({ bucketPolicy: seen(without(good.bucket, 'TerraformLocksStates')) })).toEqual([
      'state_bucket_lacks_lock',
    ]);
    expect(codes({ bucketPolicy: seen(undefined) })).toEqual(['state_bucket_lacks_list_read_write_lock']);
    expect(
      codes({ bucketPolicy: seen(undefined), state: { ...state, accountId: parseAccountId('222222222222') } }),
    ).toEqual([]);
  });

  it('names the statement that the key of another account has to have', () => {
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

  it('takes the root of its own account in a key policy as leave to go by the policies of the role', () => {
    const workspace = parseRoleArn('arn:aws:iam::333333333333:role/tf-state');
    const root = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::333333333333:root' },
      Action: 'kms:*',
      Resource: '*',
    };

    expect(codes({ roleArn: workspace, keyPolicy: seen({ Statement: [root] }) })).toEqual([]);
  });

  it('finds a denial, and takes one that hangs on a session or a time for none', () => {
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

  it('says where conditions cannot be judged instead of guessing', () => {
    const Statement = good.role.Statement.map((one) => ({
      ...one,
      Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
    }));

    expect(examineState(facts({ role: named({ Statement }) }))).toMatchObject([
      { code: 'state_role_conditional', severity: 'note' },
    ]);
  });

  it('takes a prefix that is not that of the state for no leave to list', () => {
    const Statement = good.role.Statement.map((one) =>
      one.Sid === 'TerraformListsStates' ? { ...one, Condition: { StringLike: { 's3:prefix': 'dev/*' } } } : one,
    );

    expect(codes({ role: named({ Statement }) })).toEqual(['state_role_lacks_list']);
  });

  it('wants the owner of the bucket to own the states, the more so across accounts', () => {
    const own = { ...state, accountId: parseAccountId('222222222222') };

    expect(examineState(facts({ ownership: seen('ObjectWriter') }))).toMatchObject([
      { code: 'state_ownership', severity: 'error' },
    ]);
    expect(examineState(facts({ ownership: seen(undefined), state: own }))).toMatchObject([{ severity: 'warning' }]);
  });

  it('wants the key of the bucket to be named, since the backend asks for another otherwise', () => {
    const { kmsKey: _, ...plain } = state;

    expect(codes({ state: plain })).toEqual(['state_key_unnamed']);
    expect(codes({ encryption: seen('arn:aws:kms:eu-central-1:333333333333:key/other') })).toEqual(['state_key_other']);
  });

  it('says of each thing that it could not look at why, and takes nothing for granted', () => {
    const found = examineState(
      facts({ role: notSeen, bucketPolicy: notSeen, ownership: notSeen, encryption: notSeen, keyPolicy: notSeen }),
    );

    expect(found.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => 'state_not_looked_at'));
    for (const { what, severity } of found)
      expect([what, severity]).toEqual([expect.stringContaining('AccessDenied'), 'note']);
    expect(found.at(-1)?.fix).toContain('kms:GenerateDataKey');
  });

  it('names a role or a bucket that is not there', () => {
    expect(codes({ role: { kind: 'missing' } })).toEqual(['state_role_missing']);
    expect(codes({ bucketPolicy: { kind: 'missing' } })).toEqual(['state_bucket_missing']);
  });
});
