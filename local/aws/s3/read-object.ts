import { AwsError, notImplementedHere } from '../errors.ts';
import type { ObjectState } from '../world/state.ts';
import { refuseEncryptionHeaders, requireKey } from './encryption.ts';
import { requireOnObject } from './ownership.ts';
import { bucketQuestion } from './permission.ts';
import { type OwnedBucket, requestedBucket, type S3Call } from './s3-call.ts';
import { historyOf } from './versions.ts';

/** The latest version of an object. */
export const presentObject = ({ bucket }: OwnedBucket, key: string): ObjectState | undefined =>
  Object.hasOwn(bucket.objects, key) ? bucket.objects[key] : undefined;

/** The version that a request names. A bucket without versioning has one version per object, called "null". */
export const askedVersion = ({ address }: S3Call, { bucket }: OwnedBucket): string | undefined => {
  const versionId = address.query.get('versionId') ?? 'null';
  if (versionId === 'null') return undefined;
  if (!bucket.isLocked) throw notImplementedHere('versions of a bucket that does not lock');
  return versionId;
};

/** A caller who may not list the bucket receives AccessDenied for a missing key, as in S3. */
const missingKey = (call: S3Call, owned: OwnedBucket): AwsError => {
  const mayList = call.explain(bucketQuestion(call, owned, 's3:ListBucket')).decision === 'Allowed';
  return mayList
    ? new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
    : new AwsError('AccessDenied', 'Access Denied', 403);
};

/** The object of a request, if the caller may read it. */
export const readableObject = (call: S3Call): ObjectState => {
  const owned = requestedBucket(call);
  const { key } = call.address;
  const versionId = askedVersion(call, owned);
  const present =
    versionId === undefined
      ? presentObject(owned, key)
      : historyOf(owned.bucket, key).find(({ id }) => id === versionId)?.object;
  requireOnObject(call, owned, present, { action: versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion' });
  if (!present) throw missingKey(call, owned);
  refuseEncryptionHeaders(call.request);
  requireKey(call, owned, present, 'kms:Decrypt');
  return present;
};
