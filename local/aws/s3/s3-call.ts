import type { Call } from '../call.ts';
import { AwsError } from '../errors.ts';
import type { HttpAnswer } from '../http/request.ts';
import { toXml, type XmlValue } from '../http/xml.ts';
import type { AccountState, BucketState, WorldState } from '../world/state.ts';
import type { S3Address } from './address.ts';
import { requireRegionOf } from './bucket-region.ts';
import type { ObjectContents } from './contents.ts';

/** A call to S3. */
export interface S3Call extends Call {
  readonly address: S3Address;
  readonly contents: ObjectContents;
  /** The region of the local AWS. */
  readonly homeRegion: string;
}

export type S3Operation = (call: S3Call) => HttpAnswer;

/** A bucket and the account that owns it with every object in it. */
export interface OwnedBucket {
  readonly owner: AccountState;
  readonly bucket: BucketState;
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** An answer without a body. */
export const emptyAnswer = (
  call: S3Call,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status,
  headers: { 'x-amz-request-id': call.requestId, ...headers },
  body: '',
});

/** An answer with one XML element. */
export const xmlAnswer = (call: S3Call, element: string, content: XmlValue): HttpAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/xml', 'x-amz-request-id': call.requestId },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<${element} xmlns="${NAMESPACE}">${toXml(content)}</${element}>`,
});

/** Bucket names are unique across all accounts. */
export const findBucket = ({ accounts }: WorldState, name: string): OwnedBucket | undefined => {
  for (const owner of Object.values(accounts)) {
    const bucket = Object.hasOwn(owner.buckets, name) ? owner.buckets[name] : undefined;
    if (bucket) return { owner, bucket };
  }
  return undefined;
};

/** The bucket that the request names. Throws NoSuchBucket, and PermanentRedirect for a bucket of another region. */
export const requestedBucket = (call: S3Call): OwnedBucket => {
  const found = findBucket(call.store.state, call.address.bucket);
  if (!found) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  requireRegionOf(call, found.bucket);
  return found;
};
