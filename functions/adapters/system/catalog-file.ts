import { readFileSync } from 'node:fs';
import { type Catalog, hashCatalog } from '../../core/catalog/catalog.ts';

/** The compiled catalog cannot be used. The message contains the path and the fix. */
export class CatalogFault extends Error {
  override readonly name = 'CatalogFault';
  readonly path: string;

  constructor(path: string, why: string, cause?: unknown) {
    super(`the compiled catalog ${path} ${why}`, { cause });
    this.path = path;
  }
}

const REBUILD = 'compile access.yaml again and deploy the result';

/** Synchronous, because it is read while a Lambda starts and Node has already loaded this part of `fs`. */
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
  // The compiler checked the content, and the hash shows that it has not changed since.
  if (typeof hash !== 'string' || hashCatalog(content as Omit<Catalog, 'hash'>) !== hash) {
    throw new CatalogFault(path, `was changed by hand or cut short: its hash does not fit; ${REBUILD}`);
  }
  return { hash, ...content } as Catalog;
};

/** The compiled catalog of the bundle, read and checked once. `read` throws CatalogFault. */
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
