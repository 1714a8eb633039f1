import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Topics } from '../protocol.ts';
import { type Watched, watchChanges } from './changes.ts';

/** Changes come in bursts. Pages receive one update for each burst. */
const GATHER_MS = 30;
/** Regular events show a page that the connection is open, and show the server when it is closed. */
const PULSE_MS = 5000;

type Topic = keyof Topics;

/** Reads a topic for a page that shows one role. */
export type Sources = { readonly [T in Topic]: (role: string) => Topics[T] | Promise<Topics[T]> };

/** Keeps open pages up to date over server-sent events. Each event contains a whole topic that has changed. */
export interface Live {
  serve(request: IncomingMessage, response: ServerResponse, role: string): void;
  /** Reports that topics may have changed. */
  touch(...topics: readonly Topic[]): void;
}

interface Page {
  readonly role: string;
  readonly response: ServerResponse;
  /** The data that was sent last, by topic. */
  readonly sent: Map<Topic, string>;
}

const ALL: readonly Topic[] = ['about', 'bot', 'slack', 'aws', 'requests', 'calls'];

/** Creates the event stream. It watches for changes only while a page is open. */
export const createLive = (watched: Watched, sources: Sources): Live => {
  const pages = new Set<Page>();
  const dirty = new Set<Topic>();
  let gathering: NodeJS.Timeout | undefined;
  let stopWatching: (() => void) | undefined;

  const sendTopic = async (page: Page, topic: Topic): Promise<void> => {
    const data = JSON.stringify(await sources[topic](page.role));
    if (page.sent.get(topic) === data || !pages.has(page)) return;
    page.sent.set(topic, data);
    page.response.write(`event: ${topic}\ndata: ${data}\n\n`);
  };

  /** Updates are sent one after the other, so that an older one never arrives after a newer one. */
  let sending: Promise<unknown> = Promise.resolve();
  const send = (to: readonly Page[], topics: readonly Topic[]): void => {
    sending = sending.then(async () => {
      // A topic that cannot be read, for example while the stack closes, stays as it is on the page.
      for (const topic of topics) await Promise.allSettled(to.map((page) => sendTopic(page, topic)));
    });
  };

  const flush = (): void => {
    gathering = undefined;
    const topics = [...dirty];
    dirty.clear();
    send([...pages], topics);
  };
  const touch = (...topics: readonly Topic[]): void => {
    if (pages.size === 0) return;
    for (const topic of topics) dirty.add(topic);
    gathering ??= setTimeout(flush, GATHER_MS);
  };

  const watch = (): (() => void) => {
    const pulse = setInterval(() => {
      for (const { response } of pages) response.write('event: pulse\ndata: \n\n');
    }, PULSE_MS);
    const stop = watchChanges(watched, touch);
    return () => {
      clearInterval(pulse);
      clearTimeout(gathering);
      gathering = undefined;
      stop();
    };
  };

  return {
    touch,
    serve: (request, response, role) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
      response.write('retry: 1000\nevent: pulse\ndata: \n\n');
      const page: Page = { role, response, sent: new Map() };
      pages.add(page);
      stopWatching ??= watch();
      send([page], ALL);
      request.on('close', () => {
        pages.delete(page);
        if (pages.size > 0) return;
        stopWatching?.();
        stopWatching = undefined;
      });
    },
  };
};
