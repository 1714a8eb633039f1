import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newUuid } from '../world/ids.ts';

/** The bytes of objects, each under its own id. The state refers to an id only after the bytes are stored. */
export interface ObjectContents {
  add(bytes: Buffer): string;
  read(id: string): Buffer;
  remove(id: string): void;
}

/** Stores the bytes as files under `<directory>/s3/`, or in memory without a directory. */
export const openObjectContents = (directory: string | undefined): ObjectContents => {
  if (directory === undefined) {
    const stored = new Map<string, Buffer>();
    return {
      add: (bytes) => {
        const id = newUuid();
        stored.set(id, bytes);
        return id;
      },
      read: (id) => stored.get(id) ?? Buffer.alloc(0),
      remove: (id) => stored.delete(id),
    };
  }
  const folder = join(directory, 's3');
  return {
    add: (bytes) => {
      mkdirSync(folder, { recursive: true });
      const id = newUuid();
      writeFileSync(join(folder, id), bytes, { mode: 0o600 });
      return id;
    },
    read: (id) => readFileSync(join(folder, id)),
    remove: (id) => rmSync(join(folder, id), { force: true }),
  };
};
