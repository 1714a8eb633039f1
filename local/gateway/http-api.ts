import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** The body limit of this gateway. API Gateway accepts 10 MB, but no client here needs that much. */
const MAX_BODY_BYTES = 1_000_000;

export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** Text bodies are passed as text, all others in base64, as an HTTP API does. */
const isText = (contentType: string | undefined): boolean => /^(application\/json|text\/)/.test(contentType ?? '');

/** A request in the format of an HTTP API event (payload version 2.0). */
export const toEvent = (
  { method, path, headers }: { method: string; path: string; headers: Readonly<Record<string, string>> },
  body: Buffer,
  now: Date,
): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: `${method} ${path}`,
  rawPath: path,
  rawQueryString: '',
  headers: { ...headers },
  isBase64Encoded: !isText(headers['content-type']),
  body: isText(headers['content-type']) ? body.toString('utf8') : body.toString('base64'),
  requestContext: {
    accountId: 'local',
    apiId: 'local',
    domainName: headers['host'] ?? 'localhost',
    domainPrefix: 'local',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: headers['user-agent'] ?? '' },
    requestId: `local-${now.getTime()}`,
    routeKey: `${method} ${path}`,
    stage: '$default',
    time: now.toISOString(),
    timeEpoch: now.getTime(),
  },
});

export const flatHeaders = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  );

/**
 * Passes one HTTP request to a Lambda and returns its answer. A Lambda that fails produces status 500, as behind API
 * Gateway.
 */
export const forward = async (
  request: IncomingMessage,
  response: ServerResponse,
  invoke: (event: APIGatewayProxyEventV2) => Promise<unknown>,
): Promise<void> => {
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413).end('Request Too Long');
    return;
  }
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const head = { method: request.method ?? 'GET', path, headers: flatHeaders(request) };
  try {
    const answer = (await invoke(toEvent(head, body, new Date()))) as APIGatewayProxyStructuredResultV2;
    const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [name, String(value)] as const);
    const encoding = answer.isBase64Encoded === true ? 'base64' : 'utf8';
    response.writeHead(answer.statusCode ?? 200, Object.fromEntries(headers));
    response.end(Buffer.from(answer.body ?? '', encoding));
  } catch {
    response.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"Internal Server Error"}');
  }
};
