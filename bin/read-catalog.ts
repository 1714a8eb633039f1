import { readFile } from 'node:fs/promises';
import { compileCatalog } from '../functions/adapters/catalog/compile.ts';
import { formatProblem } from '../functions/adapters/catalog/problems.ts';
import { provePattern } from '../functions/adapters/system/prove-pattern.ts';
import type { Catalog } from '../functions/core/catalog/catalog.ts';

export type CatalogFile =
  | { readonly kind: 'ok'; readonly catalog: Catalog; readonly warnings: readonly string[] }
  | { readonly kind: 'invalid'; readonly mistakes: readonly string[] };

/** Compiles an `access.yaml`, or reports every mistake in it, one line each. */
export const readCatalog = async (path: string, deployment?: string): Promise<CatalogFile> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'is not there; copy examples/access.yaml and make it yours' : `cannot be read: ${code}`;
    return { kind: 'invalid', mistakes: [`${path} ${why}`] };
  }
  const compiled = compileCatalog(text, provePattern, deployment);
  const told = (problems: Parameters<typeof formatProblem>[1][]) => problems.map((one) => formatProblem(path, one));
  return compiled.kind === 'ok'
    ? { kind: 'ok', catalog: compiled.catalog, warnings: told([...compiled.warnings]) }
    : { kind: 'invalid', mistakes: told([...compiled.problems]) };
};
