import { WebClient } from '@slack/web-api';
import { defined } from '../../core/defined.ts';
import { SlackFault } from '../../core/fault.ts';
import type { Clock, Log } from '../../usecases/ports.ts';
import { createClientLogger } from './client-logger.ts';
import { type CallAbout, retryAfterSeconds, toSlackFault } from './faults.ts';
import { type BotToken, createFetchWithToken, fixedToken } from './fetch-with-token.ts';

export interface WebApiOptions {
  readonly token: string | BotToken;
  /** The address that replaces the one of Slack. */
  readonly slackApiUrl?: string | undefined;
  readonly clock: Pick<Clock, 'pause'>;
  readonly log: Pick<Log, 'warn' | 'error'>;
  /** The maximum duration of one call; default 8 seconds. */
  readonly timeoutMs?: number;
}

/** Makes one call, and retries it if that is safe, for at most as long as a worker can wait. */
export type Call = <Answer>(
  about: CallAbout & { readonly isRepeatable: boolean },
  send: () => Promise<Answer>,
) => Promise<Answer>;

const MOST_ATTEMPTS = 3;
const MOST_WAIT_SECONDS = 10;
const FIRST_PAUSE_MS = 300;

/** The Web API of Slack. `call` retries; the client does not. */
export const createWebApi = ({ token, slackApiUrl, clock, log, timeoutMs = 8000 }: WebApiOptions) => {
  const client = new WebClient(undefined, {
    fetch: createFetchWithToken(typeof token === 'string' ? fixedToken(token) : token),
    ...defined({ slackApiUrl }),
    logger: createClientLogger(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
  });
  return { client, call: namingChannels(client, createCall(clock)) };
};

/** A fault about a channel is read by people, so it has the name of the channel, if the bot may read it. */
const namingChannels =
  (client: WebClient, call: Call): Call =>
  async (about, send) => {
    try {
      return await call(about, send);
    } catch (fault) {
      if (!(fault instanceof SlackFault) || fault.kind !== 'channel_unusable' || about.channel === undefined)
        throw fault;
      const { channel } = about;
      const found = await client.conversations.info({ channel }).catch(() => undefined);
      throw toSlackFault(fault.cause, { ...about, ...defined({ channelName: found?.channel?.name }) });
    }
  };

/**
 * A rate-limited call had no effect, so it is always repeated. A call whose answer was lost may have posted a message, so
 * it is repeated only if it is repeatable. Throws SlackFault.
 */
const createCall =
  (clock: Pick<Clock, 'pause'>): Call =>
  async (about, send) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        const fault = toSlackFault(error, about);
        const waitSeconds = retryAfterSeconds(error);
        const mayRepeat = waitSeconds === undefined ? about.isRepeatable : waitSeconds <= MOST_WAIT_SECONDS;
        if (fault.kind !== 'unavailable' || !mayRepeat || attempt === MOST_ATTEMPTS) throw fault;
        await clock.pause(waitSeconds === undefined ? FIRST_PAUSE_MS * 2 ** (attempt - 1) : waitSeconds * 1000);
      }
    }
  };
