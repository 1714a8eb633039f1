import { SlackFault } from '../../core/fault.ts';
import type { Log } from '../ports.ts';

/** Calls Slack. A permanent refusal is logged, so that other users are not delayed; other faults are thrown. */
export const unlessSlackRefuses = async <Result>(
  log: Pick<Log, 'warn'>,
  message: string,
  fields: Readonly<Record<string, unknown>>,
  act: () => Promise<Result>,
): Promise<Result | undefined> => {
  try {
    return await act();
  } catch (fault) {
    if (!(fault instanceof SlackFault) || fault.retryable) throw fault;
    log.warn(message, { ...fields, cause: fault });
    return undefined;
  }
};
