import { describe, expect, it } from 'vitest';
import { aLocalAws, PROD } from '../testing/a-local-aws.ts';
import { type S3Request, s3As } from '../testing/a-signed-fetch.ts';

const REGION = 'x-amz-bucket-region';

/** A bucket in eu-central-1, and its owner at the endpoint of each region. */
const aFarBucket = async () => {
  const { aws } = await aLocalAws({}, { accounts: [{ id: PROD, buckets: [{ name: 'far', region: 'eu-central-1' }] }] });
  const at = (region: string) => s3As(aws, aws.rootCredentials(PROD), region);
  return { aws, at };
};

const inRegion = (constraint: string) =>
  `<CreateBucketConfiguration><LocationConstraint>${constraint}</LocationConstraint></CreateBucketConfiguration>`;

describe('a bucket called in another region than its own', () => {
  it.each<[string, S3Request]>([
    ['a list', { path: '/far?list-type=2' }],
    ['a read', { path: '/far/k' }],
    ['a write', { method: 'PUT', path: '/far/k', body: 'x' }],
    ['its policy', { path: '/far?policy' }],
  ])('redirects %s to its own region', async (_, request) => {
    const { at } = await aFarBucket();

    const answers = await Promise.all(['us-east-1', 'eu-west-1'].map((region) => at(region)(request)));

    for (const { status, code, headers, text } of answers) {
      expect([status, code, headers.get(REGION)]).toEqual([301, 'PermanentRedirect', 'eu-central-1']);
      expect(text).toContain('<Endpoint>far.s3.eu-central-1.amazonaws.com</Endpoint>');
    }
    expect((await at('eu-central-1')({ path: '/far/k' })).code).toBe('NoSuchKey');
  });

  it('says in the header of HeadBucket where it is, to callers without permission, too', async () => {
    const { aws, at } = await aFarBucket();
    aws.seed({ accounts: [{ id: '444444444444' }] });
    const stranger = s3As(aws, aws.rootCredentials('444444444444'), 'eu-central-1');
    const head = { method: 'HEAD', path: '/far' };

    const answers = [await at('us-east-1')(head), await stranger(head), await at('eu-central-1')(head)];

    expect(answers.map(({ status, text, headers }) => [status, text, headers.get(REGION)])).toEqual(
      [301, 403, 200].map((status) => [status, '', 'eu-central-1']),
    );
  });

  it('names its region to GetBucketLocation in us-east-1 and in its region only', async () => {
    const { at } = await aFarBucket();

    const answers = await Promise.all(
      ['us-east-1', 'eu-central-1', 'eu-west-1'].map((region) => at(region)({ path: '/far?location' })),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 301]);
    expect(answers[0]?.text).toContain('>eu-central-1</LocationConstraint>');
  });

  it('is named as the expected region of a signature for no region of AWS', async () => {
    const { at } = await aFarBucket();

    const { status, code, message, text } = await at('europe')({ path: '/far?list-type=2' });

    expect([status, code]).toEqual([400, 'AuthorizationHeaderMalformed']);
    expect(message).toContain("the region 'europe' is wrong; expecting 'eu-central-1'");
    expect(text).toContain('<Region>eu-central-1</Region>');
  });
});

describe('a new bucket', () => {
  it.each([
    ['us-east-1', '', 'us-east-1'],
    ['us-east-1', inRegion('eu-west-3'), 'eu-west-3'],
    ['eu-west-3', inRegion('eu-west-3'), 'eu-west-3'],
    ['eu-west-1', inRegion('EU'), 'eu-west-1'],
  ])('is created in %s with the constraint "%s" in %s', async (endpoint, body, region) => {
    const { at } = await aFarBucket();

    const made = await at(endpoint)({ method: 'PUT', path: '/new-bucket', body });
    const head = await at(region)({ method: 'HEAD', path: '/new-bucket' });

    expect([made.status, head.status, head.headers.get(REGION)]).toEqual([200, 200, region]);
  });

  it.each([
    ['eu-west-3', '', 'IllegalLocationConstraintException', 'The unspecified location constraint is incompatible'],
    ['eu-west-3', inRegion('eu-west-1'), 'IllegalLocationConstraintException', 'The eu-west-1 location constraint'],
    ['us-east-1', inRegion('us-east-1'), 'InvalidLocationConstraint', 'not valid'],
    ['us-east-1', inRegion('cn-north-1'), 'InvalidLocationConstraint', 'not valid'],
    ['us-east-1', inRegion('europe'), 'InvalidLocationConstraint', 'not valid'],
  ])('is not created in %s with the constraint "%s": %s', async (endpoint, body, code, words) => {
    const { at } = await aFarBucket();

    const refused = await at(endpoint)({ method: 'PUT', path: '/new-bucket', body });

    expect([refused.status, refused.code]).toEqual([400, code]);
    expect(refused.message).toContain(words);
    expect((await at('us-east-1')({ path: '/new-bucket?location' })).code).toBe('NoSuchBucket');
  });

  it('that its owner created before is refused, except in us-east-1', async () => {
    const { at } = await aFarBucket();
    const again = async (region: string, body: string) => {
      await at(region)({ method: 'PUT', path: `/again-${region}`, body });
      return at(region)({ method: 'PUT', path: `/again-${region}`, body });
    };

    const answers = [await again('us-east-1', ''), await again('eu-west-3', inRegion('eu-west-3'))];

    expect(answers.map(({ status, code }) => [status, code])).toEqual([
      [200, undefined],
      [409, 'BucketAlreadyOwnedByYou'],
    ]);
  });
});
