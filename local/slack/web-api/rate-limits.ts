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
  'conversations.members': 100,
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

interface RateLimit {
  readonly key: string;
  readonly calls: number;
  readonly lengthMs: number;
}

const limitOf = (method: string, channel: string): RateLimit | undefined => {
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

/** Creates the rate limits. Only the clock determines when a call no longer counts. */
export const createRateLimits = (clock: Clock, startsEnforced: boolean): RateLimits => {
  let isEnforced = startsEnforced;
  const times = new Map<string, readonly number[]>();

  return {
    count: (method, channel) => {
      const limit = isEnforced ? limitOf(method, channel) : undefined;
      if (!limit) return undefined;
      const nowMs = clock.now().getTime();
      const recent = (times.get(limit.key) ?? []).filter((atMs) => nowMs - atMs < limit.lengthMs);
      const [oldest] = recent;
      if (recent.length < limit.calls || oldest === undefined) {
        times.set(limit.key, [...recent, nowMs]);
        return undefined;
      }
      return Math.max(1, Math.ceil((oldest + limit.lengthMs - nowMs) / 1000));
    },
    enforce: (isOn) => {
      isEnforced = isOn;
      times.clear();
    },
  };
};
