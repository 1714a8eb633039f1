import { LogLevel, WebClient } from '@slack/web-api';
import type { LocalSlackOptions, Transport } from '../contract.ts';
import { createLocalSlack } from '../create-local-slack.ts';
import type { BotAnswer, SignedRequest } from '../people/transport.ts';

export const SIGNING_SECRET = 'local-signing-secret';
export const TOKEN = 'xoxb-local';

const ignore = (): void => {};

/** Does not print warnings: these tests provoke errors, and the output would look like failures. */
const silent = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  setLevel: ignore,
  getLevel: () => LogLevel.ERROR,
  setName: ignore,
};

/** A clock that only the test advances. */
export const aClock = (start = '2030-01-01T12:00:00Z') => {
  let nowMs = Date.parse(start);
  return {
    now: () => new Date(nowMs),
    passSeconds: (seconds: number) => {
      nowMs += seconds * 1000;
    },
  };
};

/** A bot that records requests and returns the answer of the test; an empty 200 by default. */
export const aBot = () => {
  const requests: SignedRequest[] = [];
  const answers: (BotAnswer | Promise<BotAnswer>)[] = [];
  const transport: Transport = async (request) => {
    requests.push(request);
    return (await answers.shift()) ?? { status: 200, body: '' };
  };
  const fieldsOf = (request: SignedRequest | undefined) => Object.fromEntries(new URLSearchParams(request?.body ?? ''));
  return {
    transport,
    requests,
    answers: (...next: readonly (BotAnswer | Promise<BotAnswer>)[]) => void answers.push(...next),
    answersJson: (...bodies: readonly object[]) =>
      void answers.push(
        ...bodies.map((body) => ({
          status: 200,
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        })),
      ),
    /** The fields of the last command. */
    lastForm: () => fieldsOf(requests.at(-1)),
    /** The payload of the last interaction. */
    // biome-ignore lint/suspicious/noExplicitAny: the test reads a payload as the bot does
    lastPayload: (): any => JSON.parse(fieldsOf(requests.at(-1))['payload'] ?? '{}'),
    // biome-ignore lint/suspicious/noExplicitAny: the test reads an event as the bot does
    lastEvent: (): any => JSON.parse(requests.at(-1)?.body ?? '{}'),
  };
};

/** A local Slack on a free port, with a real WebClient. */
export const aSlack = async (options: Partial<LocalSlackOptions> = {}) => {
  const clock = aClock();
  const bot = aBot();
  const slack = await createLocalSlack({
    signingSecret: SIGNING_SECRET,
    token: TOKEN,
    clock,
    port: 0,
    transport: bot.transport,
    ...options,
  });
  const clientOf = (token: string | undefined) =>
    new WebClient(token, {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: silent,
    });
  return { slack, clock, bot, client: clientOf(TOKEN), clientOf };
};

/** The error response of a failed WebClient call, as Slack's JSON. Throws if the call succeeded. */
export const errorOf = async (call: Promise<unknown>): Promise<Readonly<Record<string, unknown>>> => {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error && 'data' in error) return error.data as Readonly<Record<string, unknown>>;
    throw error;
  }
  throw new Error('the call succeeded');
};
