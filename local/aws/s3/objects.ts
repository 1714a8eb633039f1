import { createHash } from 'node:crypto';
import { AwsError, notImplementedHere } from '../errors.ts';
import type { RequestContext } from '../policy/context.ts';
import type { ObjectState } from '../world/state.ts';
import { uploadedBytes } from './body.ts';
import { isNotModified, rangeOf, requireWriteConditions } from './conditions.ts';
import { encryptionHeaders, refuseEncryptionHeaders, requestedEncryption, requireKey } from './encryption.ts';
import { ownerOfNew, requireAcl, requireOnObject } from './ownership.ts';
import { bucketQuestion, requireOnBucket } from './permission.ts';
import { emptyAnswer, type OwnedBucket, requestedBucket, type S3Call, type S3Operation } from './s3-call.ts';
import { addMarker, addVersion, deleteVersion, historyOf, requireChecksum } from './versions.ts';

const KEPT_HEADERS = ['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires'];
/** Headers that change the meaning of a write and are not implemented. */
const REFUSED_HEADERS = [
  'x-amz-tagging',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-legal-hold',
  'x-amz-website-redirect-location',
];

const presentObject = ({ bucket }: OwnedBucket, key: string): ObjectState | undefined =>
  Object.hasOwn(bucket.objects, key) ? bucket.objects[key] : undefined;

/** The version that a request names. A bucket without versioning has one version per object, called "null". */
const askedVersion = ({ address }: S3Call, { bucket }: OwnedBucket): string | undefined => {
  const versionId = address.query.get('versionId') ?? 'null';
  if (versionId === 'null') return undefined;
  if (!bucket.isLocked) throw notImplementedHere('versions of a bucket that does not lock');
  return versionId;
};

const requireSupported = ({ headers }: S3Call['request']): void => {
  for (const name of REFUSED_HEADERS) if (headers[name] !== undefined) throw notImplementedHere(name);
};

const keptHeaders = (headers: S3Call['request']['headers']): Record<string, string> => {
  const encoding = (headers['content-encoding'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== 'aws-chunked')
    .join(',');
  const kept = Object.entries(headers).filter(
    ([name]) => KEPT_HEADERS.includes(name) || name.startsWith('x-amz-meta-'),
  );
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept),
    ...(encoding === '' ? {} : { 'content-encoding': encoding }),
  };
};

/** Source: AWS, Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3". */
const CONDITION_HEADERS = [
  'x-amz-acl',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
  'if-none-match',
  'if-match',
];

/** The condition keys of a write. A header that the request lacks has no key, even if the bucket has a default. */
const writeContext = (headers: S3Call['request']['headers']): RequestContext =>
  Object.fromEntries(CONDITION_HEADERS.flatMap((name) => (headers[name] ? [[`s3:${name}`, headers[name]]] : [])));

const putObject: S3Operation = (call) => {
  const owned = requestedBucket(call);
  const { key } = call.address;
  const { headers } = call.request;
  const context = writeContext(headers);
  requireOnBucket(call, owned, 's3:PutObject', key, context);
  // Source: AWS, S3 API Reference, PutObject: an ACL in the request needs a permission of its own.
  if (headers['x-amz-acl'] !== undefined) requireOnBucket(call, owned, 's3:PutObjectAcl', key, context);
  requireSupported(call.request);
  const acl = requireAcl(call.request, owned);
  const ownerId = ownerOfNew(call, owned, acl);
  const encryption = requestedEncryption(call, owned);
  requireKey(call, owned, encryption, 'kms:GenerateDataKey');
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long');
  const bytes = uploadedBytes(call.request);
  const present = presentObject(owned, key);
  requireWriteConditions(call.request, present);
  const { bucket } = owned;
  if (bucket.isLocked) requireChecksum(call.request);

  const etag = createHash('md5').update(bytes).digest('hex');
  const object: ObjectState = {
    contentId: call.contents.add(bytes),
    size: bytes.length,
    etag,
    modifiedAt: call.facts.now.toISOString(),
    headers: keptHeaders(headers),
    ...encryption,
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(acl === undefined ? {} : { acl }),
  };
  bucket.objects[key] = object;
  const version = bucket.isLocked ? { 'x-amz-version-id': addVersion(bucket, key, object) } : {};
  call.store.save();
  if (present && !bucket.isLocked) call.contents.remove(present.contentId);
  return emptyAnswer(call, 200, { etag: `"${etag}"`, ...version, ...encryptionHeaders(encryption) });
};

/** A caller who may not list the bucket receives AccessDenied for a missing key, as in S3. */
const missingKey = (call: S3Call, owned: OwnedBucket): AwsError => {
  const mayList = call.explain(bucketQuestion(call, owned, 's3:ListBucket')).decision === 'Allowed';
  return mayList
    ? new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
    : new AwsError('AccessDenied', 'Access Denied', 403);
};

const readableObject = (call: S3Call): ObjectState => {
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

const objectHeaders = (object: ObjectState): Record<string, string> => ({
  ...object.headers,
  etag: `"${object.etag}"`,
  'last-modified': new Date(object.modifiedAt).toUTCString(),
  'accept-ranges': 'bytes',
  ...encryptionHeaders(object),
});

const getObject: S3Operation = (call) => {
  const object = readableObject(call);
  if (isNotModified(call.request, object)) return emptyAnswer(call, 304, { etag: `"${object.etag}"` });
  const isHead = call.operation === 'HeadObject';
  const range = rangeOf(call.request.headers['range'], object.size);
  const whole = isHead ? Buffer.alloc(0) : call.contents.read(object.contentId);
  const length = range ? range.end - range.start + 1 : object.size;
  return {
    status: range ? 206 : 200,
    headers: {
      'x-amz-request-id': call.requestId,
      ...objectHeaders(object),
      'content-length': String(length),
      ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` } : {}),
    },
    body: range && !isHead ? whole.subarray(range.start, range.end + 1) : whole,
  };
};

const deleteObject: S3Operation = (call) => {
  const owned = requestedBucket(call);
  const { key } = call.address;
  const versionId = askedVersion(call, owned);
  requireOnBucket(call, owned, versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', key);
  if (call.request.headers['if-match'] !== undefined) throw notImplementedHere('conditional deletes');
  if (versionId !== undefined) {
    deleteVersion(owned.bucket, key, versionId);
    call.store.save();
    return emptyAnswer(call, 204, { 'x-amz-version-id': versionId });
  }
  const present = presentObject(owned, key);
  if (owned.bucket.isLocked) {
    const marker = addMarker(owned.bucket, key, call.facts.now.toISOString());
    delete owned.bucket.objects[key];
    call.store.save();
    return emptyAnswer(call, 204, { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker });
  }
  if (present) {
    delete owned.bucket.objects[key];
    call.store.save();
    call.contents.remove(present.contentId);
  }
  return emptyAnswer(call, 204);
};

/**
 * The operations on single objects. Versions exist only in buckets with Object Lock. Multipart uploads and copies are
 * not implemented.
 */
export const objectOperations: Readonly<Record<string, S3Operation>> = {
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: getObject,
  DeleteObject: deleteObject,
};
