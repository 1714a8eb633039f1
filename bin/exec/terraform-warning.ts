import { basename } from 'node:path';
import type { Bundle, Role } from '../../functions/core/catalog/catalog.ts';
import { execBundleText } from '../../functions/core/text/cli/exec-bundle.ts';
import { loadCatalog, ownCatalogPath } from '../cli/catalog.ts';
import type { Settings } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import type { CatalogOptions } from '../cli/options.ts';

const PROGRAMS = ['terraform', 'tofu', 'terragrunt'];

const commandOf = (program: string): string => basename(program).replace(/\.exe$/, '');

export const isTerraform = (program: string): boolean => PROGRAMS.includes(commandOf(program));

/**
 * Why Terraform cannot work with one role of a bundle: with its credentials, the backend would have to assume the state role out of
 * that role, which no policy allows. Undefined for other programs and roles, and without a catalog.
 */
export const terraformWarning = async (
  io: Io,
  {
    name,
    program,
    options,
    settings,
  }: {
    readonly name: string;
    readonly program: string;
    readonly options: CatalogOptions;
    readonly settings: Settings | undefined;
  },
): Promise<string | undefined> => {
  const command = commandOf(program);
  const own = ownCatalogPath(io, options, settings);
  if (!isTerraform(program) || own === undefined) return undefined;
  const catalog = await loadCatalog(io, { catalog: own }).catch(() => undefined);
  const role = Object.values<Role>(catalog?.roles ?? {}).find((one) => one.name === name || one.arn === name);
  const bundle = Object.values<Bundle>(catalog?.bundles ?? {}).find(
    ({ roles, terraform }) => terraform?.state !== undefined && role !== undefined && roles.includes(role.name),
  );
  const state = bundle?.terraform?.state;
  // A state role alone is enough for "terraform state" with a backend that assumes no role.
  if (bundle === undefined || state === undefined || role === undefined || state.role === role.name) return undefined;
  return execBundleText.cannotOpenState(role.name, bundle.name, state.role, command);
};
