import { SlackFault } from '../../core/fault.ts';
import type { Log } from '../ports.ts';

/** The outcome of one call. `failed`: a retry can help, or the call was not made because Slack itself seems to be down. */
export type Attempt<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'refused'; readonly fault: SlackFault }
  | { readonly kind: 'failed' };

/** Makes calls to Slack one after the other. A call that fails does not stop the others. */
export interface Attempts {
  make<Result>(
    message: string,
    fields: Readonly<Record<string, unknown>>,
    call: () => Promise<Result>,
  ): Promise<Attempt<Result>>;
  /** The faults that a retry can help. */
  readonly faults: readonly SlackFault[];
}

/** A call waits for up to 25 seconds. After this many, Slack itself is down, and the rest is left to the retry. */
const MOST_FAULTS = 3;

/** A permanent refusal is logged. Faults of anything but Slack are thrown. */
export const createAttempts = (log: Pick<Log, 'warn'>): Attempts => {
  const faults: SlackFault[] = [];
  return {
    faults,
    make: async (message, fields, call) => {
      if (faults.length >= MOST_FAULTS) return { kind: 'failed' };
      try {
        return { kind: 'done', result: await call() };
      } catch (fault) {
        if (!(fault instanceof SlackFault)) throw fault;
        if (fault.retryable) {
          faults.push(fault);
          return { kind: 'failed' };
        }
        log.warn(message, { ...fields, cause: fault });
        return { kind: 'refused', fault };
      }
    },
  };
};
