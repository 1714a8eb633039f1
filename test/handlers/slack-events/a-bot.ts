import { createLocalSlack } from '@assume-bot/local-slack';
import type { LocalSlackOptions } from '@assume-bot/local-slack/contract';
import type { SignedRequest } from '@assume-bot/local-slack/people/transport';
import type { KeptSecret } from '../../../functions/adapters/aws/kept-secret.ts';
import type { Catalog } from '../../../functions/core/catalog/catalog.ts';
import type { RequestId } from '../../../functions/core/request/ids.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { createSlackEvents } from '../../../functions/handlers/slack-events/app.ts';
import { createCachedDirectory } from '../../../functions/usecases/answering/cached-directory.ts';
import type { DirectoryStore, Log, RequestStore } from '../../../functions/usecases/ports.ts';
import { aCatalog, U } from '../../support/builders.ts';
import { createFaults, withFaults } from '../../support/faults.ts';
import { aClock } from '../../support/fixed-clock.ts';
import { createMemoryQueue } from '../../support/memory-queue.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { gatewayEvent, SIGNING_SECRET } from './a-request.ts';

export const TOKEN = 'xoxb-local';

type Secret = Pick<KeptSecret, 'value' | 'reread'>;

const aFixedSecret = (value: string): Secret => ({ value: () => value, reread: async () => value });

/** A log that keeps its lines. */
export const aLog = () => {
  const lines: { readonly level: string; readonly message: string; readonly fields: unknown }[] = [];
  const keep =
    (level: string): Log['info'] =>
    (message, fields) =>
      void lines.push({ level, message, fields });
  const log: Log = { info: keep('info'), warn: keep('warn'), error: keep('error') };
  return { log, lines };
};

/** The slack-events Lambda with stores in memory and a local Slack with all users. No worker runs. */
export const aBot = async (
  options: {
    readonly catalog?: Catalog;
    readonly isDirectoryEmpty?: boolean;
    /** The longest time of a call to Slack. Default: one that no test reaches. */
    readonly slackTimeoutMs?: number;
    readonly seed?: LocalSlackOptions['seed'];
    /** The directory is read at most once a minute, as in a warm Lambda. Default: each time. */
    readonly isDirectoryCached?: boolean;
    readonly signingSecret?: Secret;
    readonly botToken?: Secret;
  } = {},
) => {
  const catalog = options.catalog ?? aCatalog();
  const clock = aClock('2030-01-01T12:00:00Z');
  const store = createMemoryStore();
  const queue = createMemoryQueue();
  const { log, lines } = aLog();
  const slack = await createLocalSlack({
    signingSecret: SIGNING_SECRET,
    token: TOKEN,
    clock,
    port: 0,
    seed: options.seed,
    isStrict: true,
  });
  if (options.isDirectoryEmpty !== true) {
    await store.directory.merge({
      workspace: { teamId: 'T0LOCAL' },
      people: {
        [U('alice')]: { accountStatus: 'member', name: 'alice', timeZone: 'Europe/Berlin', readAt: clock.now() },
        [U('guest')]: { accountStatus: 'guest', name: 'guest', readAt: clock.now() },
      },
    });
  }
  const faults = createFaults<keyof DirectoryStore>(() => true);
  const uncached = { ...withFaults(store.directory, faults), forget: () => {} };
  const directory = options.isDirectoryCached === true ? createCachedDirectory(uncached, clock) : uncached;
  const requestFaults = createFaults<keyof RequestStore>(() => true);
  const requests = withFaults(store.requests, requestFaults);
  const deps = { ...store, requests, directory, catalog, hub: DEFAULT_HUB, clock, log, queue };
  const secrets = {
    signingSecret: options.signingSecret ?? aFixedSecret(SIGNING_SECRET),
    botToken: options.botToken ?? aFixedSecret(TOKEN),
  };
  const answer = createSlackEvents({
    ...deps,
    signingSecret: secrets.signingSecret,
    botToken: secrets.botToken,
    slackApiUrl: slack.apiUrl,
    slackTimeoutMs: options.slackTimeoutMs ?? 300_000,
  });
  const received: SignedRequest[] = [];
  slack.setBot({
    transport: async (request) => {
      received.push(request);
      const { statusCode = 200, headers = {}, body = '' } = await answer(gatewayEvent(request));
      return { status: statusCode, headers: headers as Record<string, string>, body };
    },
  });

  return {
    answer,
    catalog,
    clock,
    slack,
    store,
    /** Faults of the directory. */
    faults,
    requestFaults,
    queue,
    lines,
    sent: received,
    /** The newest stored request of a user. */
    newestOf: async (name: string): Promise<Request> => {
      const [newest] = await store.requests.recentOf(U(name), { limit: 1 });
      const found = newest === undefined ? undefined : await store.requests.get(newest.id);
      if (found === undefined) throw new Error(`${name} has no request`);
      return found;
    },
    read: async (id: RequestId): Promise<Request> => {
      const found = await store.requests.get(id);
      if (found === undefined) throw new Error(`there is no request ${id}`);
      return found;
    },
  };
};

export type Bot = Awaited<ReturnType<typeof aBot>>;
