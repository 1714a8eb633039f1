import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './body.ts';

/** Sends a JSON answer that must not be cached. */
export const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};

/** The error message of a request that cannot be processed. */
export const refuse = (response: ServerResponse, status: number, error: string): void =>
  sendJson(response, status, { ok: false, error });

/**
 * The text of a JSON body, or the reason for a rejection. A form on another site is sent without a CORS preflight; JSON
 * is not.
 */
export const readJsonText = async (
  request: IncomingMessage,
): Promise<{ readonly text: string } | { readonly status: number; readonly error: string }> => {
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    return { status: 415, error: 'send application/json' };
  }
  const text = await readBody(request);
  return text === undefined ? { status: 413, error: 'the body is too large' } : { text };
};
