import { chmod, writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Io } from './io.ts';

/** A path, relative to the directory of the call. */
export const pathIn = ({ cwd }: Pick<Io, 'cwd'>, file: string): string => resolve(cwd, file);

/** A path as it is shown: relative to the directory of the call, if it is inside. */
export const shownPath = ({ cwd }: Pick<Io, 'cwd'>, path: string): string => {
  const inside = relative(cwd, path);
  return inside.startsWith('..') ? path : inside;
};

/** Writes a file that only the operator can read, even if an existing file was readable by others. */
export const writePrivate = async (path: string, text: string): Promise<void> => {
  await writeFile(path, text, { mode: 0o600 });
  // Writing keeps the mode of an existing file.
  await chmod(path, 0o600);
};
