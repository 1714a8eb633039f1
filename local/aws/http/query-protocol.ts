import type { HttpAnswer } from './request.ts';
import { toXml, type XmlValue } from './xml.ts';

const xml = (status: number, requestId: string, body: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  body,
});

/** An answer of the query protocol, the wire format of IAM and STS. */
export const queryAnswer = (
  operation: string,
  namespace: string,
  result: XmlValue | undefined,
  requestId: string,
): HttpAnswer =>
  xml(
    200,
    requestId,
    `<${operation}Response xmlns="${namespace}">${
      result === undefined ? '' : `<${operation}Result>${toXml(result)}</${operation}Result>`
    }<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
  );

/** An error of the query protocol. */
export const queryError = (
  namespace: string,
  error: { code: string; message: string; status: number },
  requestId: string,
): HttpAnswer =>
  xml(
    error.status,
    requestId,
    `<ErrorResponse xmlns="${namespace}">${toXml({
      Error: { Type: error.status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message },
      RequestId: requestId,
    })}</ErrorResponse>`,
  );
