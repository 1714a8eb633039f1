import { describe, expect, it } from 'vitest';
import type { DueStore, RefusalLog } from '../../functions/usecases/ports.ts';
import { aliceId, aStoredRequest, at, noon, s3Rule } from './stored-examples.ts';

/** A RefusalLog, and the DueStore that lists its items. */
export interface RefusalLogWorld {
  readonly refusals: RefusalLog;
  readonly due: DueStore;
}

const refusal = { at: noon, by: aliceId, text: 'prod-db 2h', refusal: 'unknown_name', catalogHash: 'c0ffee' } as const;
const click = {
  ...refusal,
  click: {
    request: aStoredRequest().id,
    action: 'approve',
    explanation: {
      why: 'You are not an approver of prod-s3.',
      next: 'Ask one of its approvers to decide.',
      contacts: [{ kind: 'user', id: aliceId }],
      names: { label: 'Could not be read', who: [{ kind: 'onCall', id: 'prod' }] },
    },
    card: { channel: s3Rule.channel, ts: '1893499200.000100' },
  },
} as const;

/** The contract of every RefusalLog. */
export const itIsARefusalLog = (makeWorld: () => Promise<RefusalLogWorld>): void => {
  describe('a refusal log', () => {
    it('keeps a refused click due until its user was notified', async () => {
      const { refusals, due } = await makeWorld();
      const dueNow = async () => (await due.due(at('12:01'), () => {})).map(({ wake }) => wake);

      const id = await refusals.record(click);
      if (id === undefined) throw new Error('no id of a click');

      expect(await dueNow()).toEqual([{ kind: 'refused_click', id }]);
      expect(await refusals.unnotified(id)).toStrictEqual(click);
      await refusals.markNotified(id);
      expect(await refusals.unnotified(id)).toBeUndefined();
      expect(await dueNow()).toEqual([]);
      await refusals.markNotified(id);
    });

    it('does not keep a refusal due that was answered immediately', async () => {
      const { refusals, due } = await makeWorld();

      expect(await refusals.record(refusal)).toBeUndefined();
      expect(await due.due(at('23:00'), () => {})).toEqual([]);
    });
  });
};
