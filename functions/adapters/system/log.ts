import { ENV } from '../../contract.ts';
import type { Log } from '../../usecases/ports.ts';
import type { Environment } from '../aws/environment-credentials.ts';
import { createRedactor } from './redact.ts';

/** The context of an invocation. */
export interface Invocation {
  readonly awsRequestId: string;
}

/** A Log that adds the id of the invocation. */
export interface LambdaLog extends Log {
  /** All following lines contain the id of this invocation, as Lambda's own lines do. */
  speakOf(invocation: Invocation | undefined): void;
}

const LEVELS = ['info', 'warn', 'error', 'silent'] as const;
type Level = Exclude<(typeof LEVELS)[number], 'silent'>;

/** The lowest level that is written. Throws RangeError for an unknown level. */
const leastLevel = (environment: Environment): number => {
  const level = environment[ENV.logLevel] ?? 'info';
  const rank = LEVELS.indexOf(level.toLowerCase() as Level);
  if (rank < 0) throw new RangeError(`${ENV.logLevel} is "${level}"; it can be ${LEVELS.join(', ')}`);
  return rank;
};

/**
 * Writes one JSON object per line for CloudWatch. Lines contain no secrets: neither the values in `secrets`, nor fields with
 * the name or format of a secret. A field with the name of a standard field is written as `field_<name>`.
 */
export const createLambdaLog = ({
  service,
  secrets,
  environment,
  now,
}: {
  readonly service: string;
  /** The values of all secrets that were read. */
  readonly secrets: () => readonly string[];
  readonly environment: Environment;
  readonly now: () => Date;
}): LambdaLog => {
  const redact = createRedactor(secrets);
  const least = leastLevel(environment);
  let invocation: { readonly lambdaRequestId?: string } = {};

  const line =
    (level: Level): Log['info'] =>
    (message, fields = {}) => {
      if (LEVELS.indexOf(level) < least) return;
      const own = { level: level.toUpperCase(), message, timestamp: now().toISOString(), service, ...invocation };
      const renamed = Object.entries(fields).map(([name, value]) => [
        Object.hasOwn(own, name) ? `field_${name}` : name,
        value,
      ]);
      process.stdout.write(`${JSON.stringify(redact({ ...own, ...Object.fromEntries(renamed) }))}\n`);
    };

  return {
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    speakOf: (of) => {
      invocation = of === undefined ? {} : { lambdaRequestId: of.awsRequestId };
    },
  };
};
