import { homedir } from 'node:os';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import type { Environment } from '../../functions/adapters/aws/environment-credentials.ts';
import { nearest } from '../../functions/core/nearest.ts';
import { failureText } from '../../functions/core/text/cli/failures.ts';
import { credsText } from '../../functions/core/text/cli/session.ts';
import { UsageError } from './errors.ts';

type Section = Readonly<Record<string, string | undefined>>;

/** A profile of the AWS CLI and SDKs. */
export interface Profile {
  readonly name: string;
  readonly settings: Section;
  /** `endpoint_url` by service, from the `services` section that the profile names. */
  readonly serviceEndpoints: Readonly<Record<string, string>>;
}

/** A credential_process that runs this program. */
const OURS = /assume-bot(?:\.mjs)?["']?\s.*\bcreds\b/;

/** Throws UsageError if the credentials of a profile depend on the profile itself. */
const refuseCycle = (name: string, sections: Readonly<Record<string, Section>>): void => {
  const { credential_process: process = '' } = sections[name] ?? {};
  const [, source = name] = /--profile[ =]["']?([^\s"']+)/.exec(process) ?? [];
  if (OURS.test(process) && source === name) throw new UsageError(credsText.ownSource(name));
  const visited = [name];
  for (let at = sections[name]; at?.['source_profile'] !== undefined; at = sections[at['source_profile']]) {
    const next = at['source_profile'];
    // A profile with keys of its own may name itself: the SDKs then use its keys.
    if (next === visited.at(-1) && at['aws_access_key_id'] !== undefined) return;
    if (visited.includes(next)) throw new UsageError(failureText.profileCycle([...visited, next]));
    visited.push(next);
  }
};

const endpointsOf = (services: Section = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(services).flatMap(([key, value = '']) =>
      key.endsWith('.endpoint_url') ? [[key.replace(/\.endpoint_url$/, ''), value]] : [],
    ),
  );

/** The sections of the configuration files of the AWS CLI. */
const readFiles = (environment: Environment) => {
  const folder = join(environment['HOME'] ?? homedir(), '.aws');
  return loadSharedConfigFiles({
    configFilepath: environment['AWS_CONFIG_FILE'] || join(folder, 'config'),
    filepath: environment['AWS_SHARED_CREDENTIALS_FILE'] || join(folder, 'credentials'),
    ignoreCache: true,
  });
};

/** Whether the configuration files of the AWS CLI have a profile. */
export const hasProfile = async (name: string, environment: Environment): Promise<boolean> => {
  const { configFile, credentialsFile } = await readFiles(environment);
  return Object.hasOwn({ ...configFile, ...credentialsFile }, name);
};

/** Sections of the configuration files that are not profiles. */
const NOT_PROFILES = /^(?:services|sso-session)\./;

/** Throws UsageError with the nearest names if one of these profiles is not in the configuration files of the AWS CLI. */
export const requireProfiles = async (names: readonly string[], environment: Environment): Promise<void> => {
  if (names.length === 0) return;
  const { configFile, credentialsFile } = await readFiles(environment);
  const known = Object.keys({ ...configFile, ...credentialsFile }).filter((name) => !NOT_PROFILES.test(name));
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined) throw new UsageError(failureText.noProfile(missing, nearest(missing, known)));
};

/**
 * The profile of a call, from the configuration files of the AWS CLI. Throws UsageError if its credentials depend on itself.
 * Source: AWS, "Settings reference" of the SDKs and tools guide.
 */
export const readProfile = async (named: string | undefined, environment: Environment): Promise<Profile> => {
  const name = named || environment['AWS_PROFILE'] || environment['AWS_DEFAULT_PROFILE'] || 'default';
  const { configFile, credentialsFile } = await readFiles(environment);
  const sections = Object.fromEntries(
    Object.keys({ ...configFile, ...credentialsFile }).map((section) => [
      section,
      { ...configFile[section], ...credentialsFile[section] },
    ]),
  );
  refuseCycle(name, sections);
  const settings = sections[name] ?? {};
  return { name, settings, serviceEndpoints: endpointsOf(configFile[`services.${settings['services']}`]) };
};

/** Settings of a profile that have a variable of the same meaning. */
const VARIABLES = {
  endpoint_url: 'AWS_ENDPOINT_URL',
  ca_bundle: 'AWS_CA_BUNDLE',
  use_fips_endpoint: 'AWS_USE_FIPS_ENDPOINT',
  use_dualstack_endpoint: 'AWS_USE_DUALSTACK_ENDPOINT',
} as const;

/**
 * The settings of a profile as environment variables, for a program that runs without the profile. A variable that is set
 * already has precedence, and AWS_ENDPOINT_URL has precedence over the endpoints of single services in the profile.
 */
export const variablesOf = (
  { settings, serviceEndpoints }: Profile,
  environment: Environment,
): Readonly<Record<string, string>> => {
  const services = environment['AWS_ENDPOINT_URL'] ? {} : serviceEndpoints;
  const all: readonly (readonly [string, string | undefined])[] = [
    ...Object.entries(VARIABLES).map(([key, variable]) => [variable, settings[key]] as const),
    ...Object.entries(services).map(([service, url]) => [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, url] as const),
  ];
  return Object.fromEntries(
    all.flatMap(([variable, value]) => (value === undefined || environment[variable] ? [] : [[variable, value]])),
  );
};
