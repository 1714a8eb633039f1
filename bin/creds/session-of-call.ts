import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, OptionValues } from '@commander-js/extra-typings';
import type { Bundle, Catalog } from '../../functions/core/catalog/catalog.ts';
import { rulesOf } from '../../functions/core/catalog/lookup.ts';
import { defined } from '../../functions/core/defined.ts';
import { parseRoleArn, partitionOf } from '../../functions/core/names.ts';
import { SESSION_OPTION_TEXT, sessionText } from '../../functions/core/text/cli/session.ts';
import { loadCatalog, ownCatalogPath, rulesNamed } from '../cli/catalog.ts';
import { readDeployed } from '../cli/deployed.ts';
import { parsedBy, UsageError } from '../cli/errors.ts';
import { localFolder } from '../cli/files.ts';
import { hubOfSettings, type Settings } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import type { CatalogOptions, HubOptions } from '../cli/options.ts';
import { type RoleUser, userOf } from '../cli/role-user.ts';
import { minutesOf } from '../cli/times.ts';
import { getSession, type UsableSession } from './get-session.ts';

export type SessionOptions = CatalogOptions &
  Pick<HubOptions, 'profile' | 'region' | 'local'> & {
    readonly wait?: string | undefined;
    readonly duration?: string | undefined;
    readonly mfaCode?: string | undefined;
    readonly mfaSerial?: string | undefined;
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
    .option('--mfa-code <code>', SESSION_OPTION_TEXT.mfaCode)
    .option('--mfa-serial <arn>', SESSION_OPTION_TEXT.mfaSerial);

/** STS issues sessions of 15 minutes to 12 hours. */
const LEAST_MINUTES = 15;
const MOST_MINUTES = 12 * 60;

/** A user of the local stack uses the catalog of the stack. */
export const localCatalog = (io: Io, { local }: SessionOptions): Settings | undefined => {
  const catalogPath = join(localFolder(io), 'catalog.json');
  return local && existsSync(catalogPath) ? { kind: 'local', connection: {}, catalogPath } : undefined;
};

/** The role that a call names. An ARN needs no catalog, but messages use the short name if a catalog contains the role. */
const rolesNamed = async (io: Io, name: string, options: SessionOptions) => {
  const settings = localCatalog(io, options);
  if (!name.startsWith('arn:')) {
    const rules = rulesNamed(await loadCatalog(io, options, settings), name);
    return { arns: rules.map(({ arn }) => arn), shownName: name, rules };
  }
  const roleArn = parsedBy(parseRoleArn, name);
  const own = ownCatalogPath(io, options, settings);
  const catalog = own === undefined ? undefined : await loadCatalog(io, { catalog: own }).catch(() => undefined);
  const rule = catalog && rulesOf(catalog).find(({ arn }) => arn === roleArn);
  return { arns: [roleArn], shownName: rule?.name ?? name, rules: rule === undefined ? [] : [rule] };
};

/** The bundle that a call names, with its catalog; undefined for a role and for an ARN. */
export const bundleOfCall = async (
  io: Io,
  name: string,
  options: SessionOptions,
): Promise<{ readonly bundle: Bundle; readonly catalog: Catalog } | undefined> => {
  const settings = localCatalog(io, options);
  const path = name.startsWith('arn:') ? undefined : ownCatalogPath(io, options, settings);
  if (path === undefined) return undefined;
  // A catalog that cannot be read is reported when the role is looked up.
  const catalog = await loadCatalog(io, { catalog: path }).catch(() => undefined);
  const bundle = catalog && Object.values<Bundle>(catalog.bundles).find((one) => one.name === name);
  return catalog === undefined || bundle === undefined ? undefined : { bundle, catalog };
};

/** The session for a call. The role is a name in the catalog, or an ARN, which needs no catalog. */
export const sessionOf = async (
  io: Io,
  name: string,
  options: SessionOptions,
): Promise<UsableSession & { readonly user: RoleUser }> => {
  const { arns, shownName, rules } = await rolesNamed(io, name, options);
  const [roleArn] = arns;
  if (roleArn === undefined || arns.length > 1) throw new UsageError(sessionText.bundle(name, arns));
  const minutes = minutesOf('duration', options.duration) ?? 60;
  if (minutes < LEAST_MINUTES || minutes > MOST_MINUTES) throw new UsageError(sessionText.wrongDuration);
  const waitSeconds = (minutesOf('wait', options.wait) ?? 0) * 60;
  if (options.mfaCode !== undefined && waitSeconds > 0) throw new UsageError(sessionText.codeAndWait);
  const user = await userOf(io, options, partitionOf(roleArn));
  const hubName = io.environment['ASSUME_HUB_NAME'] || readDeployed(io).hubName;
  const request = {
    user,
    roleArn,
    hub: hubOfSettings(defined({ hubName })),
    name: shownName,
    durationSeconds: minutes * 60,
    waitSeconds,
    mfa: defined({ code: options.mfaCode, serial: options.mfaSerial }),
    ...defined({ rule: rules[0] }),
  };
  return { ...(await getSession(request, io)), user };
};
