import type { IncomingMessage } from 'node:http';

/** The maximum size of a request body, in bytes. It exceeds the largest modal. */
const MAX_BYTES = 1_000_000;

/** Reads the body of a request as text; undefined if it is too large. */
export const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
