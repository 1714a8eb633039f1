import { setTimeout as pause } from 'node:timers/promises';
import type { SlackView } from '../protocol.ts';
import { fetchJson } from './fetch-json.ts';

/** A Web API call of the bot, as `GET /local/calls` returns it. */
export interface SlackCallRecord {
  readonly at: string;
  readonly method: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

/** A request to the bot, as `GET /local/deliveries` returns it. */
export interface DeliveryRecord {
  readonly at: string;
  readonly kind: string;
  readonly user?: string;
  readonly status?: number;
  readonly error?: string;
  readonly tookMs: number;
}

/** The paths of a local Slack for scripts and consoles. */
export interface LocalSlackApi {
  state(): Promise<SlackView & { readonly appUserId: string }>;
  /** The latest Web API calls, oldest first. */
  calls(count: number): Promise<readonly SlackCallRecord[]>;
  /** The latest requests to the bot, oldest first. */
  deliveries(count: number): Promise<readonly DeliveryRecord[]>;
  /** Sends the action of a user, as JSON text. Returns the answer of the local Slack unchanged. */
  act(action: string, json: string): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Calls the listener after each change, until the returned function is called. Reconnects when the connection ends. */
  onChange(listener: () => void): () => void;
}

const RECONNECT_MS = 500;

const readChanges = async (url: string, signal: AbortSignal, listener: () => void): Promise<void> => {
  const response = await fetch(`${url}/local/events`, { signal });
  for await (const chunk of response.body ?? []) {
    if (Buffer.from(chunk).includes('event: change')) listener();
  }
};

/** Creates a client of the local Slack at a URL. */
export const localSlackAt = (url: string): LocalSlackApi => ({
  state: () => fetchJson(`${url}/local/state`),
  calls: (count) => fetchJson(`${url}/local/calls?last=${count}`),
  deliveries: (count) => fetchJson(`${url}/local/deliveries?last=${count}`),
  act: async (action, json) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/local/${action}`, { method: 'POST', headers, body: json });
    return { status: response.status, body: await response.json() };
  },
  onChange: (listener) => {
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        await readChanges(url, stop.signal, listener).catch(() => {});
        await pause(RECONNECT_MS, undefined, { ref: false, signal: stop.signal }).catch(() => {});
        if (!stop.signal.aborted) listener();
      }
    };
    void follow();
    return () => stop.abort();
  },
});
