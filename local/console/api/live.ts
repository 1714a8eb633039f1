import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Stack } from '../../stack/create-stack.ts';
import type { Topics } from '../protocol.ts';

/** How often the local AWS is asked whether somebody called it. Only while a page is open. */
const LOOK_EVERY_MS = 150;
/** Changes come in bursts; a page is told once for each burst. */
const GATHER_MS = 30;
/** An event now and then tells a page that the connection is there, and us when it is not. */
const PULSE_MS = 5000;

type Topic = keyof Topics;

/** Makes what a page that looks at one role is told under each topic. */
export type Sources = { readonly [T in Topic]: (role: string) => Topics[T] | Promise<Topics[T]> };

/** Keeps open pages up to date over server-sent events: each topic whole, when it has changed. */
export interface Live {
  serve(request: IncomingMessage, response: ServerResponse, role: string): void;
  /** Says that something of a topic may have changed. */
  touch(...topics: readonly Topic[]): void;
}

interface Page {
  readonly role: string;
  readonly response: ServerResponse;
  readonly told: Map<Topic, string>;
}

const ALL: readonly Topic[] = ['about', 'bot', 'slack', 'aws', 'requests', 'calls'];

/** Creates the teller of pages. It looks for changes only while there is a page to tell. */
export const createLive = (stack: Pick<Stack, 'aws' | 'slack'>, sources: Sources): Live => {
  const pages = new Set<Page>();
  const dirty = new Set<Topic>();
  let gathering: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;
  let stopListening: (() => void) | undefined;
  let lastSequence = 0;
  let lastPulse = 0;

  const tell = async (page: Page, topics: Iterable<Topic>): Promise<void> => {
    for (const topic of topics) {
      const data = JSON.stringify(await sources[topic](page.role));
      if (page.told.get(topic) === data || !pages.has(page)) continue;
      page.told.set(topic, data);
      page.response.write(`event: ${topic}\ndata: ${data}\n\n`);
    }
  };

  /** One round after the other: an older picture must never arrive after a newer one. */
  let telling: Promise<unknown> = Promise.resolve();
  const flush = (): void => {
    gathering = undefined;
    const topics = [...dirty];
    dirty.clear();
    // A reader that fails, as while the stack closes, leaves the page with what it has.
    telling = telling.then(() => Promise.allSettled([...pages].map((page) => tell(page, topics))));
  };

  const touch = (...topics: readonly Topic[]): void => {
    if (pages.size === 0) return;
    for (const topic of topics) dirty.add(topic);
    gathering ??= setTimeout(flush, GATHER_MS);
  };

  const look = (): void => {
    const sequence = stack.aws.calls().at(-1)?.sequence ?? 0;
    const fresh = stack.aws.calls().filter((call) => call.sequence > lastSequence && !call.caller.endsWith(':root'));
    lastSequence = sequence;
    if (fresh.length > 0) touch('calls');
    if (fresh.some(({ service }) => service === 'iam')) touch('aws');
    if (fresh.some(({ service, operation }) => service === 'dynamodb' && /^(Put|Update|Delete)/.test(operation))) {
      touch('requests');
    }
    touch('bot', 'aws');
    if (Date.now() - lastPulse > PULSE_MS) {
      lastPulse = Date.now();
      for (const { response } of pages) response.write('event: pulse\ndata: \n\n');
    }
  };

  const begin = (): void => {
    looking ??= setInterval(look, LOOK_EVERY_MS);
    stopListening ??= stack.slack.onChange(() => touch('slack', 'calls'));
  };
  const rest = (): void => {
    clearInterval(looking);
    clearTimeout(gathering);
    stopListening?.();
    looking = undefined;
    gathering = undefined;
    stopListening = undefined;
  };

  return {
    touch,
    serve: (request, response, role) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
      response.write('retry: 1000\nevent: pulse\ndata: \n\n');
      const page: Page = { role, response, told: new Map() };
      pages.add(page);
      begin();
      telling = telling.then(() => tell(page, ALL)).catch(() => {});
      request.on('close', () => {
        pages.delete(page);
        if (pages.size === 0) rest();
      });
    },
  };
};
