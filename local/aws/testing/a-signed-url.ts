import { createHash, createHmac } from 'node:crypto';
import type { Credentials, LocalAws } from '../types.ts';

const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

export interface UrlToSign {
  readonly at: Date;
  readonly expiresSeconds?: number;
  readonly region?: string;
  /** Headers that the client must send with the URL. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A presigned URL of GetCallerIdentity, as EKS and Vault create it. */
export const signedIdentityUrl = (
  aws: LocalAws,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  { at, expiresSeconds = 60, region = aws.region, headers = {} }: UrlToSign,
): string => {
  const date = `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const scope = `${date.slice(0, 8)}/${region}/sts/aws4_request`;
  const signed: Record<string, string> = { host: new URL(aws.url).host, ...headers };
  const names = Object.keys(signed).sort();
  const query: Record<string, string> = {
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': date,
    'X-Amz-Expires': String(expiresSeconds),
    ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
    'X-Amz-SignedHeaders': names.join(';'),
  };
  const canonicalQuery = Object.keys(query)
    .sort()
    .map((name) => `${name}=${encodeURIComponent(query[name] ?? '')}`)
    .join('&');
  const canonical = [
    'GET',
    '/',
    canonicalQuery,
    ...names.map((name) => `${name}:${signed[name]}`),
    '',
    names.join(';'),
    sha256(''),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const key = [region, 'sts', 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, date.slice(0, 8)));
  return `${aws.url}/?${canonicalQuery}&X-Amz-Signature=${hmac(key, toSign).toString('hex')}`;
};
