import { createHmac } from 'node:crypto';
import type { SignedRequest } from '@assume-bot/local-slack/people/transport';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export const SIGNING_SECRET = 'local-signing-secret';

/** An HTTP request in the format of API Gateway: form bodies in base64, JSON as text. */
export const gatewayEvent = ({ method, headers, body }: SignedRequest): APIGatewayProxyEventV2 => {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return {
    version: '2.0',
    routeKey: 'POST /slack/events',
    rawPath: '/slack/events',
    rawQueryString: '',
    headers,
    requestContext: { http: { method, path: '/slack/events' } },
    body: isForm ? Buffer.from(body, 'utf8').toString('base64') : body,
    isBase64Encoded: isForm,
  } as unknown as APIGatewayProxyEventV2;
};

/** The headers with which Slack signs a body. */
export const signedHeaders = (
  body: string | Buffer,
  epochSeconds: number | string,
  secret = SIGNING_SECRET,
  contentType = 'application/x-www-form-urlencoded',
): Readonly<Record<string, string>> => ({
  'content-type': contentType,
  'x-slack-request-timestamp': String(epochSeconds),
  'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${epochSeconds}:`).update(body).digest('hex')}`,
});
