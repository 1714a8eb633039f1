import { describe, expect, it } from 'vitest';
import { parseRoleArn, parseSlackUserId, parseUserArn } from '../../functions/core/names.ts';
import { parseRequestId } from '../../functions/core/request/ids.ts';
import type { RefusalId, Wake, WakeQueue } from '../../functions/usecases/ports.ts';

/** A WakeQueue, and its consumer. */
export interface WakeQueueWorld {
  readonly queue: WakeQueue;
  /** Returns all waiting wake-ups, as a worker receives them. */
  receive(): Promise<readonly Wake[]>;
}

const role: Wake = { kind: 'role', arn: parseRoleArn('arn:aws:iam::222222222222:role/s3-list-role') };
const user: Wake = { kind: 'user', arn: parseUserArn('arn:aws:iam::111111111111:user/alice') };
const refusedClick: Wake = { kind: 'refused_click', id: '2030-01-01T12:00:00.000Z#id-1' as RefusalId };
const workspace: Wake = { kind: 'home', user: parseSlackUserId('U0ALICE') };
const window: Wake = {
  kind: 'window',
  user: parseSlackUserId('U0ALICE'),
  action: 'ask',
  value: '{"reason":"it\'s \\"down\\""}',
};
const request: Wake = { kind: 'request', id: parseRequestId('0123456789abcdef0123') };
const longRole: Wake = {
  kind: 'role',
  arn: parseRoleArn(`arn:aws:iam::222222222222:role/${'p'.repeat(510)}/${'n'.repeat(64)}`),
};

/** The contract of every WakeQueue. */
export const itIsAWakeQueue = (makeWorld: () => Promise<WakeQueueWorld>): void => {
  describe('a wake-up queue', () => {
    it('delivers a wake-up', async () => {
      const { queue, receive } = await makeWorld();
      const wakes = [role, user, request, longRole, workspace, refusedClick, window];

      for (const wake of wakes) await queue.wake(wake);

      const received = await receive();
      expect(received).toHaveLength(wakes.length);
      expect(received).toEqual(expect.arrayContaining(wakes));
    });

    it('delivers a second wake-up for the same item, because it may have changed after the first', async () => {
      const { queue, receive } = await makeWorld();

      for (const wake of [role, role, request, request]) await queue.wake(wake);

      const received = await receive();
      expect(received.filter((wake) => wake.kind === 'role')).toEqual([role, role]);
      expect(received.filter((wake) => wake.kind === 'request')).toEqual([request, request]);
    });
  });
};
