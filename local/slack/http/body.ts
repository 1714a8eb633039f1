import type { IncomingMessage } from 'node:http';

/** The largest body anybody may send here, in bytes: more than the largest view and message. */
const MAX_BYTES = 1_000_000;

/** Reads a request's body as text; undefined when it is larger than anything Slack takes. */
export const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk as Uint8Array);
    bytes += part.length;
    if (bytes > MAX_BYTES) return undefined;
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
};
