import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { createEnvironmentCredentials, Environment } from './environment-credentials.ts';

type Credentials = Awaited<ReturnType<ReturnType<typeof createEnvironmentCredentials>>>;

/** A service of AWS answered with an error, or not at all. */
export class SignedCallFault extends Error {
  override readonly name = 'SignedCallFault';
}

/** One call of a service that speaks AWS JSON: the service, the operation with its prefix, the input. */
export interface JsonCall {
  readonly service: 'secretsmanager' | 'ssm' | 'sqs' | 'dynamodb';
  readonly target: string;
  readonly region: string;
  readonly input: object;
}

/** A person may be waiting, and Slack gives up after three seconds. */
const TIMEOUT_MS = 1_500;
const SUFFIXES: Readonly<Record<string, string>> = { cn: 'amazonaws.com.cn' };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Where a service is: told by the environment as the SDK would take it, else its own address in the region. */
const addressOf = (environment: Environment, service: string, region: string): URL => {
  const suffix = SUFFIXES[region.split('-')[0] ?? ''] ?? 'amazonaws.com';
  return new URL(environment['AWS_ENDPOINT_URL'] ?? `https://${service}.${region}.${suffix}`);
};

/** The headers of a signed call. Source: AWS, "Create a signed AWS API request" (Signature Version 4). */
export const signedHeaders = (
  { service, target, region }: Omit<JsonCall, 'input'>,
  { host, body, credentials, now }: { host: string; body: string; credentials: Credentials; now: Date },
): Readonly<Record<string, string>> => {
  const amzDate = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${amzDate.slice(0, 8)}/${region}/${service}/aws4_request`;
  const headers: Record<string, string> = {
    'content-type': `application/x-amz-json-${service === 'dynamodb' || service === 'sqs' ? '1.0' : '1.1'}`,
    host,
    'x-amz-date': amzDate,
    ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }),
    'x-amz-target': target,
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ];
  const toSign = ['AWS4-HMAC-SHA256', amzDate, scope, sha256(canonical.join('\n'))].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, toSign).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...headers, authorization };
};

/**
 * Calls a service once, without its SDK client and without retries: where a Lambda makes one kind of call, a client would weigh
 * more than it is worth at each cold start (docs/decisions/0006). Throws SignedCallFault, which never holds what was answered.
 */
export const createSignedCall =
  (environment: Environment, credentialsOf: () => Promise<Credentials>, now: () => Date) =>
  async (call: JsonCall): Promise<unknown> => {
    const address = addressOf(environment, call.service, call.region);
    const body = JSON.stringify(call.input);
    const credentials = await credentialsOf();
    const headers = signedHeaders(call, { host: address.host, body, credentials, now: now() });
    const send = address.protocol === 'http:' ? httpRequest : httpsRequest;
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new SignedCallFault(`${call.target}: ${why}`));
      const request = send(address, { method: 'POST', headers, timeout: TIMEOUT_MS }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) => fail(error.message));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          if (response.statusCode === 200) resolve(JSON.parse(text));
          else fail(`${response.statusCode} ${/"__type"\s*:\s*"([^"]{1,100})"/.exec(text)?.[1] ?? 'with no reason'}`);
        });
      });
      request.on('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
      request.on('error', (error) => fail(error.message));
      request.end(body);
    });
  };
