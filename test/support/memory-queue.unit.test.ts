import { describe } from 'vitest';
import type { Wake } from '../../functions/usecases/ports.ts';
import { createMemoryQueue } from './memory-queue.ts';
import { itIsAWakeQueue } from './wake-queue.contract.ts';

describe('the queue in memory', () => {
  itIsAWakeQueue(async () => {
    const queue = createMemoryQueue();
    const receive = async () => {
      const received: Wake[] = [];
      await queue.drain(async (wake) => {
        received.push(wake);
      });
      return received;
    };
    return { queue, receive };
  });
});
