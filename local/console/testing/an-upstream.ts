import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The answer of an upstream: JSON, or XML for the services of AWS. */
export type Answer =
  | { readonly status?: number; readonly json: unknown }
  | { readonly status?: number; readonly xml: string };

/** A request that an upstream received. */
export interface Received {
  readonly route: string;
  readonly body: string;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

/** Answers by route, such as `GET /local/state`. */
export type Answers = Readonly<Record<string, Answer | ((query: URLSearchParams) => Answer)>>;

/** A server with fixed answers. It replaces a local AWS or a local Slack. */
export const anUpstream = async (answers: Answers) => {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://upstream');
    const route = `${request.method} ${pathname}`;
    received.push({ route, body: await bodyOf(request) });
    const found = answers[route] ?? { status: 404, json: { error: `there is no ${route}` } };
    const answer = typeof found === 'function' ? found(searchParams) : found;
    const [type, text] = 'xml' in answer ? ['text/xml', answer.xml] : ['application/json', JSON.stringify(answer.json)];
    response.writeHead(answer.status ?? 200, { 'content-type': type }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
