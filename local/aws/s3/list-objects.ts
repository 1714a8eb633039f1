import { AwsError } from '../errors.ts';
import type { ObjectState } from '../world/state.ts';
import { canonicalId, ownerOfObject } from './ownership.ts';
import { requireOnBucket } from './permission.ts';
import { requestedBucket, type S3Call, type S3Operation, xmlAnswer } from './s3-call.ts';

interface Entry {
  readonly name: string;
  /** Undefined for a common prefix. */
  readonly object?: ObjectState;
}

const rollUp = (
  objects: Readonly<Record<string, ObjectState>>,
  prefix: string,
  delimiter: string,
): readonly Entry[] => {
  const entries = new Map<string, Entry>();
  for (const key of Object.keys(objects).sort()) {
    if (!key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const name = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    const object = objects[key];
    entries.set(name, cut < 0 && object ? { name, object } : { name });
  }
  return [...entries.values()];
};

const maxKeys = (call: S3Call): number => {
  const text = call.address.query.get('max-keys') ?? '1000';
  if (!/^\d+$/.test(text))
    throw new AwsError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  return Math.min(Number(text), 1000);
};

/** ListObjectsV2, with prefixes, delimiters and pagination. */
export const listObjects: S3Operation = (call) => {
  const owned = requestedBucket(call);
  const { query, bucket } = call.address;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  requireOnBucket(call, owned, 's3:ListBucket', '', {
    ...(query.has('prefix') ? { 's3:prefix': prefix } : {}),
    ...(query.has('delimiter') ? { 's3:delimiter': delimiter } : {}),
    's3:max-keys': query.get('max-keys') ?? '1000',
  });

  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const max = maxKeys(call);
  const remaining = rollUp(owned.bucket.objects, prefix, delimiter).filter(({ name }) => name > after);
  const shown = remaining.slice(0, max);
  const isTruncated = max > 0 && remaining.length > max;
  const encode = (text: string): string =>
    query.get('encoding-type') === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text;

  return xmlAnswer(call, 'ListBucketResult', {
    Name: bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: max,
    KeyCount: shown.length,
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: isTruncated,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: isTruncated ? Buffer.from(shown.at(-1)?.name ?? '').toString('base64url') : undefined,
    Contents: {
      flat: shown.flatMap(({ name, object }) =>
        object
          ? [
              {
                Key: encode(name),
                LastModified: object.modifiedAt,
                ETag: `"${object.etag}"`,
                Size: object.size,
                StorageClass: 'STANDARD',
                ...(query.get('fetch-owner') === 'true'
                  ? { Owner: { ID: canonicalId(ownerOfObject(owned, object)) } }
                  : {}),
              },
            ]
          : [],
      ),
    },
    CommonPrefixes: { flat: shown.flatMap(({ name, object }) => (object ? [] : [{ Prefix: encode(name) }])) },
  });
};
