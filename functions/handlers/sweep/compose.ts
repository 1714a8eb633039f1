import type { Environment } from '../../adapters/aws/environment-credentials.ts';
import type { Invocation } from '../../adapters/system/log.ts';
import type { Clock } from '../../usecases/ports.ts';
import { createSweep } from '../../usecases/scheduled/sweep.ts';
import { composeWorker } from '../workers.ts';

/** The sweep Lambda, wired from its environment. */
export const composeSweep = async (environment: Environment, clock: Clock) => {
  const worker = await composeWorker('sweep', environment, clock);
  const sweep = createSweep(worker);
  return (_schedule?: unknown, invocation?: Invocation): Promise<void> => {
    worker.log.speakOf(invocation);
    return sweep();
  };
};
