import type { Clock, Scheduler } from './types.ts';

/** The system clock. */
export const realClock: Clock = { now: () => new Date() };

/** The system timers. They do not keep the process alive. */
export const realScheduler: Scheduler = {
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
