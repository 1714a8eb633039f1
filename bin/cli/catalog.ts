import { existsSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { createCatalogFile } from '../../functions/adapters/system/catalog-file.ts';
import type { Catalog, RoleRule } from '../../functions/core/catalog/catalog.ts';
import { findAccess } from '../../functions/core/catalog/lookup.ts';
import { readCatalog } from '../read-catalog.ts';
import { type Call, type Option, UsageError } from './command.ts';
import type { Settings } from './settings.ts';

export const CATALOG_OPTION: Readonly<Record<string, Option>> = {
  catalog: {
    value: 'FILE',
    about:
      'the catalog; by default that of the local stack, then access.yaml in this directory, then examples/access.yaml',
  },
};

/** The catalog file of a call. Prints a note if it is the example. */
export const catalogPathOf = (call: Call, settings?: Settings): string => {
  const { io } = call;
  const named = call.text('catalog');
  if (named !== undefined) return isAbsolute(named) ? named : join(io.cwd, named);
  if (settings?.catalogPath !== undefined) return settings.catalogPath;
  const own = join(io.cwd, 'access.yaml');
  if (existsSync(own)) return own;
  const example = join(io.root, 'examples', 'access.yaml');
  if (!existsSync(example))
    throw new UsageError('there is no access.yaml in this directory; pass the catalog with --catalog FILE');
  io.err(`(no access.yaml in this directory, using the example: ${relative(io.cwd, example) || example})`);
  return example;
};

/** A path, relative to the directory of the call. */
export const shownPath = ({ io }: Call, path: string): string => {
  const inside = relative(io.cwd, path);
  return inside.startsWith('..') ? path : inside;
};

/** Loads the catalog of a call. Throws UsageError with every mistake in it. */
export const loadCatalog = async (call: Call, settings?: Settings): Promise<Catalog> => {
  const path = catalogPathOf(call, settings);
  if (path.endsWith('.json')) return createCatalogFile(path).read();
  const read = await readCatalog(path);
  if (read.kind === 'ok') return read.catalog;
  throw new UsageError(
    `the catalog is invalid:\n${read.mistakes.map((line) => line.replace(path, shownPath(call, path))).join('\n')}`,
  );
};

/** The roles of a name in the catalog: one role, or the roles of a bundle. Throws UsageError with the nearest names. */
export const rulesNamed = (catalog: Catalog, name: string): readonly RoleRule[] => {
  const found = findAccess(catalog, name);
  if (found.kind !== 'unknown') return found.rules;
  const byArn = Object.values<RoleRule>(catalog.roles).find(({ arn }) => arn === name);
  if (byArn !== undefined) return [byArn];
  const hint =
    found.nearest.length > 0 ? `did you mean ${found.nearest.join(' or ')}?` : 'see access.yaml for the names';
  throw new UsageError(`the catalog has no role or bundle "${name}"; ${hint}`);
};
