import {
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  HeadBucketCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DEFAULT_LOCATION_REGION } from '../../core/partitions.ts';
import type { BucketEncryption, BucketFacts, Seen } from '../../core/terraform/diagnosis/facts.ts';
import { parsePolicy } from '../../core/trust/documents.ts';
import { refusalOf, refused } from '../aws/sdk-refusal.ts';

/** Reads a setting that a bucket may not have. */
const setting = async <Value>(
  action: string,
  account: string,
  absent: string,
  read: () => Promise<Value>,
): Promise<Seen<Value | undefined>> => {
  try {
    return { kind: 'seen', value: await read() };
  } catch (error) {
    return refusalOf(error).code === absent ? { kind: 'seen', value: undefined } : refused(action, account, error);
  }
};

const readEncryption = async (client: S3Client, Bucket: string): Promise<BucketEncryption> => {
  const answer = await client.send(new GetBucketEncryptionCommand({ Bucket }));
  const rule = answer.ServerSideEncryptionConfiguration?.Rules?.[0];
  const { SSEAlgorithm: algorithm = 'AES256', KMSMasterKeyID: kmsKey } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  return { algorithm, hasBucketKey: rule?.BucketKeyEnabled === true, ...(kmsKey === undefined ? {} : { kmsKey }) };
};

/** The oldest regions have special names here. Source: AWS, S3 API Reference, GetBucketLocation. */
const readLocation = async (client: S3Client, Bucket: string): Promise<string> => {
  const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket }));
  const found = LocationConstraint as string | undefined;
  return found === 'EU' ? 'eu-west-1' : found || DEFAULT_LOCATION_REGION;
};

/** HeadBucket says in a header where a bucket is, even if it refuses. Source: AWS, S3 API Reference, HeadBucket. */
const readRegionHeader = async (client: S3Client, Bucket: string): Promise<string | undefined> => {
  try {
    return (await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion;
  } catch (error) {
    const { $response } = error as { readonly $response?: { readonly headers?: Readonly<Record<string, string>> } };
    return $response?.headers?.['x-amz-bucket-region'];
  }
};

const readRegion = async (client: S3Client, bucket: string): Promise<string> => {
  try {
    return await readLocation(client, bucket);
  } catch (error) {
    const found = await readRegionHeader(client, bucket);
    if (found === undefined) throw error;
    return found;
  }
};

/** Reads each setting of a bucket on its own. */
export const readBucket = async (client: S3Client, account: string, Bucket: string): Promise<BucketFacts> => {
  const [policy, ownership, encryption, region] = await Promise.all([
    setting('s3:GetBucketPolicy', account, 'NoSuchBucketPolicy', async () =>
      parsePolicy((await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? ''),
    ),
    setting('s3:GetBucketOwnershipControls', account, 'OwnershipControlsNotFoundError', async () => {
      const { OwnershipControls } = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
      return OwnershipControls?.Rules?.[0]?.ObjectOwnership as string | undefined;
    }),
    setting('s3:GetEncryptionConfiguration', account, 'ServerSideEncryptionConfigurationNotFoundError', () =>
      readEncryption(client, Bucket),
    ),
    setting('s3:GetBucketLocation', account, '', () => readRegion(client, Bucket)),
  ]);
  const isMissing = policy.kind === 'not_seen' && /NoSuchBucket\b/.test(policy.why);
  return {
    policy: isMissing ? { kind: 'missing' } : policy,
    ownership,
    encryption,
    region: region as BucketFacts['region'],
  };
};
