import { createHash } from 'node:crypto';
import { expectedSignature } from '../../aws/auth/sigv4.ts';
import type { Credentials } from '../../aws/types.ts';

/** A call to an AWS service over HTTP. */
export interface AwsCall {
  readonly service: 'sts' | 's3';
  readonly url: string;
  readonly region: string;
  readonly method: 'GET' | 'POST';
  readonly body: string;
  readonly as: Credentials;
}

/** Signs a call as the `aws` program does and sends it: no retries and nothing read into the answer. */
export const signedCall = async ({ service, url, region, method, body, as }: AwsCall) => {
  const { host, pathname } = new URL(url);
  const now = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } : {}),
    host,
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    'x-amz-date': now,
    ...(as.sessionToken === undefined ? {} : { 'x-amz-security-token': as.sessionToken }),
  };
  const signedHeaders = Object.keys(headers);
  const scope = { accessKeyId: as.accessKeyId, date: now.slice(0, 8), region, service, signedHeaders };
  const request = { method, path: pathname, query: '', headers, body: Buffer.from(body), sourceIp: '' };
  const signature = expectedSignature(request, { ...scope, signature: '' }, as.secretAccessKey);
  const { host: _host, ...sent } = headers;
  const answer = await fetch(url, {
    method,
    headers: {
      ...sent,
      authorization:
        `AWS4-HMAC-SHA256 Credential=${as.accessKeyId}/${scope.date}/${region}/${service}/aws4_request, ` +
        `SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
    },
    ...(method === 'POST' ? { body } : {}),
  });
  return { isAllowed: answer.ok, xml: await answer.text() };
};
