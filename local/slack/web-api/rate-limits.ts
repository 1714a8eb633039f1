import type { Clock } from '../contract.ts';

/** Calls per minute: https://docs.slack.dev/apis/web-api/rate-limits, with the tier from each method's page. */
const PER_MINUTE: Readonly<Record<string, number>> = {
  'users.list': 20,
  'usergroups.list': 20,
  'usergroups.users.list': 20,
  'chat.update': 50,
  'chat.delete': 50,
  'conversations.open': 50,
  'conversations.info': 50,
  'conversations.history': 50,
  'conversations.replies': 50,
  'users.lookupByEmail': 50,
  'users.info': 100,
  'chat.postEphemeral': 100,
  'views.open': 100,
  'views.push': 100,
  'views.update': 100,
  'views.publish': 100,
};

interface Window {
  readonly key: string;
  readonly calls: number;
  readonly lengthMs: number;
}

const windowOf = (method: string, channel: string): Window | undefined => {
  // One message per second per channel. Slack tolerates short bursts, but a bot must not rely on them.
  if (method === 'chat.postMessage') return { key: `${method} ${channel}`, calls: 1, lengthMs: 1000 };
  const calls = PER_MINUTE[method];
  return calls === undefined ? undefined : { key: method, calls, lengthMs: 60_000 };
};

/** Enforces Slack's published rate limits. */
export interface RateLimits {
  /** Counts this call. Returns the seconds to wait if it exceeds the limit. */
  count(method: string, channel: string): number | undefined;
  enforce(isOn: boolean): void;
}

/** Creates the rate limits. The clock alone decides when the window of a call is over. */
export const createRateLimits = (clock: Clock, startsEnforced: boolean): RateLimits => {
  let isEnforced = startsEnforced;
  const times = new Map<string, readonly number[]>();

  return {
    count: (method, channel) => {
      const window = isEnforced ? windowOf(method, channel) : undefined;
      if (!window) return undefined;
      const nowMs = clock.now().getTime();
      const recent = (times.get(window.key) ?? []).filter((atMs) => nowMs - atMs < window.lengthMs);
      const [oldest] = recent;
      if (recent.length < window.calls || oldest === undefined) {
        times.set(window.key, [...recent, nowMs]);
        return undefined;
      }
      return Math.max(1, Math.ceil((oldest + window.lengthMs - nowMs) / 1000));
    },
    enforce: (isOn) => {
      isEnforced = isOn;
      times.clear();
    },
  };
};
