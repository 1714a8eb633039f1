import type { OutgoingHttpHeaders } from 'node:http';
import aws4 from 'aws4';
import { defined } from '../../core/defined.ts';
import { partitionNamed, partitionOfRegion } from '../../core/partitions.ts';
import type { Credentials } from './connection.ts';
import type { Environment } from './environment-credentials.ts';
import { type Broken, type HttpAnswer, send } from './send.ts';

/** AWS refused a call, or did not answer it. Never holds the answer to a call that succeeded. */
export class SignedCallFault extends Error {
  override readonly name = 'SignedCallFault';
  /** The error name of AWS, such as `ConditionalCheckFailedException`. */
  readonly errorType: string | undefined;
  readonly status: number | undefined;
  /** The error code of the network, such as `ECONNRESET`. */
  readonly code: string | undefined;

  constructor(target: string, why: string, fields: { errorType?: string; status?: number; code?: string } = {}) {
    super(`${target}: ${why}`);
    this.errorType = fields.errorType;
    this.status = fields.status;
    this.code = fields.code;
  }
}

/** One call in AWS JSON: the service, the operation with its prefix, and the input. */
export interface JsonCall {
  readonly service: 'secretsmanager' | 'ssm' | 'sqs' | 'dynamodb';
  readonly target: string;
  readonly region: string;
  readonly input: object;
  /** Without an answer for this long, the call fails. */
  readonly timeoutMs?: number;
}

/** Makes one signed call. Throws SignedCallFault. */
export type SendSigned = (call: JsonCall) => Promise<unknown>;

/** A user may be waiting, and Slack gives up after three seconds. */
const TIMEOUT_MS = 1_500;
const ENDPOINT_VARIABLES = { secretsmanager: 'SECRETS_MANAGER', ssm: 'SSM', sqs: 'SQS', dynamodb: 'DYNAMODB' } as const;

/** The endpoint of a service: from the variables that the SDK reads too, or the public one of the region. */
const endpointOf = (environment: Environment, service: JsonCall['service'], region: string): URL => {
  const configured = environment[`AWS_ENDPOINT_URL_${ENDPOINT_VARIABLES[service]}`] ?? environment['AWS_ENDPOINT_URL'];
  return new URL(configured ?? `https://${service}.${region}.${partitionNamed(partitionOfRegion(region)).domain}`);
};

const signedHeaders = (
  { service, region, target }: JsonCall,
  { host, body, credentials, now }: { host: string; body: string; credentials: Credentials; now: Date },
): OutgoingHttpHeaders => {
  const version = service === 'dynamodb' || service === 'sqs' ? '1.0' : '1.1';
  const headers = {
    'Content-Type': `application/x-amz-json-${version}`,
    'X-Amz-Date': now.toISOString().replace(/[-:]|\.\d{3}/g, ''),
    'X-Amz-Target': target,
  };
  return aws4.sign({ service, region, method: 'POST', path: '/', host, headers, body }, credentials).headers ?? {};
};

/** Quotes only the first line: after a wrong signature, AWS repeats the signed headers with the session token. */
const refusalOf = ({ status, text }: HttpAnswer): { readonly why: string; readonly errorType?: string } => {
  try {
    const { __type = '', message, Message } = JSON.parse(text) as Readonly<Record<string, string>>;
    const errorType = __type.slice(__type.indexOf('#') + 1);
    const [reason = ''] = (message ?? Message ?? '').slice(0, 500).split('\n');
    if (errorType !== '') return { errorType, why: `${status} ${errorType}${reason === '' ? '' : `: ${reason}`}` };
  } catch {
    // Not JSON, so the answer is not from the service.
  }
  return { why: `${status} with no reason` };
};

/** The error of the parser would quote the answer, which may be a secret. */
const parseAnswer = (target: string, { text, status }: HttpAnswer): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new SignedCallFault(target, 'the answer is no JSON', { status });
  }
};

/**
 * Calls AWS without an SDK client, which would cost more at each cold start than these few calls are worth
 * (docs/decisions/0006). A call is made once, except on a kept connection that is already closed.
 */
export const createSignedCall =
  (environment: Environment, credentialsOf: () => Promise<Credentials>, now: () => Date): SendSigned =>
  async (call) => {
    const address = endpointOf(environment, call.service, call.region);
    const body = JSON.stringify(call.input);
    const headers = signedHeaders(call, { host: address.host, body, credentials: await credentialsOf(), now: now() });
    let answer: HttpAnswer;
    try {
      answer = await send({ address, headers, body, timeoutMs: call.timeoutMs ?? TIMEOUT_MS });
    } catch (error) {
      const { code, message } = error as Broken;
      throw new SignedCallFault(call.target, message || String(code), defined({ code }));
    }
    if (answer.status === 200) return parseAnswer(call.target, answer);
    const { why, ...refusal } = refusalOf(answer);
    throw new SignedCallFault(call.target, why, { status: answer.status, ...refusal });
  };
