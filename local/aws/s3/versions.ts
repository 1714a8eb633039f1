import { AwsError } from '../errors.ts';
import { newUuid } from '../world/ids.ts';
import type { BucketState, ObjectState, VersionState } from '../world/state.ts';
import { requireOnBucket } from './permission.ts';
import { requestedBucket, type S3Call, type S3Operation, xmlAnswer } from './s3-call.ts';

/** All versions of a key in a bucket with Object Lock, oldest first. */
export const historyOf = (bucket: BucketState, key: string): readonly VersionState[] => {
  const versions = bucket.versions ?? {};
  return Object.hasOwn(versions, key) ? (versions[key] ?? []) : [];
};

const remember = (bucket: BucketState, key: string, version: VersionState): void => {
  bucket.versions ??= {};
  bucket.versions[key] = [...historyOf(bucket, key), version];
};

/** Writes to a bucket with Object Lock. The previous version is kept. */
export const addVersion = (bucket: BucketState, key: string, object: ObjectState): string => {
  const id = newUuid();
  remember(bucket, key, { id, at: object.modifiedAt, object });
  return id;
};

/** Deletes without a version id in a bucket with Object Lock: adds a delete marker and keeps all versions. */
export const addMarker = (bucket: BucketState, key: string, at: string): string => {
  const id = newUuid();
  remember(bucket, key, { id, at });
  return id;
};

/** A write to a bucket with Object Lock must include a checksum. */
export const requireChecksum = ({ headers }: S3Call['request']): void => {
  const isThere = Object.keys(headers).some((name) => name === 'content-md5' || /^x-amz-checksum-\w+$/.test(name));
  if (!isThere)
    throw new AwsError(
      'InvalidRequest',
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    );
};

/** Deletes a version. Object Lock refuses this, except for delete markers. */
export const deleteVersion = (bucket: BucketState, key: string, id: string): void => {
  const history = historyOf(bucket, key);
  const version = history.find((one) => one.id === id);
  if (version === undefined) return;
  if (version.object !== undefined)
    throw new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', 403);
  bucket.versions ??= {};
  bucket.versions[key] = history.filter((one) => one !== version);
  const current = historyOf(bucket, key).at(-1)?.object;
  if (current !== undefined) bucket.objects[key] = current;
};

/**
 * Every version of every key, the newest of each key first. A bucket without versioning has one version per key, called
 * "null".
 */
const allOf = (bucket: BucketState, prefix: string) => {
  const keys = new Set([...Object.keys(bucket.objects), ...Object.keys(bucket.versions ?? {})]);
  return [...keys]
    .filter((key) => key.startsWith(prefix))
    .sort()
    .flatMap((key) => {
      const history = historyOf(bucket, key);
      const object = bucket.objects[key];
      if (history.length === 0) return object === undefined ? [] : [{ key, id: 'null', at: object.modifiedAt, object }];
      return history.toReversed().map((version) => ({ key, ...version }));
    });
};

/** ListObjectVersions, with pagination. */
export const listVersions: S3Operation = (call) => {
  const owned = requestedBucket(call);
  const { query, bucket } = call.address;
  const prefix = query.get('prefix') ?? '';
  requireOnBucket(call, owned, 's3:ListBucketVersions', '', query.has('prefix') ? { 's3:prefix': prefix } : {});
  const all = allOf(owned.bucket, prefix);
  const [afterKey, afterId] = [query.get('key-marker'), query.get('version-id-marker')];
  const from = afterKey === null ? 0 : all.findIndex(({ key, id }) => key === afterKey && id === afterId) + 1;
  const max = Math.min(Number(query.get('max-keys') ?? '1000'), 1000);
  const shown = all.slice(from, from + max);
  const isTruncated = from + max < all.length;
  const last = shown.at(-1);
  const newest = (key: string, id: string): boolean => all.find((one) => one.key === key)?.id === id;
  const encode = (text: string): string =>
    query.get('encoding-type') === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text;
  const common = ({ key, id, at }: { key: string; id: string; at: string }) => ({
    Key: encode(key),
    VersionId: id,
    IsLatest: newest(key, id),
    LastModified: at,
  });
  return xmlAnswer(call, 'ListVersionsResult', {
    Name: bucket,
    Prefix: encode(prefix),
    MaxKeys: max,
    IsTruncated: isTruncated,
    NextKeyMarker: isTruncated ? encode(last?.key ?? '') : undefined,
    NextVersionIdMarker: isTruncated ? last?.id : undefined,
    Version: {
      flat: shown.flatMap((one) =>
        one.object === undefined
          ? []
          : [{ ...common(one), ETag: `"${one.object.etag}"`, Size: one.object.size, StorageClass: 'STANDARD' }],
      ),
    },
    DeleteMarker: { flat: shown.flatMap((one) => (one.object === undefined ? [common(one)] : [])) },
  });
};
