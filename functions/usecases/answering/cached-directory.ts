import type { Directory } from '../../core/authority/directory.ts';
import { addSeconds } from '../../core/time.ts';
import type { Clock, DirectoryStore } from '../ports.ts';

/** Seconds for which a warm Lambda trusts what it read: the worker checks again before IAM is touched. */
const FRESH_SECONDS = 60;

/** A directory that is read anew at once after `forget`. */
export interface CachedDirectory extends Pick<DirectoryStore, 'read'> {
  forget(): void;
}

/** Reads the directory once a minute at most, so that a warm answer costs no read for it. */
export const createCachedDirectory = (store: Pick<DirectoryStore, 'read'>, clock: Clock): CachedDirectory => {
  let kept: { readonly directory: Directory; readonly until: Date } | undefined;
  return {
    forget: () => {
      kept = undefined;
    },
    read: async () => {
      const now = clock.now();
      // An empty directory is one the first sweep has not filled yet: ask again rather than wait a minute.
      if (kept !== undefined && now < kept.until && kept.directory.workspace !== undefined) return kept.directory;
      kept = { directory: await store.read(), until: addSeconds(now, FRESH_SECONDS) };
      return kept.directory;
    },
  };
};
