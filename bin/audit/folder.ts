import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AuditReader } from '../../functions/usecases/operating/inspect-ports.ts';
import type { AuditTrail } from '../../functions/usecases/ports.ts';

const hasCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/** Stores records as files under a folder, as `aws s3 sync` would. Existing files are not changed. */
export const createFolder = (folder: string): AuditTrail & AuditReader => ({
  keep: async (key, text) => {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    try {
      // Records contain text from users, so only the operator can read the file.
      await writeFile(path, text, { flag: 'wx', mode: 0o600 });
      return 'kept';
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return 'there';
      throw error;
    }
  },
  list: async (under) => {
    const entries = await readdir(join(folder, under), { recursive: true, withFileTypes: true }).catch(
      (error: unknown) => {
        if (hasCode(error, 'ENOENT')) return [];
        throw error;
      },
    );
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return { key: path.slice(join(folder, '/').length), place: path, isHidden: false, versions: 1 };
      });
  },
  read: async ({ place }) => {
    try {
      return await readFile(place, 'utf8');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  },
});
