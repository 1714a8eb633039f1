import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const isLoopback = (origin: string): boolean => URL.canParse(origin) && LOOPBACK.test(new URL(origin).hostname);

/**
 * Whether a request may act as a user. Any web site that a developer visits can send requests to loopback, and with DNS
 * rebinding even under its own host name. Its Origin header or its Host header reveals it.
 */
export const isAllowedCaller = ({ headers }: IncomingMessage, boundHost: string): boolean => {
  const host = headers.host === undefined ? undefined : `http://${headers.host}`;
  const isKnownHost = host !== undefined && (isLoopback(host) || new URL(host).hostname === boundHost);
  return isKnownHost && (headers.origin === undefined || isLoopback(headers.origin));
};
