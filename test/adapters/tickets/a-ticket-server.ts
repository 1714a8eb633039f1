import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TicketResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
  /** Sends nothing. */
  readonly isSilent?: true;
}

export interface Asked {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly accept: string | undefined;
}

/** A server on loopback that answers each request, and what it was asked. */
export const aTicketServer = async (answer: (asked: Asked) => TicketResponse) => {
  const asked: Asked[] = [];
  const server = createServer(({ url = '', headers }: IncomingMessage, response) => {
    const one = { url, authorization: headers.authorization, accept: headers.accept };
    asked.push(one);
    const { status = 200, headers: extra, body = '', isSilent } = answer(one);
    if (isSilent) return;
    response
      .writeHead(status, { 'content-type': 'application/json', ...extra })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
};
