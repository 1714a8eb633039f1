import type { Credentials } from '@assume-bot/local-aws/types';
import aws4 from 'aws4';
import type { TestStack } from '../../support/a-stack.ts';

/** How a call differs from a correct one. */
export interface CallOptions {
  readonly method?: string;
  readonly body?: string;
  readonly region?: string;
  readonly service?: string;
  /** Changes the signed call before it is sent. */
  readonly tamper?: (headers: Record<string, string>) => Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly errorType: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Calls the API of users with these keys: `call('/access?name=prod-s3')`. */
export const aCaller =
  (stack: TestStack, keys: Credentials) =>
  async (path: string, options: CallOptions = {}): Promise<Answer> => {
    const url = new URL(`${await stack.userApi()}${path}`);
    const {
      body,
      method = body === undefined ? 'GET' : 'POST',
      region = 'us-east-1',
      service = 'execute-api',
    } = options;
    const unsigned = {
      'X-Amz-Date': stack.clock
        .now()
        .toISOString()
        .replace(/[-:]|\.\d{3}/g, ''),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    };
    const call = { service, region, method, host: url.host, path: url.pathname + url.search, headers: unsigned };
    const signed = aws4.sign({ ...call, ...(body === undefined ? {} : { body }) }, keys);
    const { Host: _, 'Content-Length': __, ...headers } = signed.headers as Record<string, string>;
    const response = await fetch(url, {
      method,
      headers: options.tamper?.(headers) ?? headers,
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      errorType: response.headers.get('x-amzn-errortype'),
      body: (await response.json()) as Answer['body'],
    };
  };

/** Asks to extend a request. */
export const extending = (request: string, minutes?: number): CallOptions => ({
  body: JSON.stringify({ request, minutes }),
});
