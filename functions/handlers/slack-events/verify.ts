import { createHmac, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A request that Slack signed, with its decoded body, or the HTTP status of the refusal. */
export type Verified =
  | { readonly kind: 'verified'; readonly payload: Payload }
  /** Slack checks the certificate of the URL. There is nothing to read. */
  | { readonly kind: 'ssl_check' }
  | {
      readonly kind: 'rejected';
      readonly status: 400 | 401 | 405 | 415;
      /** Everything but the signature is right, so the stored secret may be an old one. */
      readonly isSignatureWrong?: true;
    };

/** The fields of a form, or what is in its `payload` or in a JSON body. */
type Payload = Readonly<Record<string, unknown>>;

type ContentType = 'application/x-www-form-urlencoded' | 'application/json';

/** Slack's window against replays: https://docs.slack.dev/authentication/verifying-requests-from-slack */
const MOST_AGE_SECONDS = 300;
/** The clocks of Slack and the bot may differ by this much. Later timestamps are invalid. */
const MOST_SKEW_SECONDS = 5;
/** Several times the largest payload of Slack, a view of 250 KB in a form. Larger bodies are refused before hashing. */
const MOST_BODY_BYTES = 1_000_000;

const header = ({ headers }: APIGatewayProxyEventV2, name: string): string => {
  const found = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return found?.[1] ?? '';
};

const rejected = (status: Extract<Verified, { kind: 'rejected' }>['status']): Verified => ({
  kind: 'rejected',
  status,
});

const isTimely = (timestamp: string, now: Date): boolean => {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  const ageSeconds = now.getTime() / 1000 - Number(timestamp);
  return ageSeconds <= MOST_AGE_SECONDS && ageSeconds >= -MOST_SKEW_SECONDS;
};

const isSigned = (signature: string, timestamp: string, body: Buffer, secret: string): boolean => {
  const expected = Buffer.from(
    `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`,
  );
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
};

const contentTypeOf = (event: APIGatewayProxyEventV2): ContentType | undefined => {
  const type = header(event, 'content-type').split(';')[0]?.trim().toLowerCase();
  return type === 'application/x-www-form-urlencoded' || type === 'application/json' ? type : undefined;
};

/** Undefined if it cannot be parsed. Bodies of Slack always can, so an invalid body must not count as a fault. */
const payloadIn = (body: string, contentType: ContentType): Payload | undefined => {
  const fields = contentType === 'application/json' ? undefined : new URLSearchParams(body);
  const json = fields === undefined ? body : fields.get('payload');
  if (json === null) return Object.fromEntries(fields ?? []);
  try {
    const read: unknown = JSON.parse(json);
    return typeof read === 'object' && read !== null ? (read as Payload) : undefined;
  } catch {
    return undefined;
  }
};

/** `ssl_check=1`, with Slack's former verification token, and nothing else. */
const SSL_CHECK = /^(?:token=\w{0,64}&)?ssl_check=1(?:&token=\w{0,64})?$/;
const MOST_SSL_CHECK_CHARACTERS = 300;

/** Slack does not document a signature for these requests: https://docs.slack.dev/interactivity/implementing-slash-commands */
const isSslCheck = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): boolean =>
  body.length <= MOST_SSL_CHECK_CHARACTERS &&
  SSL_CHECK.test(isBase64Encoded ? Buffer.from(body, 'base64').toString('latin1') : body);

/**
 * Lets through what Slack signed, in time, over the very bytes that came. Everything is checked before anything of the
 * body is read: the receiver of Bolt parses first, takes timestamps from the future and decodes base64 as ASCII.
 */
export const createVerify =
  ({ signingSecret }: { readonly signingSecret: () => string }) =>
  (event: APIGatewayProxyEventV2, now: Date): Verified => {
    if (isSslCheck(event)) return { kind: 'ssl_check' };
    const timestamp = header(event, 'x-slack-request-timestamp');
    const signature = header(event, 'x-slack-signature');
    if (!isTimely(timestamp, now) || signature === '') return rejected(401);
    const sent = event.body ?? '';
    if (sent.length > MOST_BODY_BYTES * (event.isBase64Encoded ? 4 / 3 : 1)) return rejected(401);
    const bytes = Buffer.from(sent, event.isBase64Encoded ? 'base64' : 'utf8');
    if (!isSigned(signature, timestamp, bytes, signingSecret()))
      return { kind: 'rejected', status: 401, isSignatureWrong: true };

    const method = event.requestContext?.http?.method ?? 'POST';
    if (method !== 'POST') return rejected(405);
    const contentType = contentTypeOf(event);
    if (contentType === undefined) return rejected(415);
    const payload = payloadIn(bytes.toString('utf8'), contentType);
    if (payload === undefined) return rejected(400);
    return payload['ssl_check'] === undefined ? { kind: 'verified', payload } : { kind: 'ssl_check' };
  };
