import { describe, expect, it } from 'vitest';
import type { UserAccessStore } from '../../functions/usecases/ports.ts';
import { at, aUserAccess } from './stored-examples.ts';

const { userArn } = aUserAccess();

/** The contract of every UserAccessStore. */
export const itIsAUserAccessStore = (makeStore: () => Promise<UserAccessStore>): void => {
  describe('a user access store', () => {
    it('returns an empty item of version 0 for an unknown user', async () => {
      const store = await makeStore();

      expect(await store.read(userArn)).toStrictEqual({
        access: { userArn, version: 0, entries: [] },
        isDamaged: false,
      });
    });

    it('returns a stored item unchanged, with the next version', async () => {
      const store = await makeStore();

      expect(await store.save(aUserAccess())).toBe(true);

      expect(await store.read(userArn)).toStrictEqual({ access: aUserAccess({ version: 1 }), isDamaged: false });
    });

    it('stores one of two writes that are based on the same version', async () => {
      const store = await makeStore();
      await store.save(aUserAccess());
      const [one, other] = [aUserAccess({ version: 1, otherChars: 1 }), aUserAccess({ version: 1, otherChars: 2 })];

      const answers = [await store.save(one), await store.save(other)];

      expect(answers).toEqual([true, false]);
      expect((await store.read(userArn)).access).toStrictEqual({ ...one, version: 2 });
    });

    it('does not replace a stored item with an empty one', async () => {
      const store = await makeStore();
      await store.save(aUserAccess());

      expect(await store.save(aUserAccess({ dueAt: at('12:20') }))).toBe(false);
    });
  });
};
