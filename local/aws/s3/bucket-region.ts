import { AwsError } from '../errors.ts';
import { domainOfRegion, partitionOfRegion } from '../world/partition.ts';
import type { BucketState } from '../world/state.ts';
import type { S3Call } from './s3-call.ts';
import { uploadedText } from './xml-body.ts';

/** The region whose endpoint creates buckets of any region, and answers where they are. Source: AWS, S3 API Reference, CreateBucket. */
export const GLOBAL_REGION = 'us-east-1';

/** The name that GetBucketLocation has for the oldest region of Europe. Source: AWS, S3 API Reference, GetBucketLocation. */
const OLD_NAMES: Readonly<Record<string, string>> = { EU: 'eu-west-1' };

/** Buckets of a state file of an earlier release have no region. */
export const regionOfBucket = (call: S3Call, { region = call.homeRegion }: BucketState): string => region;

const isRegion = (name: string): boolean => /^[a-z]{2}(-[a-z]+)+-\d$/.test(name);

/** Where a bucket is, in the header of answers about a bucket. Source: AWS, S3 API Reference, HeadBucket. */
export const regionHeader = (region: string): Record<string, string> => ({ 'x-amz-bucket-region': region });

/**
 * Throws unless the request was sent to the region of the bucket. A client signs for the region of its endpoint, so the region of the
 * signature is that of the endpoint. GetBucketLocation answers in us-east-1, too. Source: AWS, S3 API Reference, "Error responses":
 * PermanentRedirect; the header and elements are known from public reports (docs/assumptions.md).
 */
export const requireRegionOf = (call: S3Call, bucket: BucketState): void => {
  const found = regionOfBucket(call, bucket);
  const { region } = call.facts;
  if (region === found || (call.operation === 'GetBucketLocation' && region === GLOBAL_REGION)) return;
  throw new AwsError(
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    301,
    {
      elements: { Endpoint: `${bucket.name}.s3.${found}.${domainOfRegion(found)}`, Bucket: bucket.name },
      headers: regionHeader(found),
    },
  );
};

const incompatible = (constraint: string): AwsError =>
  new AwsError(
    'IllegalLocationConstraintException',
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );

const invalid = (constraint: string): AwsError =>
  new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid', 400, {
    elements: { LocationConstraint: constraint },
  });

/**
 * The region of a new bucket. Only us-east-1 creates buckets of other regions, and it is no location constraint itself. Source: AWS,
 * S3 API Reference, CreateBucket and "Error responses".
 */
export const regionOfNew = (call: S3Call): string => {
  const { region } = call.facts;
  const text = uploadedText(call);
  const constraint = /<LocationConstraint>\s*([^<]*?)\s*<\/LocationConstraint>/.exec(text)?.[1] || undefined;
  if (constraint === undefined) {
    if (region === GLOBAL_REGION) return region;
    throw incompatible('unspecified');
  }
  const named = OLD_NAMES[constraint] ?? constraint;
  const isOfPartition = isRegion(named) && partitionOfRegion(named) === partitionOfRegion(region);
  if (named === GLOBAL_REGION || !isOfPartition) throw invalid(constraint);
  if (region !== GLOBAL_REGION && region !== named) throw incompatible(constraint);
  return named;
};
