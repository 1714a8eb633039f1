import { delimiter, join } from 'node:path';
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

/** The PATH of the user: the start of this program (scripts/with-node24.mjs) put a Node of its own in front of it. */
const withOwnPath = ({ root }: Io, environment: Io['environment']): Io['environment'] => {
  const own = `${join(root, 'node_modules', 'node', 'bin')}${delimiter}`;
  const path = environment['PATH'] ?? '';
  return path.startsWith(own) ? { ...environment, PATH: path.slice(own.length) } : environment;
};

/** A program that the operating system does not start. Other errors are passed on. */
const notStarted = (program: string, error: NodeJS.ErrnoException): Error => {
  if (error.code === 'ENOENT') return new UsageError(execText.noProgram(program));
  return error.code === 'EACCES' ? new UsageError(execText.notExecutable(program)) : error;
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
        return { code: await io.exec(program, args, withOwnPath(io, environment)) };
      } catch (error) {
        throw notStarted(program, error as NodeJS.ErrnoException);
      } finally {
        await close();
      }
    }),
  );
