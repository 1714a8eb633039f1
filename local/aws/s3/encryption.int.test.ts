import { describe, expect, it } from 'vitest';
import type { PolicyDocument, PolicyStatement } from '../policy/document.ts';
import type { BucketSeed, KmsKeySeed } from '../seed-types.ts';
import { aLocalAws, PROD, policy } from '../testing/a-local-aws.ts';
import { s3As } from '../testing/a-signed-fetch.ts';
import { BUCKET, bucketPolicy, keyPolicy, STATE, STATE_KEY, STATE_ROLE, stateSeed } from '../testing/a-state-bucket.ts';

const path = `/${BUCKET}/env/app.tfstate`;
const put = { method: 'PUT', path, body: '{}' };
const SSE = 'x-amz-server-side-encryption';
const KEY_ID = `${SSE}-aws-kms-key-id`;

/** The state role, the owner of the state bucket, and more keys. */
const aBucketWith = async (parts: {
  bucket?: Partial<BucketSeed>;
  bucketPolicy?: PolicyDocument;
  keyPolicy?: PolicyDocument;
  keys?: readonly KmsKeySeed[];
}) => {
  const [utils, prod, ...states] = stateSeed(parts).accounts;
  const { aws } = await aLocalAws({}, { accounts: [utils, prod].flatMap((one) => one ?? []) });
  aws.seed({
    accounts: states.map((account) => ({
      ...account,
      ...(account.buckets ? { buckets: account.buckets.map((one) => ({ ...one, ...parts.bucket })) } : {}),
      kmsKeys: [...(account.kmsKeys ?? []), ...(parts.keys ?? []).filter(({ arn }) => arn.includes(`:${account.id}:`))],
    })),
  });
  const role = s3As(aws, aws.issueSession({ roleArn: STATE_ROLE, sessionName: 'alice' }));
  return { aws, role, owner: s3As(aws, aws.rootCredentials(STATE)) };
};

const withConditions = (Condition: NonNullable<PolicyStatement['Condition']>): PolicyDocument => {
  const [root, toRole] = keyPolicy.Statement as readonly PolicyStatement[];
  return policy(...[root, toRole && { ...toRole, Condition }].flatMap((one) => one ?? []));
};

