import { AwsError, notImplementedHere } from '../errors.ts';
import type { ObjectState } from '../world/state.ts';
import { regionOfBucket } from './bucket-region.ts';
import { encryptionHeaders } from './encryption.ts';
import { readableObject } from './read-object.ts';
import { findBucket, requestedBucket, type S3Call, type S3Operation, xmlAnswer } from './s3-call.ts';
import { keptHeaders, storeObject, writeOptions } from './write-object.ts';

/** The copied object as its own request: S3 reads it in the region of its bucket. Source: AWS, S3 API Reference, CopyObject. */
const sourceOf = (call: S3Call): S3Call => {
  const [path = '', versionId] = (call.request.headers['x-amz-copy-source'] ?? '').split('?versionId=');
  if (versionId !== undefined) throw notImplementedHere('copies of a version');
  const [bucket = '', ...rest] = decodeURIComponent(path).replace(/^\//, '').split('/');
  const found = findBucket(call.store.state, bucket);
  if (!found) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  const address = {
    ...call.address,
    operation: 'GetObject',
    bucket,
    key: rest.join('/'),
    query: new URLSearchParams(),
  };
  return {
    ...call,
    address,
    request: { ...call.request, headers: {} },
    facts: { ...call.facts, region: regionOfBucket(call, found.bucket) },
  };
};

/** Headers with which a copy of an object to itself changes it. */
const CHANGES = ['x-amz-server-side-encryption', 'x-amz-storage-class', 'x-amz-acl'];

/** Copies an object of one part. Needs the permission to read the source, and to write the copy. Source: the same page. */
const copyObject: S3Operation = (call) => {
  const { headers } = call.request;
  const condition = Object.keys(headers).find((name) => /^x-amz-copy-source-(if|server)/.test(name));
  if (condition !== undefined) throw notImplementedHere(condition);
  const source = sourceOf(call);
  const found = readableObject(source);
  const isReplaced = headers['x-amz-metadata-directive'] === 'REPLACE';
  const isSame = source.address.bucket === call.address.bucket && source.address.key === call.address.key;
  if (isSame && !isReplaced && !CHANGES.some((name) => headers[name] !== undefined)) {
    throw new AwsError(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const owned = requestedBucket(call);
  const options = writeOptions(call, owned);
  const kept: ObjectState['headers'] = isReplaced ? keptHeaders(headers) : found.headers;
  const { object, version } = storeObject(call, owned, call.contents.read(found.contentId), {
    ...options,
    headers: kept,
  });
  const answer = xmlAnswer(call, 'CopyObjectResult', { ETag: `"${object.etag}"`, LastModified: object.modifiedAt });
  return { ...answer, headers: { ...answer.headers, ...version, ...encryptionHeaders(object) } };
};

export const copyOperations: Readonly<Record<string, S3Operation>> = { CopyObject: copyObject };
