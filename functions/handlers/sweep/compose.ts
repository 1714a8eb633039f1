import type { Environment } from '../../adapters/system/environment-credentials.ts';
import type { Clock } from '../../usecases/ports.ts';
import { createSweep } from '../../usecases/sweep.ts';
import { composeWorker } from '../workers.ts';

/** The sweep Lambda, wired from its environment. */
export const composeSweep = async (environment: Environment, clock: Clock): Promise<() => Promise<void>> =>
  createSweep(await composeWorker('sweep', environment, clock));
