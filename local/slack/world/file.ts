import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WorldState } from './state.ts';

/** The saved state; undefined if there is none. Throws if another version wrote the file. */
export const loadState = async (path: string): Promise<WorldState | undefined> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const state = JSON.parse(text) as WorldState;
  if (state.version !== 1) {
    throw new Error(
      `${path} was written by another version of the local Slack: delete it to start with an empty state`,
    );
  }
  return state;
};

/** Saves a state to its file atomically. */
export interface Saver {
  /** Requests a save. Requests during a write are combined into one further write. */
  request(): void;
  /** Resolves when all requested saves are on disk. Rejects if the last write failed. */
  flush(): Promise<void>;
}

/** Creates the saver. Without a path, nothing is written. */
export const createSaver = (path: string | undefined, read: () => WorldState): Saver => {
  let isWanted = false;
  let running: Promise<void> | undefined;
  let failure: unknown;

  const write = async (file: string): Promise<void> => {
    while (isWanted) {
      isWanted = false;
      try {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(`${file}.new`, JSON.stringify(read()));
        // A reader always finds a complete file, either the old one or the new one.
        await rename(`${file}.new`, file);
        failure = undefined;
      } catch (error) {
        failure = error;
      }
    }
    running = undefined;
  };

  const request = (): void => {
    if (path === undefined) return;
    isWanted = true;
    running ??= Promise.resolve().then(() => write(path));
  };

  return {
    request,
    flush: async () => {
      await running;
      if (failure !== undefined) throw failure;
    },
  };
};
