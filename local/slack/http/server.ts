import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { LocalSlack } from '../contract.ts';
import { takeResponse } from '../people/response-url.ts';
import type { WebApi } from '../web-api/web-api.ts';
import type { World } from '../world/world.ts';
import { readBody } from './body.ts';
import { runLocalAction } from './local-actions.ts';
import { localState } from './local-state.ts';
import { corsHeaders, isAllowedCaller } from './origin.ts';

/** The parts that the server exposes. */
export interface ServerParts {
  readonly world: World;
  readonly webApi: WebApi;
  readonly slack: LocalSlack;
}

const sendJson = (response: ServerResponse, status: number, body: unknown, headers: object = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
};

const serveApi = (request: IncomingMessage, response: ServerResponse, url: URL, body: string, webApi: WebApi): void => {
  const reply = webApi.call({
    method: url.pathname.slice('/api/'.length),
    contentType: request.headers['content-type'],
    authorization: request.headers.authorization,
    query: url.searchParams,
    body,
  });
  switch (reply.kind) {
    case 'answer':
      response.writeHead(reply.status, reply.headers);
      response.end(reply.body);
      return;
    case 'hang':
      return;
    case 'disconnect':
      request.socket.destroy();
      return;
    default:
      reply satisfies never;
  }
};

const serveChanges = (request: IncomingMessage, response: ServerResponse, slack: LocalSlack): void => {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    ...corsHeaders(request),
  });
  response.write(': listening\n\n');
  const stop = slack.onChange((change) => response.write(`event: change\ndata: ${JSON.stringify(change)}\n\n`));
  request.on('close', stop);
};

/** The latest records if the query asks for a number of them (`?last=100`), otherwise all. */
const latest = <T>(records: readonly T[], { searchParams }: URL): readonly T[] => {
  const count = Number(searchParams.get('last') ?? records.length);
  return count > 0 ? records.slice(-count) : [];
};

const serveLocal = async (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  body: string,
  slack: LocalSlack,
) => {
  const cors = corsHeaders(request);
  if (request.method === 'OPTIONS') {
    response.writeHead(204, cors);
    response.end();
    return;
  }
  if (request.method === 'POST') {
    const type = request.headers['content-type'] ?? '';
    if (!type.startsWith('application/json')) {
      // A form on another site is sent without a CORS preflight; JSON is not.
      sendJson(response, 415, { ok: false, error: 'send application/json' }, cors);
      return;
    }
    const reply = await runLocalAction(slack, url.pathname, body);
    sendJson(response, reply.status, reply.body, cors);
    return;
  }
  const reads: Readonly<Record<string, () => unknown>> = {
    '/local/state': () => localState(slack, url.searchParams.get('user')),
    '/local/calls': () => latest(slack.calls(url.searchParams.get('method') ?? undefined), url),
    '/local/deliveries': () => latest(slack.deliveries(), url),
  };
  const read = Object.hasOwn(reads, url.pathname) ? reads[url.pathname] : undefined;
  if (read) sendJson(response, 200, read(), cors);
  else sendJson(response, 404, { ok: false, error: `there is no GET ${url.pathname}` }, cors);
};

const route = async (
  request: IncomingMessage,
  response: ServerResponse,
  host: string,
  parts: ServerParts,
): Promise<void> => {
  const { world, webApi, slack } = parts;
  const url = new URL(request.url ?? '/', 'http://local');
  const body = await readBody(request);
  if (body === undefined) return sendJson(response, 413, { ok: false, error: 'request_too_large' });
  if (url.pathname.startsWith('/api/')) return serveApi(request, response, url, body, webApi);
  if (url.pathname.startsWith('/response/')) {
    const reply = takeResponse(world, url.pathname, body);
    return sendJson(response, reply.status, reply.body);
  }
  if (url.pathname.startsWith('/local/')) {
    if (!isAllowedCaller(request, host)) return sendJson(response, 403, { ok: false, error: 'loopback only' });
    if (url.pathname === '/local/events' && request.method === 'GET') return serveChanges(request, response, slack);
    return serveLocal(request, response, url, body, slack);
  }
  return sendJson(response, 404, { ok: false, error: 'not_found' });
};

/** Creates the HTTP server of a workspace. `host` is the address it will listen on. */
export const createSlackServer = (host: string, parts: ServerParts): Server =>
  createServer((request, response) => {
    route(request, response, host, parts).catch((error: unknown) => {
      // An internal error of the local Slack: the bot receives Slack's error code, and a reader finds the reason beside
      // it.
      if (!response.headersSent) sendJson(response, 500, { ok: false, error: 'fatal_error', reason: String(error) });
    });
  });

/** Starts listening and returns the port. A port that is in use is a plain error. */
export const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} on ${host} is in use: the local Slack cannot start there`, { cause: error })
          : error,
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
