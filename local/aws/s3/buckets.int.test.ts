import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aBucket } from '../testing/a-bucket.ts';
import { aLocalAws, PROD } from '../testing/a-local-aws.ts';
import { s3As } from '../testing/a-signed-fetch.ts';

describe('a bucket', () => {
  it('is created and found, and can be deleted when it is empty', async () => {
    const { s3 } = await aBucket();

    const made = await s3({ method: 'PUT', path: '/new-bucket' });
    const head = await s3({ method: 'HEAD', path: '/new-bucket' });
    await s3({ method: 'PUT', path: '/new-bucket/k', body: 'x' });
    const full = await s3({ method: 'DELETE', path: '/new-bucket' });
    await s3({ method: 'DELETE', path: '/new-bucket/k' });
    const empty = await s3({ method: 'DELETE', path: '/new-bucket' });
    const gone = await s3({ path: '/new-bucket?list-type=2' });

    expect([made.status, head.status, full.code, empty.status, gone.code]).toEqual([
      200,
      200,
      'BucketNotEmpty',
      204,
      'NoSuchBucket',
    ]);
    expect(head.headers.get('x-amz-bucket-region')).toBe('us-east-1');
  });

  it('has a name that is unique across accounts', async () => {
    const { aws, s3 } = await aBucket();
    const other = s3As(aws, aws.rootCredentials('111111111111'));

    const answers = [
      await other({ method: 'PUT', path: '/prod-logs' }),
      await s3({ method: 'PUT', path: '/Not_A_Name' }),
    ];

    expect(answers.map(({ code }) => code)).toEqual(['BucketAlreadyExists', 'InvalidBucketName']);
  });

  it('returns its location, encryption and object ownership', async () => {
    const { s3 } = await aBucket();

    const [location, versioning, encryption, ownership] = await Promise.all(
      ['location', 'versioning', 'encryption', 'ownershipControls'].map((about) => s3({ path: `/prod-logs?${about}` })),
    );

    expect(location?.text).toContain(
      '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LocationConstraint>',
    );
    expect(versioning?.text).not.toContain('Enabled');
    expect(encryption?.text).toContain('<SSEAlgorithm>AES256</SSEAlgorithm>');
    expect(ownership?.text).toContain('<ObjectOwnership>BucketOwnerEnforced</ObjectOwnership>');
  });
});

describe('a bucket with Object Lock', () => {
  const aLocked = async () => {
    const { aws } = await aLocalAws();
    aws.seed({ accounts: [{ id: PROD, buckets: [{ name: 'locked', isLocked: true }] }] });
    const s3 = s3As(aws, aws.rootCredentials(PROD));
    const put = (body: string) => {
      const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
      return s3({ method: 'PUT', path: '/locked/k', body, headers });
    };
    return { s3, put };
  };

  it('rejects a write without a checksum', async () => {
    const { s3 } = await aLocked();

    const refused = await s3({ method: 'PUT', path: '/locked/k', body: 'one' });

    expect([refused.status, refused.code]).toEqual([400, 'InvalidRequest']);
  });

  it('keeps every version, and adds a delete marker for a plain delete', async () => {
    const { s3, put } = await aLocked();
    const first = (await put('one')).headers.get('x-amz-version-id');
    await put('two');
    await s3({ method: 'DELETE', path: '/locked/k' });

    expect((await s3({ path: '/locked/k' })).code).toBe('NoSuchKey');
    expect((await s3({ path: `/locked/k?versionId=${first}` })).text).toBe('one');
    const { text } = await s3({ path: '/locked?versions' });
    expect(text.match(/<Version>/g)).toHaveLength(2);
    expect(text.match(/<DeleteMarker>/g)).toHaveLength(1);
    expect(text.match(/<IsLatest>true/g)).toHaveLength(1);
  });

  it('restores an object when its delete marker is deleted, and refuses to delete a version', async () => {
    const { s3, put } = await aLocked();
    const version = (await put('one')).headers.get('x-amz-version-id');
    const marker = (await s3({ method: 'DELETE', path: '/locked/k' })).headers.get('x-amz-version-id');

    expect((await s3({ method: 'DELETE', path: `/locked/k?versionId=${version}` })).code).toBe('AccessDenied');
    await s3({ method: 'DELETE', path: `/locked/k?versionId=${marker}` });

    expect((await s3({ path: '/locked/k' })).text).toBe('one');
    expect((await s3({ method: 'DELETE', path: '/locked' })).code).toBe('BucketNotEmpty');
  });
});
