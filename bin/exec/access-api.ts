import type { OutgoingHttpHeaders } from 'node:http';
import aws4 from 'aws4';
import { z } from 'zod';
import { defined } from '../../functions/core/defined.ts';
import { extendAccessText as text } from '../../functions/core/text/cli/extend-access.ts';
import type { Keys } from '../cli/aws-identity.ts';

/** What a user holds of a role or bundle, as the API answers it. */
export interface UserAccess {
  readonly endsAt: Date;
  /** The ID of the request to extend. Absent if there is none of that name. */
  readonly request?: string;
  readonly extension?: Extension;
}

/** What became of a request for an extension. */
export interface Extension {
  readonly status: string;
  readonly text: string;
}

/** `refused`: another try would be refused too. `unreachable`: it may succeed later. */
export type ApiAnswer<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'refused' | 'unreachable'; readonly why: string };

/** The API of users: when their own access ends, and its extension. Repeating a call changes nothing. */
export interface AccessApi {
  /** `refused` with status 404: the user has no access. */
  read(name: string): Promise<ApiAnswer<UserAccess>>;
  extend(request: string, minutes?: number): Promise<ApiAnswer<Extension>>;
  /** Ends calls that wait for an answer, so that they keep no process alive. */
  stop(): void;
}

const TIMEOUT_MS = 10_000;

/** Names of users are part of texts, and a terminal interprets control characters. */
const printable = z.string().transform((words) => words.replace(/\p{Cc}/gu, ' '));
const extensionSchema = z.object({ status: z.string(), text: printable });
const accessSchema = z.object({
  endsAt: z.iso.datetime().transform((at) => new Date(at)),
  request: z.string().optional(),
  extension: extensionSchema.optional(),
});
const extendedSchema = z.object({ extension: extensionSchema });
/** API Gateway writes `Message` if it denies a call, and `message` otherwise, as the function does. */
const messageSchema = z.object({ message: printable.optional(), Message: printable.optional() });

/** The region that the name of the host contains, which the signature must name. */
export const regionOfHost = (host: string): string | undefined => /\.execute-api\.([a-z0-9-]+)\./.exec(host)?.[1];

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Server errors and throttling pass. */
const isTemporary = (status: number): boolean => status === 429 || status >= 500;

export interface ApiOptions {
  /** Without a slash at the end. */
  readonly url: string;
  /** The region for a host that names none. */
  readonly region: string;
  /** Read for each call, because temporary keys are renewed. */
  readonly keysOf: () => Promise<Keys>;
  readonly now: () => Date;
}

/** Calls the API, signed for execute-api with the user's own keys. Never throws. */
export const createAccessApi = ({ url, region, keysOf, now }: ApiOptions): AccessApi => {
  const base = new URL(url);
  const stopped = new AbortController();

  const send = async (method: 'GET' | 'POST', route: string, body?: string) => {
    const path = `${base.pathname.replace(/\/$/, '')}${route}`;
    const unsigned: OutgoingHttpHeaders = {
      'X-Amz-Date': now()
        .toISOString()
        .replace(/[-:]|\.\d{3}/g, ''),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    };
    const call = { service: 'execute-api', region: regionOfHost(base.host) ?? region, method, host: base.host, path };
    const signed = aws4.sign({ ...call, headers: unsigned, ...defined({ body }) }, await keysOf());
    const { Host: _, 'Content-Length': __, ...headers } = signed.headers as Record<string, string>;
    return fetch(new URL(path, base), {
      method,
      headers,
      redirect: 'error',
      signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      ...defined({ body }),
    });
  };

  const call = async <Value>(
    schema: z.ZodType<Value>,
    ...request: Parameters<typeof send>
  ): Promise<ApiAnswer<Value>> => {
    let status: number;
    let answer: unknown;
    try {
      const response = await send(...request);
      status = response.status;
      answer = jsonOf(await response.text());
    } catch (error) {
      const { message, cause } = error as Error;
      return { kind: 'unreachable', why: text.noAnswer(cause instanceof Error ? cause.message : message) };
    }
    const read = status === 200 ? schema.safeParse(answer) : undefined;
    if (read?.success === true) return { kind: 'ok', value: read.data };
    const { message, Message } = messageSchema.safeParse(answer).data ?? {};
    const why = Message === undefined ? (message ?? text.notAnAnswer(status)) : text.denied(Message);
    return { kind: isTemporary(status) || read !== undefined ? 'unreachable' : 'refused', why };
  };

  return {
    stop: () => stopped.abort(),
    read: async (name) => {
      const answer = await call(accessSchema, 'GET', `/access?name=${encodeURIComponent(name)}`);
      if (answer.kind !== 'ok') return answer;
      const { endsAt, request, extension } = answer.value;
      return { kind: 'ok', value: { endsAt, ...defined({ request, extension }) } };
    },
    extend: async (request, minutes) => {
      const answer = await call(extendedSchema, 'POST', '/extend', JSON.stringify({ request, minutes }));
      return answer.kind === 'ok' ? { kind: 'ok', value: answer.value.extension } : answer;
    },
  };
};
