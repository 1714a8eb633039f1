import { describe, expect, it } from 'vitest';
import { aLocalAws, PROD, UTILS } from '../testing/a-local-aws.ts';
import { s3As } from '../testing/a-signed-fetch.ts';

const aBucketWith = async (ownership?: 'ObjectWriter') => {
  const bucket = { name: 'logs', ...(ownership === undefined ? {} : { ownership }) };
  const { aws } = await aLocalAws({}, { accounts: [{ id: PROD, buckets: [bucket] }, { id: UTILS }] });
  return { s3: s3As(aws, aws.rootCredentials(PROD)), other: s3As(aws, aws.rootCredentials(UTILS)) };
};
const acl = { path: '/logs?acl' };
const canned = (name: string) => ({ ...acl, method: 'PUT', headers: { 'x-amz-acl': name } });

describe('the ACL of a bucket', () => {
  it('admits the owner, and is read by the owner only', async () => {
    const { s3, other } = await aBucketWith();

    const read = await s3(acl);

    expect(read.text.match(/<Permission>FULL_CONTROL<\/Permission>/g)).toHaveLength(1);
    expect(new Set(read.text.match(/<ID>[^<]+/g))).toHaveLength(1);
    expect((await other(acl)).code).toBe('AccessDenied');
  });

  it('cannot be set while the bucket enforces its ownership', async () => {
    const { s3 } = await aBucketWith();

    expect((await s3(canned('private'))).code).toBe('AccessControlListNotSupported');
  });

  it('can be set to what it is, never to a public one, and other grants are not implemented', async () => {
    const { s3 } = await aBucketWith('ObjectWriter');
    const { text: body } = await s3(acl);
    const id = /<ID>([^<]+)/.exec(body)?.[1] ?? '';
    const put = (text: string) => s3({ ...acl, method: 'PUT', body: text });

    const answers = [
      await s3(canned('private')),
      await put(body),
      await s3(canned('public-read')),
      await s3(canned('log-delivery-write')),
      await put(body.replaceAll(id, id.replaceAll('2', '3')).replace(id, id)),
    ];

    expect(answers.map(({ status, code }) => code ?? status)).toEqual([
      200,
      200,
      'AccessDenied',
      'NotImplemented',
      'NotImplemented',
    ]);
  });
});

describe('the ownership controls of a bucket', () => {
  it('can be deleted; then objects belong to their writers', async () => {
    const { s3 } = await aBucketWith();
    const controls = { path: '/logs?ownershipControls' };

    const deleted = await s3({ ...controls, method: 'DELETE' });
    const gone = await s3(controls);
    const withAcl = await s3({ method: 'PUT', path: '/logs/k', headers: { 'x-amz-acl': 'private' }, body: 'x' });

    expect([deleted.status, gone.status, gone.code]).toEqual([204, 404, 'OwnershipControlsNotFoundError']);
    expect(withAcl.status).toBe(200);
  });
});
