import type { Directory } from '../../core/authority/directory.ts';
import { addSeconds } from '../../core/time.ts';
import type { Clock, DirectoryStore } from '../ports.ts';

/** How long a warm Lambda uses what it read. The worker reads again before it changes IAM. */
const FRESH_SECONDS = 60;

/** A directory that is read again after `forget`. */
export interface CachedDirectory extends Pick<DirectoryStore, 'read'> {
  forget(): void;
}

/** Reads the directory at most once a minute, so that a warm answer needs no read for it. */
export const createCachedDirectory = (store: Pick<DirectoryStore, 'read'>, clock: Clock): CachedDirectory => {
  let kept: { readonly directory: Directory; readonly until: Date } | undefined;
  return {
    forget: () => {
      kept = undefined;
    },
    read: async () => {
      const now = clock.now();
      // A directory that the first sweep has not filled yet is read each time.
      if (kept !== undefined && now < kept.until && kept.directory.workspace !== undefined) return kept.directory;
      kept = { directory: await store.read(), until: addSeconds(now, FRESH_SECONDS) };
      return kept.directory;
    },
  };
};
