import { describe, expect, it } from 'vitest';
import type { BucketSeed } from '../seed-types.ts';
import { aLocalAws, PROD, policy, UTILS } from '../testing/a-local-aws.ts';
import { s3As } from '../testing/a-signed-fetch.ts';

const STATE = '333333333333';
const path = '/shared/app.tfstate';
const everyone = policy({
  Effect: 'Allow',
  Principal: { AWS: [PROD, UTILS, STATE].map((id) => `arn:aws:iam::${id}:root`) },
  Action: 's3:*',
  Resource: ['arn:aws:s3:::shared', 'arn:aws:s3:::shared/*'],
});
const idOf = (account: string) => account.repeat(6).slice(0, 64);

/** A bucket of one account that lets two others write. */
const aSharedBucket = async (ownership?: BucketSeed['ownership']) => {
  const bucket = { name: 'shared', policy: everyone, ...(ownership === undefined ? {} : { ownership }) };
  const { aws } = await aLocalAws({}, { accounts: [{ id: PROD }, { id: UTILS }, { id: STATE, buckets: [bucket] }] });
  const [writer, reader, owner] = [PROD, UTILS, STATE].map((id) => s3As(aws, aws.rootCredentials(id)));
  if (!writer || !reader || !owner) throw new Error('three accounts');
  const write = (acl?: string) =>
    writer({ method: 'PUT', path, body: 'x', headers: acl === undefined ? {} : { 'x-amz-acl': acl } });
  /** Status of a read by the bucket owner, by the writer and by a third account. */
  const reads = async () => [
    (await owner({ path })).status,
    (await writer({ path })).status,
    (await reader({ path })).status,
  ];
  return { writer, reader, owner, write, reads };
};

const setOwnership = (setting: string) => ({
  method: 'PUT',
  path: '/shared?ownershipControls',
  body: `<OwnershipControls><Rule><ObjectOwnership>${setting}</ObjectOwnership></Rule></OwnershipControls>`,
});

describe('an object that another account wrote', () => {
  it.each<[BucketSeed['ownership'], string | undefined, string, number[]]>([
    [undefined, undefined, 'the bucket owner', [200, 200, 200]],
    [undefined, 'bucket-owner-full-control', 'the bucket owner', [200, 200, 200]],
    ['BucketOwnerPreferred', 'bucket-owner-full-control', 'the bucket owner', [200, 200, 200]],
    ['BucketOwnerPreferred', undefined, 'the writer', [403, 200, 403]],
    ['ObjectWriter', undefined, 'the writer', [403, 200, 403]],
    ['ObjectWriter', 'bucket-owner-read', 'the writer', [200, 200, 403]],
    ['ObjectWriter', 'bucket-owner-full-control', 'the writer', [200, 200, 403]],
  ])(
    'with %s and the ACL %s belongs to %s, and the bucket policy opens only objects of the bucket owner',
    async (setting, acl, belongsTo, statuses) => {
      const { owner, write, reads } = await aSharedBucket(setting);
      await write(acl);

      const { text } = await owner({ path: '/shared?fetch-owner=true&list-type=2' });

      expect(text).toContain(`<Owner><ID>${idOf(belongsTo === 'the writer' ? PROD : STATE)}</ID></Owner>`);
      expect(await reads()).toEqual(statuses);
    },
  );

  it('is opened by its owner with an ACL, or by the bucket owner who enforces the ownership', async () => {
    const { owner, writer, write, reads } = await aSharedBucket('ObjectWriter');
    await write();
    const toOwner = { method: 'PUT', path: `${path}?acl`, headers: { 'x-amz-acl': 'bucket-owner-full-control' } };

    const byOther = await owner(toOwner);
    const before = await reads();
    await writer(toOwner);
    const opened = await reads();
    const { text } = await owner({ path: `${path}?acl` });
    await owner(setOwnership('BucketOwnerEnforced'));
    const enforced = await reads();

    expect([byOther.status, before, opened, enforced]).toEqual([
      403,
      [403, 200, 403],
      [200, 200, 403],
      [200, 200, 200],
    ]);
    expect(text.match(/<ID>\d+<\/ID>/g)).toEqual([PROD, PROD, STATE].map((id) => `<ID>${idOf(id)}</ID>`));
  });

  it('can be deleted, replaced and denied by the bucket owner', async () => {
    const { owner, writer, write } = await aSharedBucket('ObjectWriter');
    await write();
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shared/*' } as const;
    await owner({ method: 'PUT', path: '/shared?policy', body: JSON.stringify(policy(deny)) });

    const denied = await writer({ path });
    await owner({ method: 'DELETE', path: '/shared?policy' });
    const removed = await owner({ method: 'DELETE', path });
    const gone = await owner({ path });

    expect([denied.message, removed.status, gone.code]).toEqual([
      expect.stringContaining('with an explicit deny in a resource-based policy'),
      204,
      'NoSuchKey',
    ]);
  });
});

describe('the ACL of a write', () => {
  it.each([
    [undefined, 'private', 'AccessControlListNotSupported'],
    [undefined, 'public-read', 'AccessControlListNotSupported'],
    ['ObjectWriter' as const, 'public-read', 'AccessDenied'],
    ['ObjectWriter' as const, 'aws-exec-read', 'NotImplemented'],
  ])('with the ownership %s refuses %s with %s', async (setting, acl, code) => {
    const { write } = await aSharedBucket(setting);

    expect((await write(acl)).code).toBe(code);
  });

  it('needs s3:PutObjectAcl', async () => {
    const { owner, write } = await aSharedBucket('BucketOwnerPreferred');
    const onlyPut = {
      ...(everyone.Statement as readonly object[])[0],
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::shared/*',
    };
    await owner({ method: 'PUT', path: '/shared?policy', body: JSON.stringify({ ...everyone, Statement: [onlyPut] }) });

    const [plain, withAcl] = [await write(), await write('bucket-owner-full-control')];

    expect([plain.status, withAcl.message]).toEqual([200, expect.stringContaining('perform: s3:PutObjectAcl')]);
  });
});

describe('the ownership controls of a bucket', () => {
  it('are set by the owner or when the bucket is created, to a setting that exists', async () => {
    const { owner } = await aSharedBucket();
    const shown = async (bucket: string) =>
      /<ObjectOwnership>(\w+)</.exec((await owner({ path: `/${bucket}?ownershipControls` })).text)?.[1];

    const byDefault = await shown('shared');
    await owner(setOwnership('ObjectWriter'));
    const headers = { 'x-amz-object-ownership': 'BucketOwnerPreferred' };
    await owner({ method: 'PUT', path: '/created', headers });
    const wrong = await owner(setOwnership('Nonsense'));

    expect([byDefault, await shown('shared'), await shown('created'), wrong.code]).toEqual([
      'BucketOwnerEnforced',
      'ObjectWriter',
      'BucketOwnerPreferred',
      'InvalidArgument',
    ]);
  });
});
