import { partitionOf } from '../../functions/core/names.ts';
import { planRecovery, stepArguments } from '../../functions/core/terraform/recovery.ts';
import { recoverCommandText as text } from '../../functions/core/text/cli/recover.ts';
import { loadCatalog } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { UsageError } from '../cli/errors.ts';
import { quoted, runIn } from '../cli/files.ts';
import { readSettings } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import { withCatalog } from '../cli/options.ts';
import { hasProfile } from '../cli/profile.ts';
import { userOf } from '../cli/role-user.ts';
import { readBackendFolder } from './backend-folder.ts';
import { arnOf, stateOf } from './bundles.ts';
import { carryOut, ERRORED, look } from './recover.ts';
import { openStoredState } from './stored-state.ts';
import { terraformEnvironment } from './terraform-program.ts';
import { installedTerraform } from './terraform-version.ts';

/** How the call is written again in this folder. */
const calledAs = (
  io: Io,
  options: { readonly local?: true; readonly profile?: string; readonly catalog?: string },
) => ({
  program: runIn(io, io.root).program,
  options: [
    ...(options.local ? ['--local'] : []),
    ...(options.profile === undefined ? [] : ['--profile', quoted(options.profile)]),
    ...(options.catalog === undefined ? [] : ['--catalog', quoted(options.catalog)]),
  ]
    .map((word) => ` ${word}`)
    .join(''),
});

export const terraformRecover = ({ io, print }: Cli) =>
  withCatalog(
    new CliCommand('recover', text)
      .argument('[bundle]', text.arguments.bundle)
      .option('--yes', text.options.yes)
      .option('--lock-id <id>', text.options.lockId)
      .option('--local', text.options.local)
      .option('--profile <name>', text.options.profile),
  ).action(
    print(async (name, options) => {
      const settings = options.local ? readSettings(io, { local: true }) : undefined;
      const catalog = await loadCatalog(io, options, settings);
      const { bundle, state } = stateOf(catalog, name);
      const roleArn = arnOf(catalog, state.role);
      const backend = readBackendFolder(io.cwd, io.environment);
      if (backend.bucket !== state.bucket)
        throw new UsageError(text.otherBucket(bundle.name, backend.bucket, state.bucket));
      if (backend.role !== undefined && backend.role.arn !== roleArn)
        throw new UsageError(text.otherRole(bundle.name, backend.role.arn, roleArn));
      // Terraform opens the state with the profile of the backend, not with --profile.
      if (backend.profile !== undefined && !(await hasProfile(backend.profile, io.environment)))
        throw new UsageError(text.needsExec(backend.profile, bundle.name, calledAs(io, options)));
      const { local, profile = backend.profile } = options;
      const who = backend.profile === undefined ? { local, profile } : { profile: backend.profile };
      const user = await userOf(io, who, partitionOf(roleArn));
      const store = await openStoredState(backend, user, bundle.name);
      const seen = await look(io.cwd, store, options.lockId);
      const recovery = planRecovery(seen.facts);
      const found = { bundle: bundle.name, key: backend.key, ...seen.facts };
      const lines = text.found(seen.facts);
      if (recovery.kind === 'stop')
        return {
          code: 1,
          json: { ...found, stopped: recovery.why },
          lines: [...lines, '', text.stopped(recovery.why)],
        };
      const program = (await installedTerraform(io))?.program;
      const commands = recovery.steps.map((step) =>
        [program ?? 'terraform', ...stepArguments(step, ERRORED)].join(' '),
      );
      const steps = recovery.steps.map((step, index) => text.step(step, commands[index] ?? ''));
      if (!options.yes)
        return {
          code: 0,
          json: { ...found, steps: commands, done: false },
          lines: [...lines, '', ...steps, '', text.next],
        };
      if (program === undefined) throw new UsageError(text.noProgram);
      const env = terraformEnvironment(io.environment, user);
      await carryOut(recovery.steps, seen, { io, folder: io.cwd, store, env, program });
      return {
        code: 0,
        json: { ...found, steps: commands, done: true },
        lines: [...lines, '', ...steps, '', text.recovered],
      };
    }),
  );
