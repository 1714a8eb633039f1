import type { Service } from '../call.ts';
import { notImplementedHere } from '../errors.ts';
import { toXml } from '../http/xml.ts';
import { addressOf } from './address.ts';
import { bucketAclOperations } from './bucket-acl.ts';
import { bucketPolicyOperations } from './bucket-policy.ts';
import { bucketOperations } from './buckets.ts';
import type { ObjectContents } from './contents.ts';
import { copyOperations } from './copy-object.ts';
import { encryptionOperations } from './encryption.ts';
import { listObjects } from './list-objects.ts';
import { objectAclOperations } from './object-acl.ts';
import { objectOperations } from './objects.ts';
import { ownershipOperations } from './ownership.ts';
import { findBucket, type S3Operation } from './s3-call.ts';
import { listVersions } from './versions.ts';
import { writeOperations } from './write-object.ts';

const operations: ReadonlyMap<string, S3Operation> = new Map(
  Object.entries({
    ...bucketOperations,
    ...bucketPolicyOperations,
    ...encryptionOperations,
    ...ownershipOperations,
    ...bucketAclOperations,
    ...objectOperations,
    ...writeOperations,
    ...copyOperations,
    ...objectAclOperations,
    ListObjectsV2: listObjects,
    ListObjectVersions: listVersions,
  }),
);

/** Error names of S3 that differ from those of the other services. */
const CODES: Readonly<Record<string, readonly [string, number]>> = {
  InvalidClientTokenId: ['InvalidAccessKeyId', 403],
  ExpiredToken: ['ExpiredToken', 400],
  Throttling: ['SlowDown', 503],
  ServiceFailure: ['InternalError', 500],
  InvalidAction: ['NotImplemented', 501],
};

/** S3 in path style, limited to what the AWS CLI and Terraform's S3 backend need. */
export const createS3Service = (contents: ObjectContents, homeRegion: string): Service => ({
  describe: (request) => {
    const { operation, bucket } = addressOf(request);
    return { operation, resource: bucket };
  },
  regionOf: (request, state) => findBucket(state, addressOf(request).bucket)?.bucket.region,
  run: (call) => {
    const operation = operations.get(call.operation);
    if (!operation) throw notImplementedHere(`the S3 request "${call.operation}"`);
    return operation({ ...call, address: addressOf(call.request), contents, homeRegion });
  },
  answerError: (error, requestId) => {
    const [code, status] = CODES[error.code] ?? [error.code, error.status];
    return {
      status,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId, ...error.details?.headers },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${toXml({
        Error: { Code: code, Message: error.message, ...error.details?.elements, RequestId: requestId },
      })}`,
    };
  },
});
