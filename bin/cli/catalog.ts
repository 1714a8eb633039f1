import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createCatalogFile } from '../../functions/adapters/system/catalog-file.ts';
import type { Catalog, RoleRule } from '../../functions/core/catalog/catalog.ts';
import { findAccess, rolesOf, widestRule } from '../../functions/core/catalog/lookup.ts';
import { type AccountId, parseAccountId } from '../../functions/core/names.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import type { AccountProfiles } from './account-credentials.ts';
import { UsageError } from './errors.ts';
import { isInClone, pathIn, shownPath } from './files.ts';
import type { Settings } from './hub-settings.ts';
import type { Io } from './io.ts';
import type { CatalogOptions } from './options.ts';
import { type CatalogFile, readCatalog } from './read-catalog.ts';

/** The catalog that a call names or finds, the example excepted: in the directory of the call, or in the clone. */
export const ownCatalogPath = (io: Io, { catalog: named }: CatalogOptions, settings?: Settings): string | undefined => {
  if (named !== undefined) return pathIn(io, named);
  if (settings?.catalogPath !== undefined) return settings.catalogPath;
  return [join(io.cwd, 'access.yaml'), join(io.root, 'access.yaml')].find((path) => existsSync(path));
};

/**
 * The catalog file of a call. Prints a note if the call does not show which one it is. The example is used only inside the
 * clone: elsewhere it has nothing to do with the directory of the call. Throws UsageError if there is none.
 */
export const catalogPathOf = (io: Io, options: CatalogOptions, settings?: Settings): string => {
  const own = ownCatalogPath(io, options, settings);
  if (own !== undefined) {
    const isShown = options.catalog !== undefined || own === settings?.catalogPath || dirname(own) === io.cwd;
    if (!isShown) io.err(hubText.usesCatalogOfClone(own));
    return own;
  }
  const example = join(io.root, 'examples', 'access.yaml');
  if (!isInClone(io) || !existsSync(example)) throw new UsageError(hubText.noCatalog);
  io.err(hubText.usesExample(relative(io.cwd, example) || example));
  return example;
};

type WrittenCatalog = Pick<Extract<CatalogFile, { readonly kind: 'ok' }>, 'catalog' | 'written'>;

/** The catalog of a call, and its rules as the file has them; a compiled file has lost that. Throws UsageError with every mistake. */
export const loadWrittenCatalog = async (
  io: Io,
  options: CatalogOptions,
  settings?: Settings,
): Promise<WrittenCatalog> => {
  const path = catalogPathOf(io, options, settings);
  if (path.endsWith('.json')) return { catalog: await createCatalogFile(path).read(), written: {} };
  const read = await readCatalog(path, undefined, shownPath(io, path));
  if (read.kind === 'ok') return read;
  throw new UsageError(hubText.invalidCatalog(read.mistakes));
};

/** Loads the catalog of a call. Throws UsageError with every mistake in it. */
export const loadCatalog = async (io: Io, options: CatalogOptions, settings?: Settings): Promise<Catalog> =>
  (await loadWrittenCatalog(io, options, settings)).catalog;

/** The roles of a name in the catalog, each with its longest duration: one role, or the roles of a bundle. Throws UsageError with the nearest names. */
export const rulesNamed = (catalog: Catalog, name: string): readonly RoleRule[] => {
  const found = findAccess(catalog, name);
  if (found.kind !== 'unknown_access') return found.roles.map(widestRule);
  const byArn = rolesOf(catalog).find(({ arn }) => arn === name);
  if (byArn !== undefined) return [widestRule(byArn)];
  throw new UsageError(hubText.unknownAccess(name, found.nearest));
};

/**
 * Parses `--account-profile prod=NAME`. Throws UsageError for an account that is not in the catalog; with `allowsOthers`,
 * accepts such an account by its ID.
 */
export const accountProfiles = (
  texts: readonly string[] | undefined,
  catalog: Catalog,
  { allowsOthers = false } = {},
): AccountProfiles =>
  Object.fromEntries(
    (texts ?? []).map((text): [AccountId, string] => {
      const [name = '', profile = ''] = text.split('=');
      const account = catalog.accounts.find((one) => one.name === name || one.id === name);
      if (account !== undefined && profile !== '') return [account.id, profile];
      if (allowsOthers && /^\d{12}$/.test(name) && profile !== '') return [parseAccountId(name), profile];
      throw new UsageError(
        hubText.notAnAccountProfile(
          text,
          catalog.accounts.map((one) => one.name),
        ),
      );
    }),
  );
