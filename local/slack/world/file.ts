import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WorldState } from './state.ts';

/** The state as it was left; undefined when there is none yet. Throws when the file is of another make. */
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
    throw new Error(`${path} was written by another version of the local Slack: remove it to start afresh`);
  }
  return state;
};

/** Saves a state to its file, whole or not at all. */
export interface Saver {
  /** Asks for a save; many askings at once make one write. */
  request(): void;
  /** Resolves when everything asked for is on disk; rejects when the last write failed. */
  flush(): Promise<void>;
}

/** Creates the saver; without a path nothing is ever written. */
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
        // A reader finds the old file or the new one, never half of one.
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
