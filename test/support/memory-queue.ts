import type { Wake, WakeQueue } from '../../functions/usecases/ports.ts';

/** A queue in memory that hands over one wake-up at a time, in order, and again when the work failed. */
export interface MemoryQueue extends WakeQueue {
  /** Works everything off; gives a wake-up up after three failures, as the dead-letter queue would take it. */
  drain(work: (wake: Wake) => Promise<void>): Promise<void>;
  /** Loses what is waiting. */
  lose(): void;
  size(): number;
  /** What was given up, with its last failure. */
  dead(): readonly unknown[];
  /** While true, the queue takes nothing. */
  isDown: boolean;
}

const MAX_RECEIVES = 3;
/** More than any test needs: workers that wake each other without end are found here. */
const MOST_DELIVERED = 10_000;

export const createMemoryQueue = (): MemoryQueue => {
  let waiting: { wake: Wake; receives: number }[] = [];
  const dead: unknown[] = [];
  const queue: MemoryQueue = {
    isDown: false,
    wake: async (wake) => {
      if (queue.isDown) throw new Error('the queue is down');
      waiting.push({ wake, receives: 0 });
    },
    drain: async (work) => {
      let delivered = 0;
      for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
        delivered += 1;
        if (delivered > MOST_DELIVERED)
          throw new Error(`the workers wake each other for ever: ${JSON.stringify(entry.wake)}`);
        try {
          await work(entry.wake);
        } catch (fault) {
          entry.receives += 1;
          if (entry.receives < MAX_RECEIVES) waiting.unshift(entry);
          else dead.push(fault);
        }
      }
    },
    lose: () => {
      waiting = [];
    },
    size: () => waiting.length,
    dead: () => [...dead],
  };
  return queue;
};
