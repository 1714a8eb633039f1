import { describe, expect, it } from 'vitest';
import { parseRequestId } from '../../functions/core/request/ids.ts';
import type { Lockdown } from '../../functions/core/request/lockdown.ts';
import type { DirectoryStore, LockdownStore } from '../../functions/usecases/ports.ts';
import { aliceId, at, bobId, noon } from './stored-examples.ts';

/** A LockdownStore, and the directory store that reads the lockdown too. */
export interface LockdownStoreWorld {
  readonly lockdowns: LockdownStore;
  readonly directory: DirectoryStore;
}

const aLockdown = (changes: Partial<Lockdown> = {}): Lockdown => ({
  isOn: true,
  at: noon,
  by: aliceId,
  why: 'keys have leaked',
  ended: [],
  announced: 'nothing',
  outstanding: 0,
  ...changes,
});

/** The contract of every LockdownStore. */
export const itIsALockdownStore = (makeWorld: () => Promise<LockdownStoreWorld>): void => {
  describe('a lockdown store', () => {
    it('turns the lockdown on once: a second call returns the current lockdown, and the directory includes it', async () => {
      const { lockdowns, directory } = await makeWorld();
      expect(await lockdowns.read()).toBeUndefined();

      const turned = await Promise.all([
        lockdowns.turn(aLockdown()),
        lockdowns.turn(aLockdown({ by: bobId, at: at('12:01') })),
      ]);

      const accountStatus = await lockdowns.read();
      expect(turned.filter((one) => one === undefined)).toHaveLength(1);
      expect(turned).toContainEqual(accountStatus);
      expect((await directory.read()).lockdown).toEqual(accountStatus);
    });

    it('turns the lockdown off only if it is on, and on again after that', async () => {
      const { lockdowns } = await makeWorld();
      const off = aLockdown({ isOn: false, at: at('13:00'), why: 'all keys are new' });

      expect((await lockdowns.turn(off))?.isOn).toBe(false);
      await lockdowns.turn(aLockdown());
      expect(await lockdowns.turn(off)).toBeUndefined();
      expect(await lockdowns.read()).toEqual(off);
      expect(await lockdowns.turn(aLockdown({ at: at('14:00') }))).toBeUndefined();
    });

    it('recognizes its own write if it is sent twice after a lost answer', async () => {
      const { lockdowns } = await makeWorld();
      await lockdowns.turn(aLockdown());
      await lockdowns.note(aLockdown({ announced: 'ended' }));

      expect(await lockdowns.turn(aLockdown())).toBeUndefined();
      expect(await lockdowns.turn(aLockdown({ by: bobId }))).toEqual(aLockdown({ announced: 'ended' }));
    });

    it('stores its progress, and not the progress of an earlier lockdown', async () => {
      const { lockdowns } = await makeWorld();
      await lockdowns.turn(aLockdown());
      const further = aLockdown({ announced: 'outstanding', outstanding: 2, ended: [parseRequestId('0'.repeat(20))] });

      await lockdowns.note(further);
      expect(await lockdowns.read()).toEqual(further);
      await lockdowns.turn(aLockdown({ isOn: false, at: at('13:00') }));
      await lockdowns.note({ ...further, announced: 'done' });

      expect(await lockdowns.read()).toMatchObject({ isOn: false, announced: 'nothing' });
    });
  });
};
