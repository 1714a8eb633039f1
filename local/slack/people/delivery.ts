import type { Clock, Transport } from '../contract.ts';
import type { PublishChange } from '../world/change-feed.ts';
import { signatureHeaders } from './signing.ts';
import type { BotAnswer, DeliveryRecord, SignedRequest } from './transport.ts';

/** A request to the bot before it is signed. */
export interface Outgoing {
  readonly kind: string;
  readonly user?: string;
  readonly body: string;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly retry?: number;
}

/** The outcome of a delivery. */
export type Delivered =
  | { readonly ok: true; readonly answer: BotAnswer }
  | { readonly ok: false; readonly error: 'operation_timeout' | 'connection_failed' };

/** Sends requests to the bot. */
export interface Delivery {
  readonly hasBot: () => boolean;
  send(outgoing: Outgoing): Promise<Delivered>;
  setTransport(transport: Transport): void;
  records(): readonly DeliveryRecord[];
}

const MAX_RECORDS = 10_000;
const FORM = 'application/x-www-form-urlencoded';

/** Posts a request to a URL. Like Slack, it does not follow redirects. */
export const httpTransport =
  (botUrl: string): Transport =>
  async ({ method, headers, body }: SignedRequest): Promise<BotAnswer> => {
    const response = await fetch(botUrl, { method, headers, body, redirect: 'manual' });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };

/** The body of an interaction: a form with the payload as JSON. */
export const interaction = (payload: Readonly<Record<string, unknown>>) => ({
  body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
  contentType: FORM,
});

/** The body of a command: a form. */
export const form = (fields: Readonly<Record<string, string>>) => ({
  body: new URLSearchParams(fields).toString(),
  contentType: FORM,
});

/** Creates the delivery, which signs, times and records each request. */
export const createDelivery = (options: {
  readonly clock: Clock;
  readonly signingSecret: string;
  readonly ackTimeoutMs: number;
  readonly transport: Transport | undefined;
  readonly publish: PublishChange;
}): Delivery => {
  const { clock, signingSecret, ackTimeoutMs, publish } = options;
  let transport = options.transport;
  let records: DeliveryRecord[] = [];

  const attempt = async (request: SignedRequest, send: Transport): Promise<Delivered> => {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<Delivered>((resolve) => {
      timer = setTimeout(() => resolve({ ok: false, error: 'operation_timeout' }), ackTimeoutMs);
    });
    const answer = send(request).then(
      (answer): Delivered => ({ ok: true, answer }),
      (): Delivered => ({ ok: false, error: 'connection_failed' }),
    );
    const delivered = await Promise.race([answer, timeout]);
    clearTimeout(timer);
    return delivered;
  };

  return {
    hasBot: () => transport !== undefined,
    send: async ({ kind, user, body, contentType, headers, retry }) => {
      if (!transport) throw new Error('the local Slack has no bot: pass `botUrl` or `transport`');
      const startedMs = performance.now();
      const at = clock.now().toISOString();
      const request: SignedRequest = {
        method: 'POST',
        headers: {
          'content-type': contentType,
          accept: 'application/json,*/*',
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          ...signatureHeaders(body, signingSecret, clock),
          ...headers,
        },
        body,
      };
      const delivered = await attempt(request, transport);
      records.push({
        at,
        kind,
        ...(user === undefined ? {} : { user }),
        ...(retry === undefined ? {} : { retry }),
        ...(delivered.ok ? { status: delivered.answer.status } : { error: delivered.error }),
        tookMs: performance.now() - startedMs,
      });
      if (records.length > MAX_RECORDS) records = records.slice(-MAX_RECORDS / 2);
      publish({ kind: 'bot_answered', method: kind, ...(user === undefined ? {} : { user }) });
      return delivered;
    },
    setTransport: (next) => {
      transport = next;
    },
    records: () => records,
  };
};