describe('the default encryption of a bucket', () => {
  it('is set, shown and deleted by the owner, and applies to new objects', async () => {
    const { owner } = await aBucketWith({});
    const forget = { method: 'DELETE', path: `/${BUCKET}?encryption` };
    await owner(forget);
    const config = (rule: string) => ({
      method: 'PUT',
      path: `/${BUCKET}?encryption`,
      body: `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>${rule}</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
    });

    const before = await owner(put);
    await owner(config(`<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>${STATE_KEY}</KMSMasterKeyID>`));
    const shown = await owner({ path: `/${BUCKET}?encryption` });
    const after = await owner(put);
    await owner(forget);
    const last = await owner(put);

    const of = ({ headers }: typeof before) => [headers.get(SSE), headers.get(`${SSE}-bucket-key-enabled`)];
    expect([before, after, last].map(of)).toEqual([
      ['AES256', null],
      ['aws:kms', 'true'],
      ['AES256', null],
    ]);
    expect(shown.text).toContain(`<KMSMasterKeyID>${STATE_KEY}</KMSMasterKeyID>`);
  });

  it('with an alias names a key of the account of the writer, not of the bucket owner', async () => {
    const ofProd = `arn:aws:kms:us-east-1:${PROD}:key/of-prod`;
    const { aws, role, owner } = await aBucketWith({ bucket: { kmsKeyArn: 'alias/state' } });
    aws.seed({
      accounts: [
        { id: STATE, kmsKeys: [{ arn: STATE_KEY, aliases: ['alias/state'] }] },
        { id: PROD, kmsKeys: [{ arn: ofProd, aliases: ['alias/state'], policy: keyPolicyOf(PROD) }] },
      ],
    });
    aws.editRole(STATE_ROLE, {
      inlinePolicies: { backend: policy({ Effect: 'Allow', Action: ['s3:*', 'kms:*'], Resource: '*' }) },
    });

    const written = await role(put);
    const read = await owner({ path });

    expect(written.headers.get(KEY_ID)).toBe(ofProd);
    expect([read.status, read.message]).toEqual([403, expect.stringContaining('kms:Decrypt on resource')]);
  });
});

const keyPolicyOf = (account: string): PolicyDocument =>
  policy({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' });

describe('the key of an object', () => {
  it.each<[string, NonNullable<PolicyStatement['Condition']>, boolean]>([
    ['S3 in the region', { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }, true],
    ['S3 in another region', { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, false],
    ['another account', { StringEquals: { 'kms:CallerAccount': STATE } }, false],
    ['the object', { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${path.slice(1)}` } }, true],
    ['the bucket', { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${BUCKET}` } }, false],
  ])('can be used if its policy is limited to %s: %#', async (_, condition, isAllowed) => {
    const { role } = await aBucketWith({ keyPolicy: withConditions(condition) });

    expect((await role(put)).status).toBe(isAllowed ? 200 : 403);
  });

  it('has the ARN of the bucket as encryption context with an S3 Bucket Key', async () => {
    const context = { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${BUCKET}` } };
    const { role } = await aBucketWith({ bucket: { hasBucketKey: true }, keyPolicy: withConditions(context) });

    const answers = [await role(put), await role({ path })];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('must be in the region of the request, exist and be enabled, and is named only by writes with that encryption', async () => {
    const elsewhere = `arn:aws:kms:eu-west-1:${STATE}:key/1`;
    const disabled = `arn:aws:kms:us-east-1:${STATE}:key/2`;
    const keys = [{ arn: elsewhere }, { arn: disabled, status: 'Disabled' as const }];
    const { owner } = await aBucketWith({ keys });
    const write = (headers: Record<string, string>) => owner({ ...put, headers });
    await owner(put);

    const answers = [
      await write({ [SSE]: 'aws:kms', [KEY_ID]: elsewhere }),
      await write({ [SSE]: 'aws:kms', [KEY_ID]: 'unknown' }),
      await write({ [SSE]: 'aws:kms', [KEY_ID]: disabled }),
      await write({ [SSE]: 'AES256', [KEY_ID]: STATE_KEY }),
      await owner({ path, headers: { [SSE]: 'aws:kms' } }),
    ];

    expect(answers.map(({ code }) => code)).toEqual([
      'KMS.NotFoundException',
      'KMS.NotFoundException',
      'KMS.DisabledException',
      'InvalidArgument',
      'InvalidArgument',
    ]);
    expect(answers[0]?.message).toBe('Invalid arn eu-west-1');
  });
});

describe('a bucket of another region', () => {
  it('uses keys of its own region', async () => {
    const arn = `arn:aws:kms:eu-west-1:${STATE}:key/1`;
    const { aws } = await aBucketWith({ bucket: { region: 'eu-west-1', kmsKeyArn: arn }, keys: [{ arn }] });
    const owner = s3As(aws, aws.rootCredentials(STATE), 'eu-west-1');

    const answers = [await owner(put), await owner({ path })];

    expect(answers.map(({ headers }) => headers.get(KEY_ID))).toEqual([arn, arn]);
  });
});

describe('a bucket policy that demands an encryption', () => {
  it.each<[string, string, Record<string, string>, number]>([
    ['AES256', 'without a header, for any default', {}, 403],
    ['AES256', 'for another algorithm', { [SSE]: 'aws:kms', [KEY_ID]: STATE_KEY }, 403],
    ['AES256', 'not for AES256', { [SSE]: 'AES256' }, 200],
    ['key', 'for another key', { [SSE]: 'aws:kms', [KEY_ID]: `${STATE_KEY.slice(0, -1)}2` }, 403],
    ['key', 'not for its key', { [SSE]: 'aws:kms', [KEY_ID]: STATE_KEY }, 200],
  ])('(%s) refuses a write %s', async (demand, _, headers, status) => {
    const StringNotEquals: Record<string, string> =
      demand === 'key' ? { [`s3:${KEY_ID}`]: STATE_KEY } : { [`s3:${SSE}`]: 'AES256' };
    const demanding = policy(...(bucketPolicy.Statement as readonly PolicyStatement[]), {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${BUCKET}/*`,
      Condition: { StringNotEquals },
    });
    const { role } = await aBucketWith({ bucketPolicy: demanding });

    expect((await role({ ...put, headers })).status).toBe(status);
  });
});
