import { createHmac } from 'node:crypto';
import { SocketModeClient } from '@slack/socket-mode';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { toEvent } from '../gateway/http-api.ts';

/** What Slack sent down the socket: one slash command, click, form or event. */
export interface Envelope {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly ack: (answer?: Record<string, unknown>) => Promise<void>;
}

export interface BridgeOptions {
  readonly appToken: string;
  /** Slack's own address unless told. */
  readonly slackApiUrl?: string;
  readonly signingSecret: string;
  readonly invoke: (event: APIGatewayProxyEventV2) => Promise<unknown>;
  readonly onFault: (message: string) => void;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

const bodyOf = ({ type, body }: Pick<Envelope, 'type' | 'body'>): { contentType: string; text: string } => {
  if (type === 'events_api') return { contentType: JSON_TYPE, text: JSON.stringify(body) };
  if (type === 'interactive') {
    return { contentType: FORM_TYPE, text: new URLSearchParams({ payload: JSON.stringify(body) }).toString() };
  }
  const fields = Object.entries(body).map(([name, value]) => [name, String(value)] as [string, string]);
  return { contentType: FORM_TYPE, text: new URLSearchParams(fields).toString() };
};

/** An envelope as the HTTP request that Slack would have sent instead, signed, as API Gateway hands it over. */
export const requestOf = (
  envelope: Pick<Envelope, 'type' | 'body'>,
  signingSecret: string,
  now: Date,
): APIGatewayProxyEventV2 => {
  const { contentType, text } = bodyOf(envelope);
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${text}`).digest('hex');
  const headers = {
    'content-type': contentType,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
  return toEvent({ method: 'POST', path: '/slack/events', headers }, Buffer.from(text), now);
};

/** What is acknowledged with: the answer's JSON, its text as a message, or nothing. */
const answerOf = (body: string | undefined): Record<string, unknown> | undefined => {
  if (body === undefined || body === '') return undefined;
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return { text: body };
  }
};

/**
 * Connects a real workspace by Socket Mode: each envelope becomes the signed HTTP request that the Lambda knows, and its answer
 * the acknowledgement. The Lambda does not know the difference. Rejects when Slack takes the app token for none.
 */
export const createSocketBridge = async (options: BridgeOptions): Promise<{ close(): Promise<void> }> => {
  const { appToken, slackApiUrl, signingSecret, invoke, onFault } = options;
  const client = new SocketModeClient({
    appToken,
    // Functions are bundled and started on the same machine: a busy minute must not look like a dead connection.
    clientPingTimeout: 60_000,
    ...(slackApiUrl === undefined ? {} : { clientOptions: { slackApiUrl } }),
  });
  client.on('slack_event', async (envelope: Envelope) => {
    try {
      const answer = (await invoke(
        requestOf(envelope, signingSecret, new Date()),
      )) as APIGatewayProxyStructuredResultV2;
      if (answer.statusCode === 200) await envelope.ack(answerOf(answer.body));
      // What is not acknowledged is shown to the person as failed, which is the truth.
      else onFault(`the bot answered ${envelope.type} with ${answer.statusCode}`);
    } catch (fault) {
      onFault((fault as Error).message);
    }
  });
  await client.start();
  return { close: () => client.disconnect() };
};
