import { describe, expect, it } from 'vitest';
import { parseSlackGroupId } from '../../../functions/core/names.ts';
import { readDirectoryOnce } from '../../../functions/usecases/shared/read-directory-once.ts';
import { U } from '../../support/builders.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const member = (name: string) => ({ standing: 'member', name, readAt: new Date('2030-01-01T12:00:00Z') }) as const;
const group = (...members: readonly string[]) => ({ members: members.map(U), readAt: new Date(0) });

/** A store with somebody in it, whose reads are counted. */
const aStore = async () => {
  const { directory } = createMemoryStore();
  await directory.merge({ people: { [U('alice')]: member('alice') }, homes: [U('alice')] });
  let reads = 0;
  const counted = {
    ...directory,
    read: () => {
      reads += 1;
      return directory.read();
    },
  };
  return { directory, counted, reads: () => reads };
};

describe('a directory that is read once', () => {
  it('is as the store has it after any news, without being read again', async () => {
    const { directory, counted, reads } = await aStore();
    const once = readDirectoryOnce(counted);
    await once.read();

    await once.merge({ home: { teamId: 'T0LOCAL' }, people: { [U('bob')]: member('bob') } });
    await once.merge({
      groups: { [parseSlackGroupId('S0SRE')]: group('bob') },
      schedules: { primary: group('carol') },
    });
    await once.merge({ homes: [U('alice'), U('bob')], surveyedCatalog: 'c'.repeat(64) });

    expect(await once.read()).toEqual(await directory.read());
    expect(reads()).toBe(1);
  });

  it('is read when it is first asked for, with all that was written before', async () => {
    const { directory, counted } = await aStore();
    const once = readDirectoryOnce(counted);

    await once.merge({ people: { [U('bob')]: member('bob') } });
    await directory.merge({ people: { [U('carol')]: member('carol') } });

    expect(Object.keys((await once.read()).people).toSorted()).toEqual([U('alice'), U('bob'), U('carol')].toSorted());
  });

  it('is read again after a read that failed', async () => {
    const { directory } = await aStore();
    let isDown = true;
    const once = readDirectoryOnce({
      ...directory,
      read: async () => {
        if (isDown) throw new Error('no answer');
        return directory.read();
      },
    });

    await expect(once.read()).rejects.toThrow('no answer');
    isDown = false;

    expect((await once.read()).people[U('alice')]).toEqual(member('alice'));
  });
});
