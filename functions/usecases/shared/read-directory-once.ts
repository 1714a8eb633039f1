import type { Directory } from '../../core/authority/directory.ts';
import { defined } from '../../core/defined.ts';
import type { DirectoryStore } from '../ports.ts';

/**
 * The directory for one piece of work: read when it is first asked for, and kept in mind with what is merged from then
 * on. The workers that write IAM read it again.
 */
export const readDirectoryOnce = (store: DirectoryStore): DirectoryStore => {
  let known: Directory | undefined;
  return {
    read: async () => {
      known ??= await store.read();
      return known;
    },
    merge: async (news) => {
      await store.merge(news);
      if (known === undefined) return;
      const { workspace, schedules, surveyedCatalog, people, groups, homeTabs } = news;
      known = {
        ...known,
        ...defined({ workspace, schedules, surveyedCatalog }),
        people: { ...known.people, ...people },
        groups: { ...known.groups, ...groups },
        ...(homeTabs === undefined ? {} : { homeTabs: [...new Set([...(known.homeTabs ?? []), ...homeTabs])] }),
      };
    },
  };
};
