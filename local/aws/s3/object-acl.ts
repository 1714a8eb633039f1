import { AwsError, notImplementedHere } from '../errors.ts';
import type { ObjectState } from '../world/state.ts';
import { aclAnswer } from './acl-answer.ts';
import { ownerOfObject, ownershipOf, requireAcl, requireOnObject } from './ownership.ts';
import { emptyAnswer, type OwnedBucket, requestedBucket, type S3Call, type S3Operation } from './s3-call.ts';

const presentObject = (call: S3Call, owned: OwnedBucket): ObjectState | undefined =>
  Object.hasOwn(owned.bucket.objects, call.address.key) ? owned.bucket.objects[call.address.key] : undefined;

const requirePresent = (object: ObjectState | undefined): ObjectState => {
  if (object) return object;
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
};

/** What a canned ACL gives to the owner of the bucket. Source: AWS, S3 User Guide, "Canned ACL". */
const BUCKET_OWNER: Readonly<Record<string, string>> = {
  'bucket-owner-read': 'READ',
  'bucket-owner-full-control': 'FULL_CONTROL',
};

const getAcl: S3Operation = (call) => {
  const owned = requestedBucket(call);
  const found = presentObject(call, owned);
  requireOnObject(call, owned, found, { action: 's3:GetObjectAcl', needs: 'control' });
  const object = requirePresent(found);
  const ownerId = ownerOfObject(owned, object);
  const isForeign = ownerId !== owned.owner.id;
  const toBucketOwner = isForeign ? BUCKET_OWNER[object.acl ?? ''] : undefined;
  return aclAnswer(call, ownerId, [
    { accountId: ownerId, permission: 'FULL_CONTROL' },
    ...(toBucketOwner === undefined ? [] : [{ accountId: owned.owner.id, permission: toBucketOwner }]),
  ]);
};

/** Sets a canned ACL. The owner of the object stays the same. Source: AWS, S3 API Reference, PutObjectAcl. */
const putAcl: S3Operation = (call) => {
  const owned = requestedBucket(call);
  const found = presentObject(call, owned);
  const given = call.request.headers['x-amz-acl'];
  const context = given === undefined ? {} : { 's3:x-amz-acl': given };
  requireOnObject(call, owned, found, { action: 's3:PutObjectAcl', needs: 'control', context });
  const object = requirePresent(found);
  if (given === undefined) throw notImplementedHere('ACLs that are not canned');
  const acl = requireAcl(call.request, owned);
  if (ownershipOf(owned.bucket) === 'BucketOwnerEnforced') return emptyAnswer(call);
  const { acl: _, ...rest } = object;
  owned.bucket.objects[call.address.key] = { ...rest, ...(acl === undefined ? {} : { acl }) };
  call.store.save();
  return emptyAnswer(call);
};

/** Canned ACLs of objects. */
export const objectAclOperations: Readonly<Record<string, S3Operation>> = {
  GetObjectAcl: getAcl,
  PutObjectAcl: putAcl,
};
