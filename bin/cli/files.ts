import { chmod, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Io } from './io.ts';

/** A path, relative to the directory of the call. */
export const pathIn = ({ cwd }: Pick<Io, 'cwd'>, file: string): string => resolve(cwd, file);

/** A path as it is shown: relative to the directory of the call, if it is inside. */
export const shownPath = ({ cwd }: Pick<Io, 'cwd'>, path: string): string => {
  const inside = relative(cwd, path);
  return inside.startsWith('..') ? path : inside;
};

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
};

/** Whether the directory of a call is in the clone. */
export const isInClone = ({ cwd, root }: Pick<Io, 'cwd' | 'root'>): boolean => isInside(root, cwd);

/** A word of a command line, in quotes if it needs them. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** How this program and npm are run in the directory of the call, and a file as npm finds it from the root of the clone. */
export const runIn = ({ cwd, root }: Pick<Io, 'cwd' | 'root'>, path: string) => ({
  program: isInside(root, cwd) ? 'npx --no assume-bot' : quoted(join(root, 'bin', 'assume-bot.mjs')),
  npm: isInside(root, cwd) ? 'npm' : `npm --prefix ${quoted(root)}`,
  path: quoted(isInside(root, path) ? relative(root, path) : path),
});

/** The directory of the local stack: that of `npm start`, or the one that it was given with --directory. */
export const localFolder = ({ root, environment }: Pick<Io, 'root' | 'environment'>): string =>
  resolve(root, environment['ASSUME_LOCAL_DIRECTORY'] || '.local');

/** Writes a file that only the operator can read, even if an existing file was readable by others. */
export const writePrivate = async (path: string, text: string): Promise<void> => {
  await writeFile(path, text, { mode: 0o600 });
  // Writing keeps the mode of an existing file.
  await chmod(path, 0o600);
};
