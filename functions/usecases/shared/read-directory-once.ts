import type { Directory } from '../../core/authority/directory.ts';
import { defined } from '../../core/defined.ts';
import type { DirectoryStore } from '../ports.ts';

/** The directory for one run: read at most once, and updated with what the run merges. Workers that write IAM read it again. */
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
