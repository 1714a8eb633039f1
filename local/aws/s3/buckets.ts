import { AwsError, notImplementedHere } from '../errors.ts';
import { partitionOf } from '../world/partition.ts';
import type { BucketState } from '../world/state.ts';
import { requireOwnersAcl } from './bucket-acl.ts';
import { GLOBAL_REGION, regionHeader, regionOfBucket, regionOfNew } from './bucket-region.ts';
import { canonicalId, ownershipNamed } from './ownership.ts';
import { requireOnBucket, requireQuestion } from './permission.ts';
import { emptyAnswer, findBucket, requestedBucket, type S3Call, type S3Operation, xmlAnswer } from './s3-call.ts';

const NAME_PATTERN = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const listBuckets: S3Operation = (call) => {
  requireQuestion(call, { action: 's3:ListAllMyBuckets', resource: `arn:${partitionOf(call.caller.account)}:s3:::*` });
  const { account } = call.caller;
  const buckets = Object.values(account.buckets).sort((a, b) => (a.name < b.name ? -1 : 1));
  return xmlAnswer(call, 'ListAllMyBucketsResult', {
    Owner: { ID: canonicalId(account.id), DisplayName: account.alias ?? account.id },
    Buckets: { Bucket: { flat: buckets.map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt })) } },
  });
};

const created = (call: S3Call, name: string) => emptyAnswer(call, 200, { location: `/${name}` });

const createBucket: S3Operation = (call) => {
  const name = call.address.bucket;
  requireQuestion(call, {
    action: 's3:CreateBucket',
    resource: `arn:${partitionOf(call.caller.account)}:s3:::${name}`,
  });
  if (!NAME_PATTERN.test(name)) throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.');
  if (call.request.headers['x-amz-bucket-object-lock-enabled'] === 'true') throw notImplementedHere('object lock');
  const region = regionOfNew(call);
  const taken = findBucket(call.store.state, name);
  if (taken) {
    const isOwn = taken.owner === call.caller.account;
    // Source: AWS, S3 API Reference, "Error responses", BucketAlreadyOwnedByYou: us-east-1 answers 200 for legacy compatibility.
    if (isOwn && region === GLOBAL_REGION && regionOfBucket(call, taken.bucket) === region) return created(call, name);
    throw isOwn
      ? new AwsError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          409,
        )
      : new AwsError(
          'BucketAlreadyExists',
          'The requested bucket name is not available. The bucket namespace is shared by all users of the system.',
          409,
        );
  }
  const ownership = call.request.headers['x-amz-object-ownership'];
  requireOwnersAcl(call);
  const bucket: BucketState = {
    name,
    region,
    createdAt: call.facts.now.toISOString(),
    objects: {},
    ...(ownership === undefined ? {} : { ownership: ownershipNamed(ownership) }),
  };
  call.caller.account.buckets[name] = bucket;
  call.store.save();
  return created(call, name);
};

const deleteBucket: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:DeleteBucket');
  if (Object.keys({ ...owned.bucket.versions, ...owned.bucket.objects }).length > 0) {
    throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
  }
  delete owned.owner.buckets[owned.bucket.name];
  call.store.save();
  return emptyAnswer(call, 204);
};

const headBucket: S3Operation = (call) => {
  const owned = requestedBucket(call);
  const header = regionHeader(regionOfBucket(call, owned.bucket));
  try {
    requireOnBucket(call, owned, 's3:ListBucket');
  } catch (error) {
    // A refusal says where the bucket is, too. Source: AWS, S3 API Reference, HeadBucket (docs/assumptions.md).
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError(error.code, error.message, error.status, { headers: header });
  }
  return emptyAnswer(call, 200, header);
};

const getLocation: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:GetBucketLocation');
  const region = regionOfBucket(call, owned.bucket);
  return xmlAnswer(call, 'LocationConstraint', region === GLOBAL_REGION ? '' : region);
};

const getVersioning: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:GetBucketVersioning');
  return xmlAnswer(call, 'VersioningConfiguration', owned.bucket.isLocked ? { Status: 'Enabled' } : {});
};

/** The operations on buckets. */
export const bucketOperations: Readonly<Record<string, S3Operation>> = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  DeleteBucket: deleteBucket,
  HeadBucket: headBucket,
  GetBucketLocation: getLocation,
  GetBucketVersioning: getVersioning,
};
