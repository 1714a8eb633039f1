import { createHmac } from 'node:crypto';
import { SocketModeClient } from '@slack/socket-mode';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { toEvent } from '../gateway/http-api.ts';

/** An envelope that Slack sent over the socket: one slash command, click, submission or event. */
export interface Envelope {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly ack: (answer?: Record<string, unknown>) => Promise<void>;
}

export interface BridgeOptions {
  readonly appToken: string;
  /** Default: Slack's own URL. */
  readonly slackApiUrl?: string;
  readonly signingSecret: string;
  readonly invoke: (event: APIGatewayProxyEventV2) => Promise<unknown>;
  readonly onFault: (message: string) => void;
  /** The time of signatures. Default: the system clock. */
  readonly now?: () => Date;
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

/** The signed HTTP request that Slack would have sent instead of the envelope, in the format of API Gateway. */
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

/** The payload of the acknowledgement: the JSON of the answer, its text as a message, or nothing. */
const answerOf = (body: string | undefined): Record<string, unknown> | undefined => {
  if (body === undefined || body === '') return undefined;
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return { text: body };
  }
};

/**
 * Connects to a real workspace with Socket Mode. Each envelope becomes a signed HTTP request to the Lambda, and the
 * answer becomes the acknowledgement, so the Lambda cannot tell the difference. Rejects if Slack does not accept the
 * app token.
 */
export const createSocketBridge = async (options: BridgeOptions): Promise<{ close(): Promise<void> }> => {
  const { appToken, slackApiUrl, signingSecret, invoke, onFault, now = () => new Date() } = options;
  const client = new SocketModeClient({
    appToken,
    // Functions are bundled and started on the same machine: a busy minute must not look like a dead connection.
    clientPingTimeout: 60_000,
    ...(slackApiUrl === undefined ? {} : { clientOptions: { slackApiUrl } }),
  });
  client.on('slack_event', async (envelope: Envelope) => {
    try {
      const answer = (await invoke(requestOf(envelope, signingSecret, now()))) as APIGatewayProxyStructuredResultV2;
      if (answer.statusCode === 200) await envelope.ack(answerOf(answer.body));
      // Without an acknowledgement, Slack correctly shows the user that the action failed.
      else onFault(`the bot answered ${envelope.type} with ${answer.statusCode}`);
    } catch (fault) {
      onFault((fault as Error).message);
    }
  });
  await client.start();
  return { close: () => client.disconnect() };
};
