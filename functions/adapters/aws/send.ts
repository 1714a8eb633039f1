import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** An answer with any status. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** The connection failed before an answer arrived. */
export interface Broken extends Error {
  readonly code?: string;
  /** Whether an earlier request had used the connection. */
  readonly wasKept: boolean;
}

/** A POST request. */
export interface HttpCall {
  readonly address: URL;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
  /** How long the connection may be silent. */
  readonly timeoutMs: number;
}

const sendOnce = ({ address, headers, body, timeoutMs }: HttpCall, connection: { readonly agent?: false } = {}) =>
  new Promise<HttpAnswer>((resolve, reject) => {
    const start = address.protocol === 'http:' ? httpRequest : httpsRequest;
    const options = { method: 'POST', headers, timeout: timeoutMs, ...connection };
    const request = start(address, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    const fail = (error: Error) => reject(Object.assign(error, { wasKept: request.reusedSocket }));
    request.on('timeout', () =>
      request.destroy(Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' })),
    );
    request.on('error', fail);
    request.end(body);
  });

/**
 * Sends a request, and once more if it was sent on a kept connection that is closed: Lambda freezes the function between
 * invocations, and the server closes idle connections meanwhile. The second try opens a connection, because all kept ones
 * are equally old. Rejects with Broken.
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
