import { chmod, writeFile } from 'node:fs/promises';

/** Writes what people wrote, or who held what, for the eyes of whoever runs this alone; also over a file that others could read. */
export const writePrivate = async (path: string, text: string): Promise<void> => {
  await writeFile(path, text, { mode: 0o600 });
  // A file that stands there keeps the mode it has.
  await chmod(path, 0o600);
};
