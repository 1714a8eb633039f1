import type { LocalSlack, LocalSlackOptions } from './contract.ts';
import { createSlackServer, listen } from './http/server.ts';
import { createDelivery, httpTransport } from './people/delivery.ts';
import { createEvents } from './people/events.ts';
import { createPeople } from './people/person.ts';
import { createFaults } from './web-api/faults.ts';
import { createRateLimits } from './web-api/rate-limits.ts';
import { createWebApi } from './web-api/web-api.ts';
import { createChangeFeed } from './world/change-feed.ts';
import { createDirectory } from './world/directory.ts';
import { createSaver, loadState } from './world/file.ts';
import { LEAST_SCOPES, SEED } from './world/seed.ts';
import { freshState } from './world/state.ts';
import { createWorld } from './world/world.ts';

const SUBSCRIBED = ['app_home_opened', 'user_change', 'team_join'];
const RETRY_POLL_MS = 1000;

/** Starts a Slack workspace on loopback. It is listening when the promise resolves. */
export const createLocalSlack = async (options: LocalSlackOptions): Promise<LocalSlack> => {
  const { signingSecret, token, appToken, statePath, host = '127.0.0.1', port = 3001 } = options;
  const clock = options.clock ?? { now: () => new Date() };
  const state =
    (statePath === undefined ? undefined : await loadState(statePath)) ?? freshState({ ...SEED, ...options.seed });
  const feed = createChangeFeed(clock);
  const saver = createSaver(statePath, () => state);
  feed.listen(() => saver.request());

  const world = createWorld({ state, clock, publish: feed.publish, signingSecret });
  const delivery = createDelivery({
    clock,
    signingSecret,
    ackTimeoutMs: options.ackTimeoutMs ?? 3000,
    transport: options.transport ?? (options.botUrl === undefined ? undefined : httpTransport(options.botUrl)),
    publish: feed.publish,
  });
  const events = createEvents(world, delivery, options.subscribedEvents ?? SUBSCRIBED);
  const faults = createFaults();
  const rateLimits = createRateLimits(clock, options.rateLimits ?? false);
  const webApi = createWebApi({ world, token, appToken, scopes: options.scopes ?? LEAST_SCOPES, faults, rateLimits });

  let url = '';
  const people = createPeople({
    world,
    delivery,
    events,
    shouldEscape: options.shouldEscape ?? true,
    memory: { messageInputs: new Map(), offered: new Map() },
    baseUrl: () => url,
  });

  const slack: LocalSlack = {
    get url() {
      return url;
    },
    get apiUrl() {
      return `${url}/api/`;
    },
    directory: createDirectory(world, events.send),
    as: people,
    deliver: async (body, contentType = 'application/x-www-form-urlencoded') => {
      const delivered = await delivery.send({ kind: 'raw', body, contentType });
      if (!delivered.ok) throw new Error(`the bot did not answer: ${delivered.error}`);
      return delivered.answer;
    },
    event: events.send,
    retryEvents: events.retryDue,
    messages: world.messages.inChannel,
    seenBy: world.messages.seenBy,
    modalsOf: world.views.stackOf,
    homeOf: world.views.homeOf,
    calls: (method) => webApi.calls().filter((call) => method === undefined || call.method === method),
    callCounts: () => {
      const counts: Record<string, number> = {};
      for (const { method } of webApi.calls()) counts[method] = (counts[method] ?? 0) + 1;
      return counts;
    },
    forgetCalls: webApi.forgetCalls,
    deliveries: delivery.records,
    takeRefusals: world.refusals.take,
    fail: faults.add,
    clearFaults: faults.clear,
    setRateLimits: rateLimits.enforce,
    setScopes: webApi.setScopes,
    setBot: ({ botUrl, transport }) => {
      const next = transport ?? (botUrl === undefined ? undefined : httpTransport(botUrl));
      if (next) delivery.setTransport(next);
    },
    onChange: feed.listen,
    close: async () => {
      clearInterval(poll);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await saver.flush();
      const refusals = world.refusals.take();
      if (options.isStrict === true && refusals.length > 0)
        throw new Error(`Slack did not take what the bot sent: ${JSON.stringify(refusals, null, 1)}`);
    },
  };

  const server = createSlackServer(host, { world, webApi, slack });
  url = `http://${host}:${await listen(server, host, port)}`;
  // With a test clock, the test controls the time and calls retryEvents itself.
  const poll = options.clock ? undefined : setInterval(() => void events.retryDue(), RETRY_POLL_MS).unref();
  return slack;
};
