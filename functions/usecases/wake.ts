import type { Log, Wake, WakeQueue } from './ports.ts';

/**
 * Wakes a worker after something was stored. A queue that is down costs a minute and nothing else, since the sweep finds
 * what is unfinished: so it is logged and the answer stays what was decided.
 */
export const wakeAfterStore = async (queue: WakeQueue, log: Log, target: Wake): Promise<void> => {
  try {
    await queue.wake(target);
  } catch (cause) {
    log.warn('the queue did not take a wake-up; the sweep will', { ...target, cause });
  }
};
