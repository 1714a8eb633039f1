import { AwsError } from '../errors.ts';
import { manyOf, type PolicyDocument } from '../policy/document.ts';
import { parsePolicy } from '../policy/validate.ts';
import { partitionOf } from '../world/partition.ts';
import { showPrincipals, storePrincipals } from '../world/trust-principals.ts';
import { uploadedBytes } from './body.ts';
import { requireOnBucket } from './permission.ts';
import { emptyAnswer, type OwnedBucket, requestedBucket, type S3Operation } from './s3-call.ts';

const MAX_BYTES = 20 * 1024;

const malformed = (message: string): AwsError => new AwsError('MalformedPolicy', message);

const requireOwnResources = (document: PolicyDocument, { owner, bucket }: OwnedBucket): void => {
  const own = `arn:${partitionOf(owner)}:s3:::${bucket.name}`;
  for (const { Resource, NotResource } of manyOf(document.Statement)) {
    for (const resource of manyOf(Resource ?? NotResource)) {
      if (resource !== own && !resource.startsWith(`${own}/`)) throw malformed('Policy has invalid resource');
    }
  }
};

const putPolicy: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:PutBucketPolicy');
  const bytes = uploadedBytes(call.request);
  if (bytes.length > MAX_BYTES) throw malformed('Policy exceeds the maximum allowed document size.');
  try {
    const document = parsePolicy(bytes.toString(), 'resource');
    requireOwnResources(document, owned);
    owned.bucket.policy = storePrincipals(call.store.state, document);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'MalformedPolicyDocument') throw malformed(error.message);
    throw error;
  }
  call.store.save();
  return emptyAnswer(call, 204);
};

const getPolicy: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:GetBucketPolicy');
  const { policy } = owned.bucket;
  if (!policy) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amz-request-id': call.requestId },
    body: JSON.stringify(showPrincipals(call.store.state, policy)),
  };
};

const deletePolicy: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:DeleteBucketPolicy');
  delete owned.bucket.policy;
  call.store.save();
  return emptyAnswer(call, 204);
};

/** The policy of a bucket. */
export const bucketPolicyOperations: Readonly<Record<string, S3Operation>> = {
  PutBucketPolicy: putPolicy,
  GetBucketPolicy: getPolicy,
  DeleteBucketPolicy: deletePolicy,
};
