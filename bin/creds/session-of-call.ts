import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, OptionValues } from '@commander-js/extra-typings';
import type { Connection } from '../../functions/adapters/iam/connection.ts';
import { defined } from '../../functions/core/defined.ts';
import { parseRoleArn } from '../../functions/core/names.ts';
import { SESSION_OPTION_TEXT, sessionText } from '../../functions/core/text/cli/session.ts';
import { loadCatalog, rulesNamed } from '../cli/catalog.ts';
import { readDeployed } from '../cli/deployed.ts';
import { UsageError } from '../cli/errors.ts';
import { hubOfSettings, type Settings } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import type { CatalogOptions, HubOptions } from '../cli/options.ts';
import { userOf } from '../cli/role-user.ts';
import { minutesOf } from '../cli/times.ts';
import { cacheDirectory, createSessionCache } from './cache.ts';
import { getSession, type UsableSession } from './get-session.ts';

type SessionOptions = CatalogOptions &
  Pick<HubOptions, 'profile' | 'region' | 'local'> & {
    readonly wait?: string | undefined;
    readonly duration?: string | undefined;
    readonly fresh?: true | undefined;
  };

/** The options of `creds` and `exec`. */
export const withSession = <Args extends unknown[], Options extends OptionValues, Global extends OptionValues>(
  command: Command<Args, Options, Global>,
) =>
  command
    .option('--profile <name>', SESSION_OPTION_TEXT.profile)
    .option('--region <region>', SESSION_OPTION_TEXT.region)
    .option('--local', SESSION_OPTION_TEXT.local)
    .option('--wait <time>', SESSION_OPTION_TEXT.wait)
    .option('--duration <time>', SESSION_OPTION_TEXT.duration)
    .option('--fresh', SESSION_OPTION_TEXT.fresh);

/** STS issues sessions of 15 minutes to 12 hours. */
const LEAST_MINUTES = 15;
const MOST_MINUTES = 12 * 60;

/** A user of the local stack uses the catalog of the stack. */
const localCatalog = (io: Io, { local }: SessionOptions): Settings | undefined => {
  const catalogPath = join(io.root, '.local', 'catalog.json');
  return local && existsSync(catalogPath) ? { kind: 'local', connection: {}, catalogPath } : undefined;
};

/** The session for a call. The role is a name in the catalog, or an ARN, which needs no catalog. */
export const sessionOf = async (
  io: Io,
  name: string,
  options: SessionOptions,
): Promise<UsableSession & { readonly connection: Connection }> => {
  const arns = name.startsWith('arn:')
    ? [parseRoleArn(name)]
    : rulesNamed(await loadCatalog(io, options, localCatalog(io, options)), name).map(({ arn }) => arn);
  const [roleArn] = arns;
  if (roleArn === undefined || arns.length > 1) throw new UsageError(sessionText.bundle(name, arns));
  const minutes = minutesOf('duration', options.duration) ?? 60;
  if (minutes < LEAST_MINUTES || minutes > MOST_MINUTES) throw new UsageError(sessionText.wrongDuration);
  const waitSeconds = (minutesOf('wait', options.wait) ?? 0) * 60;
  const user = await userOf(io, options);
  const hubName = io.environment['ASSUME_HUB_NAME'] || readDeployed(io).hubName;
  const request = {
    user,
    roleArn,
    hub: hubOfSettings(defined({ hubName })),
    name,
    durationSeconds: minutes * 60,
    waitSeconds,
    isFresh: options.fresh === true,
  };
  const cache = createSessionCache(cacheDirectory(io.environment['HOME']));
  return { ...(await getSession(request, cache, io)), connection: user.connection };
};
