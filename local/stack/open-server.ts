import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers 503 until it has a handler. */
export interface OpenServer {
  readonly url: string;
  answerWith(handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>): void;
  close(): Promise<void>;
}

/** Opens the port first, so that its URL is known before the handler can be created. */
export const openServer = async (port: number, host: string): Promise<OpenServer> => {
  let answer = async (_request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' }).end('Starting ...\n');
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    answerWith: (handler) => {
      answer = handler;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
