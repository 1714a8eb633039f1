import { execText } from '../../functions/core/text/cli/session.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { UsageError } from '../cli/errors.ts';
import type { Io } from '../cli/io.ts';
import { withCatalog } from '../cli/options.ts';
import { bundleOfCall, localCatalog, type SessionOptions, withSession } from '../creds/session-of-call.ts';
import { bundleEnvironment, type PreparedEnvironment } from '../exec/bundle-environment.ts';
import { roleEnvironment } from '../exec/role-environment.ts';
import { isTerraform, terraformWarning } from '../exec/terraform-warning.ts';
import { watchAccess } from '../exec/watch-access.ts';

const prepare = async (
  io: Io,
  name: string,
  program: string,
  options: SessionOptions,
): Promise<PreparedEnvironment> => {
  const found = await bundleOfCall(io, name, options);
  if (found !== undefined) {
    const prepared = await bundleEnvironment(io, found.catalog, found.bundle, options);
    if (!isTerraform(program)) return prepared;
    const stopWatching = await watchAccess(io, { ...found, readEnd: prepared.readEnd });
    return {
      ...prepared,
      close: () => {
        stopWatching();
        return prepared.close();
      },
    };
  }
  const warning = await terraformWarning(io, { name, program, options, settings: localCatalog(io, options) });
  if (warning !== undefined) io.err(warning);
  return roleEnvironment(io, name, options);
};

export const exec = ({ io, print }: Cli) =>
  withCatalog(
    withSession(
      new CliCommand('exec', execText)
        .argument('<name>', execText.arguments.name)
        .argument('<program...>', execText.arguments.program)
        .usage('[options] <name> -- <program...>'),
    ),
  ).action(
    print(async (name, [program = '', ...args], options) => {
      const { environment, close } = await prepare(io, name, program, options);
      try {
        return { code: await io.exec(program, args, environment) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        throw new UsageError(execText.noProgram(program));
      } finally {
        await close();
      }
    }),
  );
