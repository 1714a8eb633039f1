import { AwsError, notImplementedHere } from '../errors.ts';
import { S3_KEY_ALIAS, s3KeyArn } from '../kms/aws-managed-keys.ts';
import { namedKey } from '../kms/keys.ts';
import { requireKeyUse } from '../kms/use-key.ts';
import { partitionOf } from '../world/partition.ts';
import type { ObjectState } from '../world/state.ts';
import { requireOnBucket } from './permission.ts';
import { emptyAnswer, type OwnedBucket, requestedBucket, type S3Call, type S3Operation, xmlAnswer } from './s3-call.ts';
import { elementsOf } from './xml-body.ts';

const ALGORITHM = 'x-amz-server-side-encryption';
const KEY_ID = 'x-amz-server-side-encryption-aws-kms-key-id';
const BUCKET_KEY = 'x-amz-server-side-encryption-bucket-key-enabled';
const CONTEXT = 'x-amz-server-side-encryption-context';

/** How an object is encrypted; without a key, with keys of S3. */
export type ObjectEncryption = Pick<ObjectState, 'kmsKeyArn' | 'hasBucketKey'>;

const invalid = (message: string): AwsError => new AwsError('InvalidArgument', message);

const bucketArn = ({ owner, bucket }: OwnedBucket): string => `arn:${partitionOf(owner)}:s3:::${bucket.name}`;

/**
 * Throws unless the key policy and the caller's policies allow the caller to encrypt or decrypt this object. With an S3 Bucket Key
 * the encryption context is the ARN of the bucket. Source: AWS, S3 User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket
 * Keys".
 */
export const requireKey = (
  call: S3Call,
  owned: OwnedBucket,
  { kmsKeyArn, hasBucketKey = false }: ObjectEncryption,
  action: 'kms:Decrypt' | 'kms:GenerateDataKey',
): void => {
  if (kmsKeyArn === undefined) return;
  const arn = hasBucketKey ? bucketArn(owned) : `${bucketArn(owned)}/${call.address.key}`;
  const use = { keyArn: kmsKeyArn, action, service: 's3', encryptionContext: { 'aws:s3:arn': arn } };
  requireKeyUse(call, use);
};

/** The full ARN of a key. An ID or alias names a key of the caller's account. Source: AWS, S3 API Reference, PutObject. */
const fullKeyArn = (call: S3Call, keyId: string): string => {
  if (keyId === S3_KEY_ALIAS) return s3KeyArn(call);
  if (/^arn:.*:key\//.test(keyId)) return keyId;
  try {
    return namedKey(call, keyId).arn;
  } catch (error) {
    throw error instanceof AwsError ? new AwsError(`KMS.${error.code}`, error.message) : error;
  }
};

/** The encryption of a new object: the one in the request, otherwise the default of the bucket. */
export const requestedEncryption = (call: S3Call, { bucket }: OwnedBucket): ObjectEncryption => {
  const { headers } = call.request;
  const { [ALGORITHM]: algorithm, [KEY_ID]: named, [BUCKET_KEY]: bucketKey } = headers;
  if (headers[CONTEXT] !== undefined) throw notImplementedHere(CONTEXT);
  if (named !== undefined && algorithm !== 'aws:kms') {
    throw invalid(`Server Side Encryption with AWS KMS managed key requires HTTP header ${ALGORITHM} : aws:kms`);
  }
  if (algorithm === 'AES256') return {};
  if (algorithm !== undefined && algorithm !== 'aws:kms') {
    throw notImplementedHere(`server-side encryption with ${algorithm}`);
  }
  // Source: AWS, S3 API Reference, PutObject: with aws:kms and no key, S3 uses the AWS managed key, not the default of the bucket.
  const keyId = named ?? (algorithm === undefined ? bucket.kmsKeyArn : S3_KEY_ALIAS);
  if (keyId === undefined) return {};
  const hasBucketKey = bucketKey === undefined ? bucket.hasBucketKey === true : bucketKey === 'true';
  return { kmsKeyArn: fullKeyArn(call, keyId), ...(hasBucketKey ? { hasBucketKey } : {}) };
};

/** Source: AWS, S3 API Reference, GetObject and HeadObject: these headers are for requests that write. */
export const refuseEncryptionHeaders = ({ headers }: S3Call['request']): void => {
  if (headers[ALGORITHM] !== undefined) throw invalid(`${ALGORITHM} header is not supported for this operation.`);
};

/** The headers of an answer about an object. */
export const encryptionHeaders = ({ kmsKeyArn, hasBucketKey }: ObjectEncryption): Record<string, string> =>
  kmsKeyArn === undefined
    ? { [ALGORITHM]: 'AES256' }
    : { [ALGORITHM]: 'aws:kms', [KEY_ID]: kmsKeyArn, ...(hasBucketKey ? { [BUCKET_KEY]: 'true' } : {}) };

const getEncryption: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:GetEncryptionConfiguration');
  const { kmsKeyArn, hasBucketKey = false } = owned.bucket;
  const byDefault = {
    SSEAlgorithm: kmsKeyArn === undefined ? 'AES256' : 'aws:kms',
    KMSMasterKeyID: kmsKeyArn === S3_KEY_ALIAS ? undefined : kmsKeyArn,
  };
  return xmlAnswer(call, 'ServerSideEncryptionConfiguration', {
    Rule: { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: hasBucketKey },
  });
};

/** Source: AWS, S3 API Reference, PutBucketEncryption: S3 does not validate the key ID. It applies to new objects only. */
const putEncryption: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:PutEncryptionConfiguration');
  const element = elementsOf(call, 'ServerSideEncryptionConfiguration');
  const algorithm = element('SSEAlgorithm');
  const key = element('KMSMasterKeyID');
  if (algorithm === 'AES256' && key !== undefined) {
    throw invalid('a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse');
  }
  if (algorithm !== 'AES256' && algorithm !== 'aws:kms') throw notImplementedHere(`encryption with ${algorithm}`);
  delete owned.bucket.kmsKeyArn;
  // Without a key, the AWS managed key of the account of each writer. Source: AWS, S3 API Reference, ServerSideEncryptionByDefault.
  if (algorithm === 'aws:kms') owned.bucket.kmsKeyArn = key ?? S3_KEY_ALIAS;
  owned.bucket.hasBucketKey = element('BucketKeyEnabled') === 'true';
  call.store.save();
  return emptyAnswer(call);
};

/** Source: AWS, S3 API Reference, DeleteBucketEncryption: the default becomes AES256, with the permission to put. */
const deleteEncryption: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:PutEncryptionConfiguration');
  delete owned.bucket.kmsKeyArn;
  delete owned.bucket.hasBucketKey;
  call.store.save();
  return emptyAnswer(call, 204);
};

/** The default encryption of a bucket. */
export const encryptionOperations: Readonly<Record<string, S3Operation>> = {
  GetBucketEncryption: getEncryption,
  PutBucketEncryption: putEncryption,
  DeleteBucketEncryption: deleteEncryption,
};
