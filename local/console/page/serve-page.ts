import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Page } from './build-page.ts';

/** The page loads nothing from other origins and cannot be framed, because it acts as users. */
const SECURITY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Sends a file of the page. Returns false if there is no file with this name. */
export const servePage = async (
  page: Page,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> => {
  const name = path === '/' ? 'index.html' : path.replace(/^\/console\//, '');
  const file = (await page()).get(name);
  if (file === undefined) return false;
  const headers = { ...SECURITY, 'content-type': file.type, 'cache-control': 'no-cache', etag: file.etag };
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, headers).end();
    return true;
  }
  response.writeHead(200, { ...headers, 'content-length': file.body.length });
  response.end(request.method === 'HEAD' ? undefined : file.body);
  return true;
};
