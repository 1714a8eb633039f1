import { AwsError, notImplementedHere } from '../errors.ts';
import type { RequestContext } from '../policy/context.ts';
import type { BucketState, ObjectOwnership, ObjectState } from '../world/state.ts';
import { bucketQuestion, requireOnBucket, requireQuestion } from './permission.ts';
import { emptyAnswer, type OwnedBucket, requestedBucket, type S3Call, type S3Operation, xmlAnswer } from './s3-call.ts';
import { elementsOf } from './xml-body.ts';

const SETTINGS: readonly string[] = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'];

/** A canonical user id: 64 hexadecimal characters, derived from the account id. */
export const canonicalId = (accountId: string): string => accountId.repeat(6).slice(0, 64);

/**
 * Source: AWS, S3 User Guide, "Controlling ownership of objects": new buckets enforce the ownership of the bucket owner. A bucket without
 * ownership controls leaves objects to their writers (docs/assumptions.md).
 */
export const ownershipOf = ({ ownership = 'BucketOwnerEnforced' }: BucketState): ObjectOwnership =>
  ownership === 'removed' ? 'ObjectWriter' : ownership;

/** The account that owns an object. While the bucket enforces its ownership, it owns objects that others wrote before, too. */
export const ownerOfObject = ({ owner, bucket }: OwnedBucket, { ownerId }: ObjectState): string =>
  ownershipOf(bucket) === 'BucketOwnerEnforced' ? owner.id : (ownerId ?? owner.id);

/** The owner of a new object; undefined for the bucket owner. Source: the same page. */
export const ownerOfNew = (
  call: S3Call,
  { owner, bucket }: OwnedBucket,
  acl: string | undefined,
): string | undefined => {
  const { id } = call.caller.account;
  const ownership = ownershipOf(bucket);
  if (id === owner.id || ownership === 'BucketOwnerEnforced') return undefined;
  return ownership === 'BucketOwnerPreferred' && acl === 'bucket-owner-full-control' ? undefined : id;
};

const denied = (): AwsError => new AwsError('AccessDenied', 'Access Denied', 403);

const mayAccess = (call: S3Call, { owner }: OwnedBucket, object: ObjectState, needs: 'read' | 'control'): boolean => {
  const { id } = call.caller.account;
  if (id === object.ownerId) return true;
  const { acl = 'private' } = object;
  return id === owner.id && (acl === 'bucket-owner-full-control' || (acl === 'bucket-owner-read' && needs === 'read'));
};

/**
 * Throws AccessDenied unless the caller may access an object of the bucket. For an object that another account owns, the bucket
 * policy can only deny: the caller's own policies must allow, and the caller must belong to the owner of the object, or to an account
 * that its ACL names. Source: AWS, S3 User Guide, "How Amazon S3 authorizes a request for an object operation" and "Bucket policies".
 */
export const requireOnObject = (
  call: S3Call,
  owned: OwnedBucket,
  object: ObjectState | undefined,
  { action, needs = 'read', context = {} }: { action: string; needs?: 'read' | 'control'; context?: RequestContext },
): void => {
  const { key } = call.address;
  if (object === undefined || ownerOfObject(owned, object) === owned.owner.id) {
    requireOnBucket(call, owned, action, key, context);
    return;
  }
  const question = bucketQuestion(call, owned, action, key, context);
  if (call.explain(question).decision === 'ExplicitlyDenied') requireQuestion(call, question);
  const { resourcePolicy: _, ...own } = question;
  requireQuestion(call, {
    ...own,
    resourceAccount: call.caller.account.id,
    context: { ...context, 'aws:ResourceAccount': owned.owner.id },
  });
  if (!mayAccess(call, owned, object, needs)) throw denied();
};

/** Source: AWS, S3 User Guide, "Canned ACL" and "Error responses when you apply Bucket owner enforced". */
export const requireAcl = ({ headers }: S3Call['request'], { bucket }: OwnedBucket): ObjectState['acl'] => {
  const grant = Object.keys(headers).find((name) => name.startsWith('x-amz-grant-'));
  const acl = headers['x-amz-acl'];
  if (ownershipOf(bucket) === 'BucketOwnerEnforced') {
    if (grant === undefined && (acl === undefined || acl === 'bucket-owner-full-control')) return undefined;
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  if (grant !== undefined) throw notImplementedHere(grant);
  switch (acl) {
    case undefined:
    case 'private':
      return undefined;
    case 'bucket-owner-read':
    case 'bucket-owner-full-control':
      return acl;
    case 'public-read':
    case 'public-read-write':
    case 'authenticated-read':
      // New buckets block public access. Source: AWS, S3 User Guide, "Blocking public access to your Amazon S3 storage".
      throw denied();
    default:
      throw notImplementedHere(`the canned ACL ${acl}`);
  }
};

const getControls: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:GetBucketOwnershipControls');
  if (owned.bucket.ownership === 'removed') {
    throw new AwsError('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', 404);
  }
  return xmlAnswer(call, 'OwnershipControls', { Rule: { ObjectOwnership: ownershipOf(owned.bucket) } });
};

const putControls: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:PutBucketOwnershipControls');
  owned.bucket.ownership = ownershipNamed(elementsOf(call, 'OwnershipControls')('ObjectOwnership') ?? '');
  call.store.save();
  return emptyAnswer(call);
};

/** Source: AWS, S3 API Reference, DeleteBucketOwnershipControls: with the permission to put. */
const deleteControls: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:PutBucketOwnershipControls');
  owned.bucket.ownership = 'removed';
  call.store.save();
  return emptyAnswer(call, 204);
};

/** The setting that a request names. */
export const ownershipNamed = (name: string): ObjectOwnership => {
  if (SETTINGS.includes(name)) return name as ObjectOwnership;
  throw new AwsError('InvalidArgument', `Invalid x-amz-object-ownership header: ${name}`);
};

/** Who owns the objects of a bucket. */
export const ownershipOperations: Readonly<Record<string, S3Operation>> = {
  GetBucketOwnershipControls: getControls,
  PutBucketOwnershipControls: putControls,
  DeleteBucketOwnershipControls: deleteControls,
};
