import type { Wake, WakeQueue } from '../../functions/usecases/ports.ts';

/** A queue in memory that delivers one wake-up at a time, in order, and redelivers after a failure. */
export interface MemoryQueue extends WakeQueue {
  /** Delivers all wake-ups. After three failures a wake-up is given up, and the sweep wakes what is still due. */
  drain(work: (wake: Wake) => Promise<void>): Promise<void>;
  /** Loses all waiting wake-ups. */
  lose(): void;
  size(): number;
  /** The last failure of each wake-up that was given up. */
  dead(): readonly unknown[];
  /** While true, `wake` fails. */
  isDown: boolean;
  /** Drops all wake-ups after this number, to stop workers that wake each other. */
  takesAtMost(wakes: number): void;
  /** Whether wake-ups were dropped. */
  isFull(): boolean;
}

const MAX_RECEIVES = 3;
/** More than any test needs, to detect workers that wake each other forever. */
const MOST_DELIVERED = 10_000;

export const createMemoryQueue = (): MemoryQueue => {
  let waiting: { wake: Wake; receives: number }[] = [];
  const dead: unknown[] = [];
  let left = Number.POSITIVE_INFINITY;
  const queue: MemoryQueue = {
    isDown: false,
    wake: async (wake) => {
      if (queue.isDown) throw new Error('the queue is down');
      left -= 1;
      if (left >= 0) waiting.push({ wake, receives: 0 });
    },
    takesAtMost: (wakes) => {
      left = wakes;
    },
    isFull: () => left < 0,
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
