import { BACKEND_CONFIG_FILE } from '../../functions/core/terraform/backend.ts';
import { otherStateCommands, type TerraformBlocks, terraformBlocks } from '../../functions/core/terraform/blocks.ts';
import { backendForm, type TerraformVersion } from '../../functions/core/terraform/version.ts';
import { bundleText } from '../../functions/core/text/cli/terraform.ts';
import { blocksText as text } from '../../functions/core/text/cli/terraform-blocks.ts';
import { loadCatalog } from '../cli/catalog.ts';
import { catalogUser } from '../cli/catalog-user.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { Refused, UsageError } from '../cli/errors.ts';
import { readSettings } from '../cli/hub-settings.ts';
import { withCatalog } from '../cli/options.ts';
import { arnOf, bundleNamed } from './bundles.ts';
import { terraformVersion } from './terraform-version.ts';

/** What a version does differently from the latest one. */
const notesOf = (
  { state }: TerraformBlocks,
  version: TerraformVersion,
  lockTable: string | undefined,
): readonly string[] => {
  if (state === undefined) return [];
  const { role, lock } = backendForm(version);
  return [
    ...(role === 'flat' ? [text.flat(version)] : []),
    ...(state.isLocked ? [] : [text.noLock(version)]),
    ...(lock === 'experimental_file' ? [text.experimentalLock(version)] : []),
    ...(lock !== 'table' && lockTable !== undefined ? [text.deprecatedTable(version)] : []),
  ];
};

/** How one user uses the blocks. */
const usageOf = (
  { state, variableSetting }: TerraformBlocks,
  bundle: string,
  user: string | undefined,
): readonly string[] => {
  if (user === undefined) return text.withProfiles(bundle);
  return [
    ...(state === undefined ? [] : text.withFile(bundle, user, BACKEND_CONFIG_FILE)),
    ...(variableSetting === undefined ? [] : [text.variable(variableSetting)]),
    text.exportedKeys,
  ];
};

export const terraformBlocksCommand = ({ io, print }: Cli) => {
  const { options: about } = text;
  return withCatalog(
    new CliCommand('blocks', text)
      .argument('[bundle]', text.arguments.bundle)
      .option('--for <user>', about.for)
      .option('--email <address>', about.email)
      .option('--backend-config', about.backendConfig)
      .option('--profiles', about.profiles)
      .option('--terraform-version <version>', about.terraformVersion)
      .option('--local', about.local),
  ).action(
    print(async (name, options) => {
      const settings = options.local ? readSettings(io, { local: true }) : undefined;
      const catalog = await loadCatalog(io, options, settings);
      const { bundle, terraform: config } = bundleNamed(catalog, name);
      const user = options.profiles ? undefined : options.for;
      if (user === undefined && !options.profiles) throw new UsageError(text.noUser(bundle.name));
      const sessionName = user && catalogUser(catalog, user, options.email).principal.sessionName;
      const roles = new Map(bundle.roles.map((role) => [role, arnOf(catalog, role)]));
      const version = await terraformVersion(io, options.terraformVersion);
      const json = terraformBlocks(config, roles, sessionName || undefined, version);
      const { state, variable, providers, remoteStates } = json;
      if (options.backendConfig) {
        if (state === undefined) throw new Refused(bundleText.noState(bundle.name));
        // The output is a file, so a warning in it would not be seen.
        if (!state.isLocked) io.err(text.noLock(version).replace(/^# /, ''));
        return { code: 0, json: { backendConfig: state.backendConfig }, lines: [state.backendConfig] };
      }
      const blocks = [state?.backend, variable, ...providers, ...remoteStates].filter((one) => one !== undefined);
      const { workspaces = [], lockTable } = config.state ?? {};
      return {
        code: 0,
        json,
        lines: [
          text.head(version),
          ...notesOf(json, version, lockTable),
          '',
          ...blocks.flatMap((block) => [block, '']),
          ...usageOf(json, bundle.name, user),
          ...(state?.others ?? []).map((other) => text.otherState(otherStateCommands(other, user === undefined))),
          ...((state?.others ?? []).length === 0 ? [] : [text.back]),
          ...(state === undefined || workspaces.length === 0 ? [] : [text.workspaces(workspaces)]),
        ],
      };
    }),
  );
};
