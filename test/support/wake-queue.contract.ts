import { describe, expect, it } from 'vitest';
import { parseRoleArn, parseSlackUserId } from '../../functions/core/names.ts';
import type { Wake, WakeQueue } from '../../functions/usecases/ports.ts';
import { aStoredRequest, s3ListRole } from './stored-examples.ts';

/** A WakeQueue with its other end. */
export interface WakeQueueWorld {
  readonly queue: WakeQueue;
  /** Hands over everything that waits, as a worker would get it. */
  receive(): Promise<readonly Wake[]>;
}

const role: Wake = { kind: 'role', arn: s3ListRole };
const home: Wake = { kind: 'home', user: parseSlackUserId('U0ALICE') };
const request: Wake = { kind: 'request', id: aStoredRequest().id };
const longRole: Wake = {
  kind: 'role',
  arn: parseRoleArn(`arn:aws:iam::222222222222:role/${'p'.repeat(510)}/${'n'.repeat(64)}`),
};

/** What every WakeQueue keeps to. */
export const itIsAWakeQueue = (makeWorld: () => Promise<WakeQueueWorld>): void => {
  describe('as a queue of wake-ups', () => {
    it('hands over which request or role to look at', async () => {
      const { queue, receive } = await makeWorld();

      for (const wake of [role, request, longRole, home]) await queue.wake(wake);

      const received = await receive();
      expect(received).toHaveLength(4);
      expect(received).toEqual(expect.arrayContaining([role, request, longRole, home]));
    });

    it('hands over a second wake-up for the same thing too: something may have happened since the first', async () => {
      const { queue, receive } = await makeWorld();

      for (const wake of [role, role, request, request]) await queue.wake(wake);

      const received = await receive();
      expect(received.filter((wake) => wake.kind === 'role')).toEqual([role, role]);
      expect(received.filter((wake) => wake.kind === 'request')).toEqual([request, request]);
    });
  });
};
