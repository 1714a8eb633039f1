import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../usecases/ports.ts';

/** The clock of the machine. */
export const createSystemClock = (): Clock => ({
  now: () => new Date(),
  pause: async (milliseconds) => {
    await wait(milliseconds);
  },
});
