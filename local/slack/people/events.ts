import { APP } from '../world/seed.ts';
import type { World } from '../world/world.ts';
import type { Delivered, Delivery } from './delivery.ts';

/** The delays of Slack's retries after the first attempt: https://docs.slack.dev/apis/events-api/#retries */
const RETRY_AFTER_MS = [0, 60_000, 300_000];

interface Waiting {
  readonly type: string;
  readonly body: string;
  readonly user: string | undefined;
  readonly retry: number;
  readonly dueAtMs: number;
  readonly reason: string;
}

/** The Events API of the workspace. */
export interface Events {
  /** True if the bot acknowledged the event. False if it did not, or if the bot has no subscription for it. */
  send(event: Readonly<Record<string, unknown>>): Promise<boolean>;
  retryDue(): Promise<void>;
}

const isAcknowledged = (delivered: Delivered): boolean =>
  delivered.ok && delivered.answer.status >= 200 && delivered.answer.status < 300;

const refusesRetries = (delivered: Delivered): boolean =>
  delivered.ok &&
  Object.entries(delivered.answer.headers ?? {}).some(
    ([name, value]) => name.toLowerCase() === 'x-slack-no-retry' && value === '1',
  );

const reasonOf = (delivered: Delivered): string => {
  if (delivered.ok) return 'http_error';
  return delivered.error === 'operation_timeout' ? 'http_timeout' : 'connection_failed';
};

/** Creates the Events API of a workspace for the subscribed event types. */
export const createEvents = (world: World, delivery: Delivery, subscribed: readonly string[]): Events => {
  let waiting: Waiting[] = [];

  const envelope = (event: Readonly<Record<string, unknown>>): string => {
    const teamId = world.state.team.id;
    return JSON.stringify({
      token: APP.verificationToken,
      team_id: teamId,
      context_team_id: teamId,
      context_enterprise_id: null,
      api_app_id: APP.appId,
      event: { event_ts: world.ids.actionTs(), ...event },
      type: 'event_callback',
      event_id: world.ids.next('Ev'),
      event_time: Math.floor(world.clock.now().getTime() / 1000),
      authorizations: [
        { enterprise_id: null, team_id: teamId, user_id: APP.botUserId, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: false,
    });
  };

  const attempt = async (next: Waiting): Promise<boolean> => {
    const delivered = await delivery.send({
      kind: `event:${next.type}`,
      body: next.body,
      contentType: 'application/json',
      ...(next.user === undefined ? {} : { user: next.user }),
      ...(next.retry === 0
        ? {}
        : {
            retry: next.retry,
            headers: { 'x-slack-retry-num': String(next.retry), 'x-slack-retry-reason': next.reason },
          }),
    });
    if (isAcknowledged(delivered)) return true;
    const delayMs = RETRY_AFTER_MS[next.retry];
    if (delayMs === undefined || refusesRetries(delivered)) return false;
    const again: Waiting = {
      ...next,
      retry: next.retry + 1,
      reason: reasonOf(delivered),
      dueAtMs: world.clock.now().getTime() + delayMs,
    };
    if (delayMs === 0) return attempt(again);
    waiting.push(again);
    return false;
  };

  return {
    send: async (event) => {
      const type = String(event['type']);
      if (!delivery.hasBot() || !subscribed.includes(type)) return false;
      const user = typeof event['user'] === 'string' ? event['user'] : undefined;
      return attempt({ type, body: envelope(event), user, retry: 0, dueAtMs: 0, reason: '' });
    },
    retryDue: async () => {
      const nowMs = world.clock.now().getTime();
      const due = waiting.filter((entry) => entry.dueAtMs <= nowMs);
      waiting = waiting.filter((entry) => entry.dueAtMs > nowMs);
      for (const entry of due) await attempt(entry);
    },
  };
};
