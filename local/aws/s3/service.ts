import { callerArn } from '../auth/caller.ts';
import type { Call, Service } from '../call.ts';
import { AwsError, notImplementedHere } from '../errors.ts';
import type { HttpAnswer, HttpRequest } from '../http/request.ts';
import { toXml } from '../http/xml.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

const listBuckets = (call: Call): HttpAnswer => {
  const action = 's3:ListAllMyBuckets';
  const resource = 'arn:aws:s3:::*';
  const decision = call.decide({ action, resource });
  if (decision !== 'Allowed') {
    const why =
      decision === 'ExplicitlyDenied'
        ? 'with an explicit deny in an identity-based policy'
        : `because no identity-based policy allows the ${action} action`;
    throw new AwsError(
      'AccessDenied',
      `User: ${callerArn(call.caller)} is not authorized to perform: ${action} ${why}`,
      403,
    );
  }
  const { account } = call.caller;
  const buckets = Object.values(account.buckets).sort((a, b) => (a.name < b.name ? -1 : 1));
  const body = toXml({
    Owner: { ID: account.id.repeat(6).slice(0, 64), DisplayName: account.alias ?? account.id },
    Buckets: { Bucket: { flat: buckets.map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt })) } },
  });
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': call.requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<ListAllMyBucketsResult xmlns="${NAMESPACE}">${body}</ListAllMyBucketsResult>`,
  };
};

const operationOf = ({ method, path }: HttpRequest): string =>
  method === 'GET' && path === '/' ? 'ListBuckets' : `${method} ${path}`;

const S3_CODES: Readonly<Record<string, string>> = {
  InvalidClientTokenId: 'InvalidAccessKeyId',
  Throttling: 'SlowDown',
  ServiceFailure: 'InternalError',
  InvalidAction: 'NotImplemented',
};

/** S3: the list of buckets. */
export const s3Service: Service = {
  describe: (request) => ({
    operation: operationOf(request),
    resource: request.path.split('/')[1] ?? '',
  }),
  run: (call) => {
    if (call.operation === 'ListBuckets') return listBuckets(call);
    throw notImplementedHere(`the S3 request ${call.operation}`);
  },
  answerError: (error, requestId) => ({
    status: error.status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${toXml({
      Error: { Code: S3_CODES[error.code] ?? error.code, Message: error.message, RequestId: requestId },
    })}`,
  }),
};
