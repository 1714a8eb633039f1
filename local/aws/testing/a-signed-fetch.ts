import { createHash, createHmac } from 'node:crypto';
import type { Credentials, LocalAws } from '../types.ts';

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

export interface S3Request {
  readonly method?: string;
  /** `/bucket/key?query`, percent-encoded, with sorted query parameters. */
  readonly path: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface S3Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The error code, if there is an error. */
  readonly code: string | undefined;
  readonly message: string | undefined;
}

const element = (text: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]?.replaceAll('&quot;', '"');

/** Sends a request to S3, signed as S3 clients sign it. `region`: that of the endpoint. */
export const s3As =
  (aws: LocalAws, credentials: Credentials, region = aws.region) =>
  async ({ method = 'GET', path, body = '', headers = {} }: S3Request): Promise<S3Answer> => {
    const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
    const scope = `${date.slice(0, 8)}/${region}/s3/aws4_request`;
    const [plainPath = '', query = ''] = path.split('?');
    const signed: Record<string, string> = {
      'x-amz-content-sha256': sha256(body),
      ...headers,
      host: new URL(aws.url).host,
      'x-amz-date': date,
      ...(credentials.sessionToken ? { 'x-amz-security-token': credentials.sessionToken } : {}),
    };
    const names = Object.keys(signed).sort();
    const canonical = [
      method,
      plainPath,
      query
        .split('&')
        .filter(Boolean)
        .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
        .sort()
        .join('&'),
      ...names.map((name) => `${name}:${signed[name]}`),
      '',
      names.join(';'),
      signed['x-amz-content-sha256'],
    ].join('\n');
    const key = [region, 's3', 'aws4_request'].reduce<Buffer>(
      hmac,
      hmac(`AWS4${credentials.secretAccessKey}`, date.slice(0, 8)),
    );
    const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex');
    const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    const { host: _, ...sent } = signed;
    const answer = await fetch(`${aws.url}${path}`, {
      method,
      headers: { ...sent, authorization },
      ...(body === '' ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      code: element(text, 'Code'),
      message: element(text, 'Message'),
    };
  };
