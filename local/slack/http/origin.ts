import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const isLoopback = (origin: string): boolean => URL.canParse(origin) && LOOPBACK.test(new URL(origin).hostname);

/**
 * Who may act as people here. A page of some web site that a developer happens to visit can reach loopback, and by DNS
 * rebinding even under a name of its own: both its origin and the host it asks for give it away.
 */
export const isAllowedCaller = ({ headers }: IncomingMessage, boundHost: string): boolean => {
  const host = headers.host === undefined ? undefined : `http://${headers.host}`;
  const isKnownHost = host !== undefined && (isLoopback(host) || new URL(host).hostname === boundHost);
  return isKnownHost && (headers.origin === undefined || isLoopback(headers.origin));
};

/** The headers that let the console's page, served from another port of loopback, read the answer. */
export const corsHeaders = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  headers.origin !== undefined && isLoopback(headers.origin)
    ? {
        'access-control-allow-origin': headers.origin,
        'access-control-allow-headers': 'content-type',
        'access-control-allow-methods': 'GET, POST, OPTIONS',
        vary: 'Origin',
      }
    : {};
