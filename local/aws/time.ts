import type { Clock, Scheduler } from './types.ts';

/** The machine's clock. */
export const realClock: Clock = { now: () => new Date() };

/** The machine's timers; they keep no process alive. */
export const realScheduler: Scheduler = {
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
