import { createHash } from 'node:crypto';
import type { createEnvironmentCredentials, Environment } from './environment-credentials.ts';
import { type Broken, type HttpAnswer, send } from './send.ts';
import { signed } from './sign.ts';

type Credentials = Awaited<ReturnType<ReturnType<typeof createEnvironmentCredentials>>>;

/** A service of AWS answered with an error, or not at all. It never holds the answer to a call that succeeded. */
export class SignedCallFault extends Error {
  override readonly name = 'SignedCallFault';
  /** The error's name in AWS, such as `ConditionalCheckFailedException`; undefined when nothing that can be read was answered. */
  readonly errorType: string | undefined;
  readonly status: number | undefined;
  /** Of the network, such as `ECONNRESET`. */
  readonly code: string | undefined;

  constructor(target: string, why: string, fields: { errorType?: string; status?: number; code?: string } = {}) {
    super(`${target}: ${why}`);
    this.errorType = fields.errorType;
    this.status = fields.status;
    this.code = fields.code;
  }
}

/** One call of a service that speaks AWS JSON: the service, the operation with its prefix, the input. */
export interface JsonCall {
  readonly service: 'secretsmanager' | 'ssm' | 'sqs' | 'dynamodb';
  readonly target: string;
  readonly region: string;
  readonly input: object;
  /** How long nothing may come, in milliseconds. */
  readonly timeoutMs?: number;
}

/** A person may be waiting, and Slack gives up after three seconds. */
const TIMEOUT_MS = 1_500;
const SUFFIXES: Readonly<Record<string, string>> = { cn: 'amazonaws.com.cn' };
const ENDPOINT_VARIABLES = { secretsmanager: 'SECRETS_MANAGER', ssm: 'SSM', sqs: 'SQS', dynamodb: 'DYNAMODB' } as const;

/** Where a service is: told by the environment as the SDK would take it, else its own address in the region. */
const addressOf = (environment: Environment, service: JsonCall['service'], region: string): URL => {
  const suffix = SUFFIXES[region.split('-')[0] ?? ''] ?? 'amazonaws.com';
  const told = environment[`AWS_ENDPOINT_URL_${ENDPOINT_VARIABLES[service]}`] ?? environment['AWS_ENDPOINT_URL'];
  return new URL(told ?? `https://${service}.${region}.${suffix}`);
};

/** The headers of a call that speaks AWS JSON, with its signature. */
export const signedHeaders = (
  { service, target, region }: Pick<JsonCall, 'service' | 'target' | 'region'>,
  { host, body, credentials, now }: { host: string; body: string; credentials: Credentials; now: Date },
): Readonly<Record<string, string>> => {
  const headers = {
    'content-type': `application/x-amz-json-${service === 'dynamodb' || service === 'sqs' ? '1.0' : '1.1'}`,
    host,
    'x-amz-target': target,
  };
  const payloadHash = createHash('sha256').update(body).digest('hex');
  return signed({ method: 'POST', path: '/', query: '', headers, payloadHash, service, region }, credentials, now);
};

/** Only the first line of a message: after it, a signature that does not fit is told with the headers, session token and all. */
const refusalOf = ({ status, text }: HttpAnswer): { readonly why: string; readonly errorType?: string } => {
  try {
    const { __type = '', message, Message } = JSON.parse(text) as Readonly<Record<string, string>>;
    const errorType = __type.slice(__type.indexOf('#') + 1);
    const [said = ''] = (message ?? Message ?? '').slice(0, 500).split('\n');
    if (errorType !== '') return { errorType, why: `${status} ${errorType}${said === '' ? '' : `: ${said}`}` };
  } catch {
    // Not JSON: whatever answered there, it was not the service.
  }
  return { why: `${status} with no reason` };
};

/** What was answered. A parser that fails quotes what it read, which may be a secret: only the fact is told. */
const answerOf = (target: string, { text, status }: HttpAnswer): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new SignedCallFault(target, 'the answer is no JSON', { status });
  }
};

/**
 * Calls a service without its SDK client: where a Lambda makes few kinds of calls, a client would weigh more than it is worth at
 * each cold start (docs/decisions/0006). Tried once, but for a kept connection that turns out to be dead. Throws SignedCallFault.
 */
export const createSignedCall =
  (environment: Environment, credentialsOf: () => Promise<Credentials>, now: () => Date) =>
  async (call: JsonCall): Promise<unknown> => {
    const address = addressOf(environment, call.service, call.region);
    const body = JSON.stringify(call.input);
    const credentials = await credentialsOf();
    const headers = signedHeaders(call, { host: address.host, body, credentials, now: now() });
    let answer: HttpAnswer;
    try {
      answer = await send({ address, method: 'POST', headers, body, timeoutMs: call.timeoutMs ?? TIMEOUT_MS });
    } catch (error) {
      const { code, message } = error as Broken;
      throw new SignedCallFault(call.target, message || String(code), code === undefined ? {} : { code });
    }
    if (answer.status === 200) return answerOf(call.target, answer);
    const { why, ...refusal } = refusalOf(answer);
    throw new SignedCallFault(call.target, why, { status: answer.status, ...refusal });
  };
