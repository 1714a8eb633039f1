import { describe, expect, it } from 'vitest';
import { parseSlackGroupId } from '../../../functions/core/names.ts';
import type { DirectoryStore } from '../../../functions/usecases/ports.ts';
import { readDirectoryOnce } from '../../../functions/usecases/shared/read-directory-once.ts';
import { U } from '../../support/builders.ts';
import { createFaults, withFaults } from '../../support/faults.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const member = (name: string) => ({ accountStatus: 'member', name, readAt: new Date('2030-01-01T12:00:00Z') }) as const;
const group = (...members: readonly string[]) => ({ members: members.map(U), readAt: new Date(0) });

/** A store with one user, and the same store with faults. */
const aStore = async () => {
  const { directory } = createMemoryStore();
  await directory.merge({ people: { [U('alice')]: member('alice') }, homeTabs: [U('alice')] });
  const faults = createFaults<keyof DirectoryStore>(() => true);
  return { directory, faults, once: readDirectoryOnce(withFaults(directory, faults)) };
};

describe('a directory that is read once', () => {
  it('matches the store after each change, without another read', async () => {
    const { directory, faults, once } = await aStore();
    await once.read();

    await once.merge({ workspace: { teamId: 'T0LOCAL' }, people: { [U('bob')]: member('bob') } });
    await once.merge({
      groups: { [parseSlackGroupId('S0SRE')]: group('bob') },
      schedules: { primary: group('carol') },
    });
    await once.merge({ homeTabs: [U('alice'), U('bob')], surveyedCatalog: 'c'.repeat(64) });

    expect(await once.read()).toEqual(await directory.read());
    expect(faults.calls('read')).toHaveLength(1);
  });

  it('is read at its first use, with all earlier changes', async () => {
    const { directory, once } = await aStore();

    await once.merge({ people: { [U('bob')]: member('bob') } });
    await directory.merge({ people: { [U('carol')]: member('carol') } });

    expect(Object.keys((await once.read()).people).toSorted()).toEqual([U('alice'), U('bob'), U('carol')].toSorted());
  });

  it('is read again after a failed read', async () => {
    const { faults, once } = await aStore();
    faults.inject({ on: ['read'] });

    await expect(once.read()).rejects.toThrow('stopped at read');

    expect((await once.read()).people[U('alice')]).toEqual(member('alice'));
  });
});
