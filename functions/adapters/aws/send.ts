import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** What was answered, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** What went wrong before anything was answered, and whether the connection was one that had been kept. */
export interface Broken extends Error {
  readonly code?: string;
  readonly wasKept: boolean;
}

/** A request as it goes out. */
export interface HttpCall {
  readonly address: URL;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How long nothing may come, in milliseconds. */
  readonly timeoutMs: number;
}

const sendOnce = (
  { address, method, headers, body, timeoutMs }: HttpCall,
  connection: { readonly agent?: false } = {},
) =>
  new Promise<HttpAnswer>((resolve, reject) => {
    const start = address.protocol === 'http:' ? httpRequest : httpsRequest;
    const request = start(address, { method, headers, timeout: timeoutMs, ...connection }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', broken);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    const broken = (error: Error) => reject(Object.assign(error, { wasKept: request.reusedSocket }));
    request.on('timeout', () =>
      request.destroy(Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' })),
    );
    request.on('error', broken);
    request.end(body);
  });

/**
 * Sends a request, once but for a kept connection that turns out to be dead. Rejects with Broken where nothing was answered.
 * Between two invocations Lambda stands still and the other side hangs up: on a kept connection that is found out by using it.
 * The second time on one of its own, since every other that was kept is as old.
 */
export const send = async (call: HttpCall): Promise<HttpAnswer> => {
  try {
    return await sendOnce(call);
  } catch (error) {
    const { wasKept, code = '' } = error as Broken;
    if (wasKept && (code === 'ECONNRESET' || code === 'EPIPE')) return sendOnce(call, { agent: false });
    throw error;
  }
};
