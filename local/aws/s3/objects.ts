import { notImplementedHere } from '../errors.ts';
import type { ObjectState } from '../world/state.ts';
import { isNotModified, rangeOf } from './conditions.ts';
import { encryptionHeaders } from './encryption.ts';
import { requireOnBucket } from './permission.ts';
import { askedVersion, presentObject, readableObject } from './read-object.ts';
import { emptyAnswer, requestedBucket, type S3Operation } from './s3-call.ts';
import { addMarker, deleteVersion } from './versions.ts';

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

/** The operations on single objects that read and delete. Versions exist only in buckets with Object Lock. */
export const objectOperations: Readonly<Record<string, S3Operation>> = {
  GetObject: getObject,
  HeadObject: getObject,
  DeleteObject: deleteObject,
};
