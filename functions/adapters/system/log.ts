import { ENV } from '../../contract.ts';
import type { Log } from '../../usecases/ports.ts';
import type { Environment } from '../aws/environment-credentials.ts';
import { createRedactor } from './redact.ts';

/** What Lambda tells of an invocation beside its event. */
export interface Invocation {
  readonly awsRequestId: string;
}

/** A Log that can name the invocation it speaks of. */
export interface LambdaLog extends Log {
  /** From here on each line carries the id of this invocation, by which Lambda's own lines are found. */
  speakOf(invocation: Invocation | undefined): void;
}

const LEVELS = ['info', 'warn', 'error', 'silent'] as const;
type Level = Exclude<(typeof LEVELS)[number], 'silent'>;

/** The least level that is written; throws RangeError for what is none. */
const leastLevel = (environment: Environment): number => {
  const told = environment[ENV.logLevel] ?? 'info';
  const rank = LEVELS.indexOf(told.toLowerCase() as Level);
  if (rank < 0) throw new RangeError(`${ENV.logLevel} is "${told}"; it can be ${LEVELS.join(', ')}`);
  return rank;
};

/**
 * One JSON object a line, as CloudWatch reads it. No line holds a secret: neither the values in `secrets`, nor what is named or
 * looks like one. A field that is called like one of the line's own is kept as `field_<name>`.
 */
export const createLambdaLog = ({
  service,
  secrets,
  environment,
  now,
}: {
  readonly service: string;
  readonly secrets: readonly string[];
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
