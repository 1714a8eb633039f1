import { AwsError } from '../errors.ts';
import type { HttpRequest } from '../http/request.ts';

/** The address of a request, in path style: `/bucket/key?subresource`. */
export interface S3Address {
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

/** Query parameters that do not select an operation. */
const IGNORED_PARAMETERS = new Set(['x-id']);

const BUCKET_OPERATIONS: Readonly<Record<string, string>> = {
  'GET location': 'GetBucketLocation',
  'GET versioning': 'GetBucketVersioning',
  'GET policy': 'GetBucketPolicy',
  'PUT policy': 'PutBucketPolicy',
  'DELETE policy': 'DeleteBucketPolicy',
  'GET encryption': 'GetBucketEncryption',
  'PUT encryption': 'PutBucketEncryption',
  'DELETE encryption': 'DeleteBucketEncryption',
  'GET ownershipControls': 'GetBucketOwnershipControls',
  'PUT ownershipControls': 'PutBucketOwnershipControls',
  'DELETE ownershipControls': 'DeleteBucketOwnershipControls',
  'GET acl': 'GetBucketAcl',
  'PUT acl': 'PutBucketAcl',
  'HEAD ': 'HeadBucket',
  'PUT ': 'CreateBucket',
  'DELETE ': 'DeleteBucket',
};

const OBJECT_OPERATIONS: Readonly<Record<string, string>> = {
  'GET ': 'GetObject',
  'HEAD ': 'HeadObject',
  'PUT ': 'PutObject',
  'DELETE ': 'DeleteObject',
  'GET acl': 'GetObjectAcl',
  'PUT acl': 'PutObjectAcl',
};

const LIST_PARAMETERS = new Set([
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'continuation-token',
  'start-after',
  'encoding-type',
  'fetch-owner',
]);

const VERSION_PARAMETERS = new Set([
  'versions',
  'prefix',
  'max-keys',
  'encoding-type',
  'key-marker',
  'version-id-marker',
]);

const bucketOperation = (method: string, query: URLSearchParams): string | undefined => {
  const names = [...query.keys()].filter((name) => !IGNORED_PARAMETERS.has(name));
  if (method === 'GET' && query.get('list-type') === '2') {
    return names.every((name) => LIST_PARAMETERS.has(name)) ? 'ListObjectsV2' : undefined;
  }
  if (method === 'GET' && query.has('versions')) {
    return names.every((name) => VERSION_PARAMETERS.has(name)) ? 'ListObjectVersions' : undefined;
  }
  return names.length > 1 ? undefined : BUCKET_OPERATIONS[`${method} ${names[0] ?? ''}`];
};

const objectOperation = (
  method: string,
  query: URLSearchParams,
  headers: HttpRequest['headers'],
): string | undefined => {
  const names = [...query.keys()].filter((name) => !IGNORED_PARAMETERS.has(name));
  if (headers['x-amz-copy-source'] !== undefined)
    return `${method} ${names.join('&')}` === 'PUT ' ? 'CopyObject' : undefined;
  const isOfOneVersion = names.join() === 'versionId' && ['GET', 'HEAD', 'DELETE'].includes(method);
  const subresource = isOfOneVersion ? '' : names.join('&');
  return OBJECT_OPERATIONS[`${method} ${subresource}`];
};

/** Parses an address. An operation that is not implemented keeps the name from the request. */
export const addressOf = ({ method, path, query, headers }: HttpRequest): S3Address => {
  const parameters = new URLSearchParams(query);
  const [, bucket = '', ...rest] = path.split('/');
  const rawKey = rest.join('/');
  let key: string;
  try {
    key = decodeURIComponent(rawKey);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
  const operation =
    bucket === ''
      ? method === 'GET'
        ? 'ListBuckets'
        : undefined
      : key === ''
        ? bucketOperation(method, parameters)
        : objectOperation(method, parameters, headers);
  const unknownOperation = `${method} ${key === '' ? 'bucket' : 'object'} ${[...parameters.keys()].join('&')}`.trim();
  return { operation: operation ?? unknownOperation, bucket, key, query: parameters };
};
