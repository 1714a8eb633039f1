import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The result of an invocation: the return value of the handler, or its error. */
export type Outcome =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'fault'; readonly message: string };

/** The server side of Lambda's Runtime API, for one function in one process. */
export interface RuntimeApi {
  /** `127.0.0.1:port`, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  invoke(event: unknown): Promise<Outcome>;
  /** Fails the pending invocations, because the process has ended. */
  abandon(message: string): void;
  close(): Promise<void>;
}

const PREFIX = '/2018-06-01/runtime';

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

/** Starts a Runtime API on loopback. Source: AWS, "Using the Lambda runtime API for custom runtimes". */
export const createRuntimeApi = async (
  functionArn: string,
  /** Further headers of each invocation. */
  headersOf: () => Readonly<Record<string, string>> = () => ({}),
): Promise<RuntimeApi> => {
  const waiting: { readonly id: string; readonly event: unknown }[] = [];
  const settlers = new Map<string, (outcome: Outcome) => void>();
  let poller: ServerResponse | undefined;
  let lastId = 0;

  const hand = (): void => {
    if (poller === undefined) return;
    const next = waiting.shift();
    if (next === undefined) return;
    poller.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': next.id,
      'lambda-runtime-deadline-ms': String(Date.now() + 30_000),
      'lambda-runtime-invoked-function-arn': functionArn,
      ...headersOf(),
    });
    poller.end(JSON.stringify(next.event));
    poller = undefined;
  };

  const settle = (id: string, outcome: Outcome): void => {
    settlers.get(id)?.(outcome);
    settlers.delete(id);
  };
  const abandon = (message: string): void => {
    for (const id of [...settlers.keys()]) settle(id, { kind: 'fault', message });
  };

  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    if (path === `${PREFIX}/invocation/next`) {
      poller = response;
      hand();
      return;
    }
    const body = await bodyOf(request);
    response.writeHead(202).end('{"status":"OK"}');
    const [, id = '', how] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (how === 'response') settle(id, { kind: 'result', result: body === '' ? undefined : JSON.parse(body) });
    else if (how === 'error') settle(id, { kind: 'fault', message: body });
    else if (path === `${PREFIX}/init/error`) abandon(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke: (event) =>
      new Promise((resolve) => {
        lastId += 1;
        const id = `00000000-0000-4000-8000-${String(lastId).padStart(12, '0')}`;
        settlers.set(id, resolve);
        waiting.push({ id, event });
        hand();
      }),
    abandon,
    close: () =>
      new Promise((resolve) => {
        abandon('the runtime was closed');
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
