import { delimiter, join } from 'node:path';
import { defined } from '../../functions/core/defined.ts';
import { extendAccessText } from '../../functions/core/text/cli/extend-access.ts';
import { execText } from '../../functions/core/text/cli/session.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { UsageError } from '../cli/errors.ts';
import type { Io } from '../cli/io.ts';
import { withCatalog } from '../cli/options.ts';
import { minutesOf } from '../cli/times.ts';
import { bundleOfCall, localCatalog, type SessionOptions, withSession } from '../creds/session-of-call.ts';
import { apiFor, apiUrlOfCall } from '../exec/api-of-call.ts';
import { bundleEnvironment, type PreparedEnvironment } from '../exec/bundle-environment.ts';
import { createExtendAccess } from '../exec/extend-access.ts';
import { roleEnvironment } from '../exec/role-environment.ts';
import { isTerraform, terraformWarning } from '../exec/terraform-warning.ts';
import { watchAccess } from '../exec/watch-access.ts';

type ExecOptions = SessionOptions & { readonly extend?: string | true | undefined };

const MOST_MINUTES = 7 * 24 * 60;

/** The length of an extension. Undefined for the one that the rule sets. */
const minutesToExtend = ({ extend }: ExecOptions): number | undefined => {
  const minutes = extend === true ? undefined : minutesOf('extend', extend);
  if (minutes !== undefined && (minutes < 1 || minutes > MOST_MINUTES))
    throw new UsageError(extendAccessText.wrongDuration(MOST_MINUTES));
  return minutes;
};

/** Who is asked for the end of the access, and for more of it. */
const watchOptions = (
  io: Io,
  bundle: string,
  { readEnd, user }: PreparedEnvironment,
  { url, isExtended, minutes }: { url: string | undefined; isExtended: boolean; minutes: number | undefined },
) => {
  const api = url === undefined ? undefined : apiFor(io, url, user);
  if (isExtended && api === undefined) io.err(extendAccessText.noApi(bundle));
  const extend = isExtended && api ? createExtendAccess(api, { bundle, ...defined({ minutes }) }) : undefined;
  return { readEnd, api, extend };
};

const prepare = async (io: Io, name: string, program: string, options: ExecOptions): Promise<PreparedEnvironment> => {
  const isExtended = options.extend !== undefined;
  const minutes = minutesToExtend(options);
  const found = await bundleOfCall(io, name, options);
  if (found !== undefined) {
    const isWatched = isTerraform(program) || isExtended;
    const url = isWatched ? apiUrlOfCall(io, options) : undefined;
    const prepared = await bundleEnvironment(io, found.catalog, found.bundle, options);
    if (!isWatched) return prepared;
    const watched = watchOptions(io, found.bundle.name, prepared, { url, isExtended, minutes });
    const stopWatching = await watchAccess(io, { ...found, ...watched });
    return {
      ...prepared,
      close: () => {
        stopWatching();
        return prepared.close();
      },
    };
  }
  if (isExtended) throw new UsageError(extendAccessText.needsBundle(name));
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
  )
    .option('--extend [time]', extendAccessText.option.extend)
    .action(
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
