import type { Logger, LogLevel } from '@slack/web-api';
import type { Log } from '../../usecases/ports.ts';

const worded = (parts: readonly unknown[]): string =>
  parts.map((part) => (part instanceof Error ? `${part.name}: ${part.message}` : String(part))).join(' ');

/** Passes warnings and errors of Slack's libraries to our log. Their debug lines contain payloads and are dropped. */
export const createClientLogger = (log: Pick<Log, 'warn' | 'error'>): Logger => ({
  debug: () => {},
  info: () => {},
  warn: (...parts) => log.warn(worded(parts)),
  error: (...parts) => log.error(worded(parts)),
  setLevel: () => {},
  getLevel: () => 'warn' as LogLevel,
  setName: () => {},
});
