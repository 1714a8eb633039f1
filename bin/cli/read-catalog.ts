import { readFile } from 'node:fs/promises';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { type CatalogProblem, formatProblem } from '../../functions/adapters/catalog/problems.ts';
import { provePattern } from '../../functions/adapters/system/prove-pattern.ts';
import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import type { WrittenRule } from '../../functions/core/rules/written.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import { UsageError } from './errors.ts';

export type CatalogFile =
  | {
      readonly kind: 'ok';
      readonly catalog: Catalog;
      readonly warnings: readonly string[];
      readonly written: Readonly<Record<string, readonly WrittenRule[]>>;
    }
  | { readonly kind: 'invalid'; readonly mistakes: readonly string[] };

/** The result of compiling a catalog: problems as data, and as one line each. */
export type CompiledText = CatalogFile & { readonly problems: readonly CatalogProblem[] };

/** Compiles the text of an `access.yaml`. `shown` is its path in the problems. Its hours are examined for the year from `now` on. */
export const compileText = (text: string, shown: string, deployment?: string, now?: Date): CompiledText => {
  const compiled = compileCatalog(text, provePattern, deployment, now);
  const problems = compiled.kind === 'ok' ? compiled.warnings : compiled.problems;
  const lines = problems.map((one) => formatProblem(shown, one));
  return compiled.kind === 'ok'
    ? { kind: 'ok', catalog: compiled.catalog, warnings: lines, written: compiled.written, problems }
    : { kind: 'invalid', mistakes: lines, problems };
};

/** The text of a catalog. Throws UsageError if it cannot be read. */
export const readCatalogText = (path: string, shown = path): Promise<string> =>
  readFile(path, 'utf8').catch(({ code = '' }: NodeJS.ErrnoException) => {
    throw new UsageError(code === 'ENOENT' ? hubText.catalogMissing(shown) : hubText.fileUnreadable(shown, code));
  });

/** Compiles an `access.yaml`, or returns every mistake in it, one line each. */
export const readCatalog = async (path: string, deployment?: string, shown = path): Promise<CatalogFile> => {
  try {
    return compileText(await readCatalogText(path, shown), shown, deployment);
  } catch (error) {
    if (error instanceof UsageError) return { kind: 'invalid', mistakes: [error.message] };
    throw error;
  }
};
