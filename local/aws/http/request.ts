import type { IncomingMessage } from 'node:http';

/** A request whose body has been read completely. */
export interface HttpRequest {
  readonly method: string;
  /** As sent, still percent-encoded. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** The answer of a service. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** The error code for the log, if the service returned an error unchanged from its engine. */
  readonly error?: { readonly code: string; readonly message: string };
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Reads a request. Throws RangeError if the body is larger than 64 MB. */
export const readRequest = async (message: IncomingMessage): Promise<HttpRequest> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) throw new RangeError('the request body is larger than 64 MB');
    chunks.push(chunk as Buffer);
  }
  const url = message.url ?? '/';
  const question = url.indexOf('?');
  return {
    method: message.method ?? 'GET',
    path: question < 0 ? url : url.slice(0, question),
    query: question < 0 ? '' : url.slice(question + 1),
    headers: Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(',') : (value ?? ''),
      ]),
    ),
    body: Buffer.concat(chunks),
    sourceIp: (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
  };
};
