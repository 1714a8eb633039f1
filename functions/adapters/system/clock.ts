import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../usecases/ports.ts';

/** The system clock. */
export const createSystemClock = (): Clock => ({
  now: () => new Date(),
  pause: (milliseconds) => wait(milliseconds),
});
