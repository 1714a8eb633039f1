import { createHash } from 'node:crypto';

/** S3 refused, or did not answer. */
export class S3Fault extends Error {
  override readonly name = 'S3Fault';
  /** As S3 calls it, such as `AccessDenied`; `NoAnswer` when there was none. */
  readonly code: string;
  readonly retryable: boolean;

  constructor(message: string, code: string, retryable: boolean) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}

export interface S3Request {
  readonly method: 'GET' | 'PUT';
  readonly bucket: string;
  /** Absent for the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface S3Answer {
  readonly status: number;
  readonly text: string;
}

/** Signs a request to S3; adapters/system knows how. */
export type SignS3 = (request: {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payloadHash: string;
  readonly service: 's3';
  readonly region: string;
}) => Promise<Readonly<Record<string, string>>>;

/** Sends a request and answers whatever comes back; adapters/system knows how. */
export type SendS3 = (request: {
  readonly address: URL;
  readonly method: 'GET' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}) => Promise<S3Answer>;

export interface S3Options {
  readonly region: string;
  /** Another address than S3's own. */
  readonly endpoint?: string | undefined;
  readonly sign: SignS3;
  readonly send: SendS3;
}

const TIMEOUT_MS = 3_000;
const ATTEMPTS = 2;

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const queryOf = (query: Readonly<Record<string, string>>): string =>
  Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');

/** Where a bucket is: by its own host name, or behind another address (and with dots in its name) by its path. */
const placeOf = ({ region, endpoint }: S3Options, bucket: string): { readonly url: URL; readonly path: string } => {
  const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  if (endpoint !== undefined) return { url: new URL(endpoint), path: `/${bucket}` };
  if (bucket.includes('.')) return { url: new URL(`https://${host}`), path: `/${bucket}` };
  return { url: new URL(`https://${bucket}.${host}`), path: '' };
};

const refusal = (what: string, { status, text }: S3Answer): S3Fault => {
  const [code = `status ${status}`, message = ''] = ['Code', 'Message'].map(
    (name) => new RegExp(`<${name}>([^<]{1,300})`).exec(text)?.[1],
  );
  return new S3Fault(`${what}: ${code}${message === '' ? '' : `: ${message}`}`, code, status >= 500 || status === 409);
};

/**
 * Calls S3 without its SDK client, which would weigh more than all else that the one write of the worker takes
 * (docs/decisions/0006). What may pass is tried once more. Answers 2xx, 404 and 412; throws S3Fault for the rest.
 */
export const createS3Call =
  (options: S3Options) =>
  async ({ method, bucket, key, query = {}, headers = {}, body = '' }: S3Request): Promise<S3Answer> => {
    const { url, path } = placeOf(options, bucket);
    const what = `${method} s3://${bucket}/${key ?? ''}`;
    const payloadHash = createHash('sha256').update(body).digest('hex');
    const fullPath = `${path}/${(key ?? '').split('/').map(encoded).join('/')}`;
    const search = queryOf(query);
    const once = async (): Promise<S3Answer> => {
      const signedHeaders = await options.sign({
        method,
        path: fullPath,
        query: search,
        headers: { ...headers, host: url.host, 'x-amz-content-sha256': payloadHash },
        payloadHash,
        service: 's3',
        region: options.region,
      });
      const address = new URL(`${fullPath}${search === '' ? '' : `?${search}`}`, url);
      const length = { 'content-length': String(Buffer.byteLength(body)) };
      const headersSent = { ...signedHeaders, ...length };
      const request = { address, method, headers: headersSent, body, timeoutMs: TIMEOUT_MS };
      const answer = await options.send(request).catch((error: Error) => {
        throw new S3Fault(`${what}: ${error.message}`, 'NoAnswer', true);
      });
      const isNoKey = answer.status === 404 && answer.text.includes('<Code>NoSuchKey</Code>');
      if ((answer.status >= 200 && answer.status < 300) || answer.status === 412 || isNoKey) return answer;
      throw refusal(what, answer);
    };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once();
      } catch (fault) {
        if (!(fault instanceof S3Fault) || !fault.retryable || attempt === ATTEMPTS) throw fault;
      }
    }
  };
