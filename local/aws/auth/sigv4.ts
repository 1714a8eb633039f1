import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../http/request.ts';

/** The contents of an Authorization header, or of the query string of a presigned URL. */
export interface Signature {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20260102T030405Z` */
  readonly signedAt: string;
  readonly token: string | undefined;
  /** Lifetime of a presigned URL. */
  readonly expiresSeconds?: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SCOPE = /^([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request$/;
const HEADER = /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

type Scope = Pick<Signature, 'accessKeyId' | 'date' | 'region' | 'service'>;

const parseScope = (text: string): Scope | undefined => {
  const match = SCOPE.exec(text);
  if (!match) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = ''] = match;
  return { accessKeyId, date, region, service };
};

const parseHeader = (header: string, headers: HttpRequest['headers']): Signature | undefined => {
  const [, credential = '', signedHeaders = '', signature = ''] = HEADER.exec(header) ?? [];
  const scope = parseScope(credential);
  const [signedAt = '', token] = [headers['x-amz-date'], headers['x-amz-security-token']];
  return scope && { ...scope, signedHeaders: signedHeaders.split(';'), signature, signedAt, token };
};

const MAX_SECONDS = 604_800;

/** Source: AWS, IAM User Guide, "Elements of an AWS API request signature", query string; the maximum lifetime is seven days. */
const parsePresigned = (query: URLSearchParams): Signature | undefined => {
  const of = (name: string): string => query.get(`X-Amz-${name}`) ?? '';
  const scope = parseScope(of('Credential'));
  const expires = of('Expires');
  const isWellFormed =
    of('Algorithm') === ALGORITHM && /^[0-9a-f]{64}$/.test(of('Signature')) && /^\d{1,6}$/.test(expires);
  const expiresSeconds = Number(expires);
  if (!scope || !isWellFormed || expiresSeconds < 1 || expiresSeconds > MAX_SECONDS) return undefined;
  return {
    ...scope,
    signedHeaders: of('SignedHeaders').split(';'),
    signature: of('Signature'),
    signedAt: of('Date'),
    token: query.get('X-Amz-Security-Token') ?? undefined,
    expiresSeconds,
  };
};

/** Whether a request has a signature, valid or not. */
export const hasSignature = (request: HttpRequest): boolean =>
  request.headers['authorization'] !== undefined || /(^|&)X-Amz-(Signature|Algorithm|Credential)=/.test(request.query);

/** Reads the signature from the header or the query string; undefined if it is not a Signature Version 4 signature. */
export const parseSignature = (request: HttpRequest): Signature | undefined => {
  const header = request.headers['authorization'];
  return header === undefined
    ? parsePresigned(new URLSearchParams(request.query))
    : parseHeader(header, request.headers);
};

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const canonicalPath = (path: string, service: string): string => {
  const once = path
    .split('/')
    .map((segment) => encode(decode(segment)))
    .join('/');
  // Every service except S3 URI-encodes the path twice.
  return service === 's3' ? once : once.split('/').map(encode).join('/');
};

const canonicalQuery = (query: string): string =>
  query
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='))
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [encode(decode(name)), encode(decode(value.join('=')))] as const;
    })
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

/** The input of a signature. Without `signedAt`, the time comes from the X-Amz-Date header. */
export type SigningParts = Omit<Signature, 'signedAt' | 'token'> & Partial<Pick<Signature, 'signedAt' | 'token'>>;

/** The signature that the holder of the secret key would compute for this request. */
export const expectedSignature = (request: HttpRequest, signature: SigningParts, secret: string): string => {
  const { date, region, service, signedHeaders } = signature;
  const headers = signedHeaders
    .map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`)
    .join('');
  const declaredHash =
    request.headers['x-amz-content-sha256'] ??
    (signature.expiresSeconds === undefined ? undefined : 'UNSIGNED-PAYLOAD');
  const payloadHash = (service === 's3' ? declaredHash : undefined) ?? sha256(request.body);
  const canonical = [
    request.method,
    canonicalPath(request.path, service),
    canonicalQuery(request.query),
    headers,
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = [ALGORITHM, signature.signedAt ?? request.headers['x-amz-date'] ?? '', scope, sha256(canonical)].join(
    '\n',
  );
  const key = [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secret}`, date));
  return hmac(key, toSign).toString('hex');
};

/** Whether the signature is correct. The comparison takes constant time. */
export const isSignedWith = (request: HttpRequest, signature: Signature, secret: string): boolean =>
  timingSafeEqual(Buffer.from(expectedSignature(request, signature, secret)), Buffer.from(signature.signature));

/** The time of signing, parsed from `20260102T030405Z`. */
export const signingTime = ({ signedAt }: Signature): Date | undefined => {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signedAt);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
};
