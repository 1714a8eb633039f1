import { readFileSync } from 'node:fs';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { hashCatalog } from '../../core/catalog/hash.ts';

/** The compiled catalog cannot be used; the message says which file and what to do. */
export class CatalogFault extends Error {
  override readonly name = 'CatalogFault';
  readonly path: string;

  constructor(path: string, why: string, cause?: unknown) {
    super(`the compiled catalog ${path} ${why}`, { cause });
    this.path = path;
  }
}

const REBUILD = 'compile access.yaml again and deploy what comes out of it';

/** At once: it is read while a Lambda starts, when there is nothing else to do, and Node has this half of its files loaded. */
const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as { code?: string };
    throw new CatalogFault(path, code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`, cause);
  }
};

const parse = (path: string, text: string): Partial<Catalog> => {
  try {
    return JSON.parse(text) ?? {};
  } catch (cause) {
    throw new CatalogFault(path, `is not JSON; ${REBUILD}`, cause);
  }
};

const load = async (path: string): Promise<Catalog> => {
  const { hash, ...content } = parse(path, readText(path));
  // The compiler has checked what stands in it; the hash says that it is what the compiler wrote, to the letter.
  if (typeof hash !== 'string' || hashCatalog(content as Omit<Catalog, 'hash'>) !== hash) {
    throw new CatalogFault(path, `was changed by hand or cut short: its hash does not fit; ${REBUILD}`);
  }
  return { hash, ...content } as Catalog;
};

/** The catalog as it was compiled into the bundle: read and checked once. `read` throws CatalogFault. */
export const createCatalogFile = (path: string): { read(): Promise<Catalog> } => {
  let loading: Promise<Catalog> | undefined;
  return {
    read: () => {
      loading ??= load(path).catch((fault: unknown) => {
        loading = undefined;
        throw fault;
      });
      return loading;
    },
  };
};
