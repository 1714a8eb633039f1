import { readFile } from 'node:fs/promises';
import { compileCatalog } from '../functions/adapters/catalog/compile.ts';
import { formatProblem } from '../functions/adapters/catalog/problems.ts';
import { provePattern } from '../functions/adapters/system/prove-pattern.ts';
import type { Catalog } from '../functions/core/catalog/catalog.ts';

export type CatalogFile =
  | { readonly kind: 'ok'; readonly catalog: Catalog; readonly warnings: readonly string[] }
  | { readonly kind: 'invalid'; readonly mistakes: readonly string[] };

/** Compiles an `access.yaml`, or returns every mistake in it, one line each. */
export const readCatalog = async (path: string, deployment?: string): Promise<CatalogFile> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'does not exist; copy examples/access.yaml and adapt it' : `cannot be read: ${code}`;
    return { kind: 'invalid', mistakes: [`${path} ${why}`] };
  }
  const compiled = compileCatalog(text, provePattern, deployment);
  const formatted = (problems: Parameters<typeof formatProblem>[1][]) =>
    problems.map((one) => formatProblem(path, one));
  return compiled.kind === 'ok'
    ? { kind: 'ok', catalog: compiled.catalog, warnings: formatted([...compiled.warnings]) }
    : { kind: 'invalid', mistakes: formatted([...compiled.problems]) };
};
