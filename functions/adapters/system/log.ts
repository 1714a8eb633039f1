import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Log } from '../../usecases/ports.ts';
import { createRedactor } from './redact.ts';

/** A Log that can name the invocation it speaks of. */
export interface LambdaLog extends Log {
  /** From here on each line carries the function and request id of this invocation. */
  addContext(context: Context): void;
}

/** Keys of a line that are the logger's own; a field of that name is kept under another one. */
const OWN_KEYS = new Set(['level', 'message', 'timestamp', 'service', 'sampling_rate']);

/**
 * One JSON object a line through Powertools, as CloudWatch reads it; the level follows POWERTOOLS_LOG_LEVEL. No line
 * holds a secret: neither the values in `secrets`, nor what is named or looks like one.
 */
export const createLambdaLog = ({
  service,
  secrets,
}: {
  readonly service: string;
  readonly secrets: readonly string[];
}): LambdaLog => {
  const logger = new Logger({ serviceName: service });
  const redact = createRedactor(secrets);

  const line =
    (level: 'info' | 'warn' | 'error'): Log['info'] =>
    (message, fields = {}) => {
      const renamed = Object.entries(fields).map(([name, value]) => [
        OWN_KEYS.has(name) ? `field_${name}` : name,
        value,
      ]);
      logger[level](String(redact(message)), redact(Object.fromEntries(renamed)) as Record<string, never>);
    };

  return {
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    addContext: (context) => logger.addContext(context),
  };
};
