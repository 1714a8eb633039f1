import { AwsError, notImplementedHere } from '../errors.ts';
import { aclAnswer } from './acl-answer.ts';
import { canonicalId, ownershipOf } from './ownership.ts';
import { requireOnBucket } from './permission.ts';
import { emptyAnswer, requestedBucket, type S3Call, type S3Operation } from './s3-call.ts';
import { uploadedText } from './xml-body.ts';

const PUBLIC = ['public-read', 'public-read-write', 'authenticated-read'];

/** Reading works with each setting of ownership. Source: AWS, S3 API Reference, GetBucketAcl. */
const getAcl: S3Operation = (call) => {
  const owned = requestedBucket(call);
  requireOnBucket(call, owned, 's3:GetBucketAcl');
  return aclAnswer(call, owned.owner.id, [{ accountId: owned.owner.id, permission: 'FULL_CONTROL' }]);
};

/** Whether an ACL in the body gives the owner full control, and no other grant. */
const isOwnersOnly = (text: string, ownerId: string): boolean =>
  (text.match(/<Grant>/g) ?? []).length === 1 &&
  text.includes('<Permission>FULL_CONTROL</Permission>') &&
  [...text.matchAll(/<ID>\s*([^<]*?)\s*<\/ID>/g)].every(([, id]) => id === canonicalId(ownerId));

/**
 * Requires a bucket ACL that admits its owner only, which is what every bucket has. Source: AWS, S3 User Guide, "Canned ACL", "Blocking
 * public access" (new buckets block it) and "Controlling ownership of objects" (a bucket that enforces its ownership refuses ACLs).
 */
export const requireOwnersAcl = (call: S3Call): void => {
  const { headers } = call.request;
  const acl = headers['x-amz-acl'];
  const grant = Object.keys(headers).find((name) => name.startsWith('x-amz-grant-'));
  if (grant !== undefined) throw notImplementedHere(grant);
  if (acl !== undefined && PUBLIC.includes(acl)) throw new AwsError('AccessDenied', 'Access Denied', 403);
  if (acl !== undefined && acl !== 'private') throw notImplementedHere(`the canned ACL ${acl} of a bucket`);
};

const putAcl: S3Operation = (call) => {
  const owned = requestedBucket(call);
  const { 'x-amz-acl': acl } = call.request.headers;
  requireOnBucket(call, owned, 's3:PutBucketAcl', '', acl === undefined ? {} : { 's3:x-amz-acl': acl });
  if (ownershipOf(owned.bucket) === 'BucketOwnerEnforced') {
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  requireOwnersAcl(call);
  if (acl === undefined && !isOwnersOnly(uploadedText(call), owned.owner.id)) {
    throw notImplementedHere('grants in the ACL of a bucket');
  }
  return emptyAnswer(call);
};

/** ACLs of buckets, which admit their owner only. */
export const bucketAclOperations: Readonly<Record<string, S3Operation>> = {
  GetBucketAcl: getAcl,
  PutBucketAcl: putAcl,
};
