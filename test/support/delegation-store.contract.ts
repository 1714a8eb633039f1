import { describe, expect, it } from 'vitest';
import type { Delegation } from '../../functions/core/authority/directory.ts';
import type { DelegationStore, DirectoryStore } from '../../functions/usecases/ports.ts';
import { aliceId, at, bobId, noon } from './stored-examples.ts';

/** A DelegationStore, and the directory store that reads the delegations too. */
export interface DelegationStoreWorld {
  readonly delegations: DelegationStore;
  readonly directory: Pick<DirectoryStore, 'read'>;
}

const byAlice: Delegation = { by: aliceId, to: bobId, since: noon, until: at('14:00') };
const byBob: Delegation = { by: bobId, to: aliceId, since: noon, until: at('13:00') };

/** The contract of every DelegationStore. */
export const itIsADelegationStore = (makeWorld: () => Promise<DelegationStoreWorld>): void => {
  describe('a delegation store', () => {
    it('stores one delegation of each approver, and the directory includes them', async () => {
      const { delegations, directory } = await makeWorld();
      expect((await directory.read()).delegations).toBeUndefined();

      const before = await Promise.all([
        delegations.change(aliceId, byAlice, noon),
        delegations.change(bobId, byBob, noon),
      ]);

      expect(before).toEqual([undefined, undefined]);
      expect((await directory.read()).delegations).toEqual(expect.arrayContaining([byAlice, byBob]));
    });

    it('replaces and ends the delegation of one approver, and returns the one before', async () => {
      const { delegations, directory } = await makeWorld();
      const longer = { ...byAlice, until: at('15:00') };
      await delegations.change(bobId, byBob, noon);
      await delegations.change(aliceId, byAlice, noon);

      expect(await delegations.change(aliceId, longer, noon)).toEqual(byAlice);
      expect(await delegations.change(aliceId, undefined, noon)).toEqual(longer);
      expect(await delegations.change(aliceId, undefined, noon)).toBeUndefined();
      expect((await directory.read()).delegations).toEqual([byBob]);
    });

    it('leaves out those that have ended with the next change', async () => {
      const { delegations, directory } = await makeWorld();
      await delegations.change(bobId, byBob, noon);
      await delegations.change(aliceId, byAlice, at('13:00'));

      expect((await directory.read()).delegations).toEqual([byAlice]);
      expect(await delegations.change(bobId, undefined, at('13:00'))).toBeUndefined();
    });
  });
};
