import { chmod, writeFile } from 'node:fs/promises';

/** Writes a file that only the operator can read, even if an existing file was readable by others. */
export const writePrivate = async (path: string, text: string): Promise<void> => {
  await writeFile(path, text, { mode: 0o600 });
  // Writing keeps the mode of an existing file.
  await chmod(path, 0o600);
};
