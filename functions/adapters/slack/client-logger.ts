import type { Logger, LogLevel } from '@slack/web-api';
import type { Log } from '../../usecases/ports.ts';

const worded = (parts: readonly unknown[]): string =>
  parts.map((part) => (part instanceof Error ? `${part.name}: ${part.message}` : String(part))).join(' ');

/** Slack's libraries into our log: warnings and errors, in words; payloads, which their debug lines hold, never. */
export const createClientLogger = (log: Pick<Log, 'warn' | 'error'>): Logger => ({
  debug: () => {},
  info: () => {},
  warn: (...parts) => log.warn(worded(parts)),
  error: (...parts) => log.error(worded(parts)),
  setLevel: () => {},
  getLevel: () => 'warn' as LogLevel,
  setName: () => {},
});
