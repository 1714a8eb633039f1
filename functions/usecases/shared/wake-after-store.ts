import type { Log, Wake, WakeQueue } from '../ports.ts';

/** Wakes a worker after a write. A queue fault is logged: the sweep finds unfinished work within a minute. */
export const wakeAfterStore = async (queue: WakeQueue, log: Log, target: Wake): Promise<void> => {
  try {
    await queue.wake(target);
  } catch (cause) {
    log.warn('the queue did not take a wake-up; the sweep will', { ...target, cause });
  }
};
