import { AwsError } from '../errors.ts';
import type { HttpAnswer, HttpRequest } from './request.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** The operation that X-Amz-Target names: `AmazonSQS.SendMessage`. */
export const targetOperation = (request: HttpRequest): string =>
  (request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';

/** The body as an object. Throws SerializationException if it is not an object. */
export const jsonBody = (request: HttpRequest): Readonly<Record<string, unknown>> => {
  try {
    const body: unknown = JSON.parse(request.body.toString() || '{}');
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Invalid JSON fails below with the same error as JSON that is not an object.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object');
};

/** Like `jsonBody`, for readers that must not throw: an empty object if the body cannot be read. */
export const peekJson = (request: HttpRequest): Readonly<Record<string, unknown>> => {
  try {
    return jsonBody(request);
  } catch {
    return {};
  }
};

/** An answer of the JSON protocol, the wire format of SQS and DynamoDB. */
export const jsonAnswer = (result: object, requestId: string): HttpAnswer => ({
  status: 200,
  headers: { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': requestId },
  body: JSON.stringify(result),
});

/** Error names of the JSON services that differ from those of the query services. */
const JSON_CODES: Readonly<Record<string, string>> = {
  AccessDenied: 'AccessDeniedException',
  ExpiredToken: 'ExpiredTokenException',
  InvalidClientTokenId: 'UnrecognizedClientException',
  IncompleteSignature: 'IncompleteSignatureException',
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  Throttling: 'ThrottlingException',
  ServiceFailure: 'InternalServerError',
  InvalidAction: 'UnknownOperationException',
};

/** An error of the JSON protocol. A header carries the code of the query protocol, as in SQS. */
export const jsonError = (
  error: { code: string; message: string; status: number },
  requestId: string,
  namespace: string,
): HttpAnswer => {
  const type = JSON_CODES[error.code] ?? error.code;
  return {
    status: error.status,
    headers: {
      'content-type': CONTENT_TYPE,
      'x-amzn-requestid': requestId,
      'x-amzn-query-error': `${error.code};${error.status < 500 ? 'Sender' : 'Receiver'}`,
    },
    body: JSON.stringify({ __type: `${namespace}#${type}`, message: error.message }),
  };
};
