import { createHash } from 'node:crypto';
import { AwsError, notImplementedHere } from '../errors.ts';
import type { RequestContext } from '../policy/context.ts';
import type { ObjectState } from '../world/state.ts';
import { uploadedBytes } from './body.ts';
import { requireWriteConditions } from './conditions.ts';
import { encryptionHeaders, type ObjectEncryption, requestedEncryption, requireKey } from './encryption.ts';
import { ownerOfNew, requireAcl } from './ownership.ts';
import { requireOnBucket } from './permission.ts';
import { presentObject } from './read-object.ts';
import { emptyAnswer, type OwnedBucket, requestedBucket, type S3Call, type S3Operation } from './s3-call.ts';
import { addVersion, requireChecksum } from './versions.ts';

const KEPT_HEADERS = ['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires'];
/** Headers that change the meaning of a write and are not implemented. */
const REFUSED_HEADERS = [
  'x-amz-tagging',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-legal-hold',
  'x-amz-website-redirect-location',
];

const requireSupported = ({ headers }: S3Call['request']): void => {
  for (const name of REFUSED_HEADERS) if (headers[name] !== undefined) throw notImplementedHere(name);
};

/** The headers of a write that its object keeps. */
export const keptHeaders = (headers: S3Call['request']['headers']): Record<string, string> => {
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
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
  'if-none-match',
  'if-match',
];

/** The condition keys of a write. A header that the request lacks has no key, even if the bucket has a default. */
const writeContext = (headers: S3Call['request']['headers']): RequestContext =>
  Object.fromEntries(CONDITION_HEADERS.flatMap((name) => (headers[name] ? [[`s3:${name}`, headers[name]]] : [])));

interface WriteOptions {
  readonly acl: ObjectState['acl'];
  readonly ownerId: string | undefined;
  readonly encryption: ObjectEncryption;
}

/** What a new object has, if the caller may write it. */
export const writeOptions = (call: S3Call, owned: OwnedBucket): WriteOptions => {
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
  return { acl, ownerId, encryption };
};

/** Stores an object, and returns it with the header of its version. */
export const storeObject = (
  call: S3Call,
  owned: OwnedBucket,
  bytes: Buffer,
  { acl, ownerId, encryption, headers }: WriteOptions & Pick<ObjectState, 'headers'>,
): { readonly object: ObjectState; readonly version: Record<string, string> } => {
  const { key } = call.address;
  const { bucket } = owned;
  const present = presentObject(owned, key);
  const object: ObjectState = {
    contentId: call.contents.add(bytes),
    size: bytes.length,
    etag: createHash('md5').update(bytes).digest('hex'),
    modifiedAt: call.facts.now.toISOString(),
    headers,
    ...encryption,
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(acl === undefined ? {} : { acl }),
  };
  bucket.objects[key] = object;
  const version: Record<string, string> = bucket.isLocked
    ? { 'x-amz-version-id': addVersion(bucket, key, object) }
    : {};
  call.store.save();
  if (present && !bucket.isLocked) call.contents.remove(present.contentId);
  return { object, version };
};

const putObject: S3Operation = (call) => {
  const owned = requestedBucket(call);
  const options = writeOptions(call, owned);
  const bytes = uploadedBytes(call.request);
  requireWriteConditions(call.request, presentObject(owned, call.address.key));
  if (owned.bucket.isLocked) requireChecksum(call.request);
  const headers = keptHeaders(call.request.headers);
  const { object, version } = storeObject(call, owned, bytes, { ...options, headers });
  return emptyAnswer(call, 200, { etag: `"${object.etag}"`, ...version, ...encryptionHeaders(object) });
};

export const writeOperations: Readonly<Record<string, S3Operation>> = { PutObject: putObject };
