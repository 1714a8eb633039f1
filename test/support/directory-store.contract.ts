import { describe, expect, it } from 'vitest';
import { EMPTY_DIRECTORY, type PersonRecord } from '../../functions/core/authority/directory.ts';
import { parseSlackGroupId, parseSlackUserId } from '../../functions/core/names.ts';
import type { DirectoryStore } from '../../functions/usecases/ports.ts';
import { aliceId, at, bobId, noon } from './stored-examples.ts';

const sre = parseSlackGroupId('S0SRE');
const member = (name: string): PersonRecord => ({ accountStatus: 'member', name, readAt: noon });
const manyPeople = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [parseSlackUserId(`U${1000 + index}`), member(`user ${index}`)]),
  );

/** The contract of every DirectoryStore. */
export const itIsADirectoryStore = (makeStore: () => Promise<DirectoryStore>): void => {
  describe('a directory store', () => {
    it('is empty before data was read from Slack', async () => {
      const store = await makeStore();

      expect(await store.read()).toStrictEqual(EMPTY_DIRECTORY);
    });

    it('returns the stored data unchanged', async () => {
      const store = await makeStore();
      const news = {
        workspace: { teamId: 'T0LOCAL', enterpriseId: 'E0LOCAL' },
        people: {
          [aliceId]: {
            accountStatus: 'guest',
            name: 'Alice "al" <b>',
            timeZone: 'Europe/Berlin',
            email: 'alice@example.com',
            readAt: noon,
          },
          [bobId]: member('Bob'),
        },
        groups: { [sre]: { members: [bobId], readAt: noon } },
        schedules: { sre: { members: [bobId], readAt: noon } },
        surveyedCatalog: 'c0ffee',
      } as const;

      await store.merge(news);

      expect(await store.read()).toStrictEqual(news);
    });

    it('does not change users, groups and the workspace that an update does not contain', async () => {
      const store = await makeStore();
      await store.merge({ workspace: { teamId: 'T0LOCAL' }, people: { [aliceId]: member('Alice') } });

      await store.merge({ groups: { [sre]: { members: [], readAt: noon } } });
      await store.merge({ people: { [bobId]: member('Bob') }, surveyedCatalog: 'c0ffee' });

      expect(await store.read()).toStrictEqual({
        workspace: { teamId: 'T0LOCAL' },
        people: { [aliceId]: member('Alice'), [bobId]: member('Bob') },
        groups: { [sre]: { members: [], readAt: noon } },
        surveyedCatalog: 'c0ffee',
      });
    });

    it('replaces the whole entry of a user or a group', async () => {
      const store = await makeStore();
      await store.merge({
        people: { [aliceId]: { ...member('Alice'), email: 'alice@example.com' } },
        groups: { [sre]: { members: [aliceId, bobId], readAt: noon } },
      });

      await store.merge({
        people: { [aliceId]: { ...member('Alice'), accountStatus: 'deactivated', readAt: at('12:05') } },
        groups: { [sre]: { members: [bobId], readAt: at('12:05') } },
      });

      expect(await store.read()).toStrictEqual({
        people: { [aliceId]: { accountStatus: 'deactivated', name: 'Alice', readAt: at('12:05') } },
        groups: { [sre]: { members: [bobId], readAt: at('12:05') } },
      });
    });

    it('adds each user who opened the Home tab once, even for concurrent updates', async () => {
      const store = await makeStore();
      await store.merge({ workspace: { teamId: 'T0LOCAL' }, homeTabs: [aliceId] });

      await Promise.all([
        store.merge({ homeTabs: [bobId] }),
        store.merge({ homeTabs: [aliceId] }),
        store.merge({ people: {} }),
      ]);

      const { homeTabs = [], workspace } = await store.read();
      expect([...homeTabs].sort()).toEqual([aliceId, bobId].sort());
      expect(workspace).toEqual({ teamId: 'T0LOCAL' });
    });

    it('keeps all concurrent updates, including the first ones', async () => {
      const store = await makeStore();
      const people = manyPeople(12);

      await Promise.all(Object.entries(people).map(([id, person]) => store.merge({ people: { [id]: person } })));

      expect((await store.read()).people).toStrictEqual(people);
    });

    it('accepts a whole workspace in one update', async () => {
      const store = await makeStore();
      const people = manyPeople(450);

      await store.merge({ people });

      expect((await store.read()).people).toStrictEqual(people);
    });

    it('does nothing for an empty update', async () => {
      const store = await makeStore();

      await store.merge({});

      expect(await store.read()).toStrictEqual(EMPTY_DIRECTORY);
    });
  });
};
