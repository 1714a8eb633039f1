import { existsSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { createCatalogFile } from '../../functions/adapters/system/catalog-file.ts';
import type { Catalog, RoleRule } from '../../functions/core/catalog/catalog.ts';
import { findAccess } from '../../functions/core/catalog/lookup.ts';
import { readCatalog } from '../read-catalog.ts';
import type { Call, Option } from './command.ts';
import { UsageError } from './command.ts';
import type { Settings } from './settings.ts';

export const CATALOG_OPTION: Readonly<Record<string, Option>> = {
  catalog: {
    value: 'FILE',
    about: 'the catalog; unless named that of the local stack, else access.yaml here, else examples/access.yaml',
  },
};

/** The catalog file that a call means. Says so on stderr where it is the example. */
export const catalogPathOf = (call: Call, settings?: Settings): string => {
  const { io } = call;
  const named = call.text('catalog');
  if (named !== undefined) return isAbsolute(named) ? named : join(io.cwd, named);
  if (settings?.catalogPath !== undefined) return settings.catalogPath;
  const own = join(io.cwd, 'access.yaml');
  if (existsSync(own)) return own;
  const example = join(io.root, 'examples', 'access.yaml');
  if (!existsSync(example)) throw new UsageError('there is no access.yaml here; name the catalog with --catalog FILE');
  io.err(`(no access.yaml here, so the example is taken: ${relative(io.cwd, example) || example})`);
  return example;
};

/** A path as somebody in the directory of the call would write it. */
export const shownPath = ({ io }: Call, path: string): string => {
  const inside = relative(io.cwd, path);
  return inside.startsWith('..') ? path : inside;
};

/** The catalog of a call. Throws UsageError with every mistake in it. */
export const loadCatalog = async (call: Call, settings?: Settings): Promise<Catalog> => {
  const path = catalogPathOf(call, settings);
  if (path.endsWith('.json')) return createCatalogFile(path).read();
  const read = await readCatalog(path);
  if (read.kind === 'ok') return read.catalog;
  throw new UsageError(
    `the catalog cannot be used:\n${read.mistakes.map((line) => line.replace(path, shownPath(call, path))).join('\n')}`,
  );
};

/** The roles behind a name of the catalog: one, or those of a bundle. Throws UsageError with the nearest names. */
export const rulesNamed = (catalog: Catalog, name: string): readonly RoleRule[] => {
  const found = findAccess(catalog, name);
  if (found.kind !== 'unknown') return found.rules;
  const byArn = Object.values<RoleRule>(catalog.roles).find(({ arn }) => arn === name);
  if (byArn !== undefined) return [byArn];
  const hint =
    found.nearest.length > 0 ? `did you mean ${found.nearest.join(' or ')}?` : 'its names are those of access.yaml';
  throw new UsageError(`the catalog has no role or bundle "${name}"; ${hint}`);
};
