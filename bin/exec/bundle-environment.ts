import { join } from 'node:path';
import type { Environment } from '../../functions/adapters/aws/environment-credentials.ts';
import type { Bundle, Catalog, Role, RoleRule } from '../../functions/core/catalog/catalog.ts';
import { own } from '../../functions/core/catalog/lookup.ts';
import { SESSION_VARIABLE } from '../../functions/core/terraform/backend.ts';
import type { RoleProfile } from '../../functions/core/terraform/role-profiles.ts';
import { execBundleText as text } from '../../functions/core/text/cli/exec-bundle.ts';
import { callerArn, principalOfCaller } from '../cli/aws-identity.ts';
import { Refused, Unreachable, UsageError } from '../cli/errors.ts';
import { localFolder, quoted } from '../cli/files.ts';
import type { Io } from '../cli/io.ts';
import type { RoleUser } from '../cli/role-user.ts';
import { type SessionOptions, sessionOf } from '../creds/session-of-call.ts';
import { writeProfilesFolder } from './profiles-folder.ts';

const ENTRY = join(import.meta.dirname, '..', 'assume-bot.mjs');

/** The variables of another identity. Programs prefer them to AWS_PROFILE; the AWS CLI prefers even AWS_DEFAULT_PROFILE. */
const OTHER_IDENTITY = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_DEFAULT_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
];

/** The backend of Terraform reads these, but not AWS_ENDPOINT_URL. */
const SERVICE_ENDPOINTS = ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL_IAM'];

/** The environment of a program, and when the first of its credentials end. */
export interface PreparedEnvironment {
  readonly environment: Environment;
  readonly until: Date;
  /** Reads when the first of the grants ends. Undefined if the user cannot read it. */
  readEnd(): Promise<Date | undefined>;
  /** The user whom the program runs for. */
  readonly user: RoleUser;
  /** Removes what was written for the program. */
  close(): Promise<void>;
}

interface Checked {
  readonly user: RoleUser;
  readonly until: Date;
  readEnd(): Promise<Date | undefined>;
}

/** Assumes each role once, so that missing access is reported before the program starts. */
const checkRoles = async (
  io: Io,
  bundle: Bundle,
  rules: readonly RoleRule[],
  options: SessionOptions,
): Promise<Checked> => {
  const held: Checked[] = [];
  const refused: { readonly name: string; readonly why: string }[] = [];
  // A credential_process has no terminal that could ask for a code.
  const quiet: Io = { ...io, isInteractive: false };
  for (const { name, arn } of rules)
    try {
      held.push(await sessionOf(quiet, arn, options));
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      refused.push({ name, why: error.message });
    }
  const [first] = held;
  if (first === undefined) throw new Refused(text.noRole(bundle.name, refused[0]?.why ?? ''));
  for (const { name, why } of refused) io.err(text.withoutRole(name, why));
  const stateRole = bundle.terraform?.state?.role;
  if (stateRole !== undefined && refused.some(({ name }) => name === stateRole)) io.err(text.withoutState(stateRole));
  const until = new Date(Math.min(...held.map((one) => one.until.getTime())));
  const readEnd = async (): Promise<Date | undefined> => {
    const ends = (await Promise.all(held.map((one) => one.readEnd()))).flatMap((end) => end ?? []);
    return ends.length === 0 ? undefined : new Date(Math.min(...ends.map((end) => end.getTime())));
  };
  return { user: first.user, until, readEnd };
};

const regionOf = ({ terraform }: Bundle, role: string): string | undefined =>
  [terraform?.state, ...(terraform?.providers ?? []), ...(terraform?.readOnly ?? [])].find((one) => one?.role === role)
    ?.region;

/** Every profile runs `creds`, which assumes the role again when a program needs it, and names missing access. */
const profileOf = (bundle: Bundle, { name, arn }: RoleRule, options: SessionOptions, user: RoleUser): RoleProfile => {
  const region = regionOf(bundle, name) ?? user.variables?.['AWS_REGION'];
  const { profile, duration, local } = options;
  return {
    name,
    ...(region === undefined ? {} : { region }),
    ...(local && user.connection.endpoint !== undefined ? { endpointUrl: user.connection.endpoint } : {}),
    credentialProcess: [
      ...[process.execPath, ENTRY, 'creds', arn],
      ...(local ? ['--local'] : []),
      ...(profile === undefined ? [] : ['--profile', profile]),
      ...(duration === undefined ? [] : ['--duration', duration]),
    ]
      .map(quoted)
      .join(' '),
  };
};

/** The user's own identity stays the default, so that blocks that assume roles work beside those with profiles. */
const ownIdentity = (io: Io, { profile, local }: SessionOptions, user: RoleUser): Environment => {
  const without = profile === undefined ? [] : OTHER_IDENTITY;
  const inherited = Object.fromEntries(Object.entries(io.environment).filter(([name]) => !without.includes(name)));
  const endpoint = local ? user.connection.endpoint : undefined;
  return {
    ...inherited,
    ...user.variables,
    ...(profile === undefined ? {} : { AWS_PROFILE: profile }),
    ...(local
      ? {
          AWS_SHARED_CREDENTIALS_FILE: join(localFolder(io), 'aws', 'credentials'),
          ASSUME_LOCAL_DIRECTORY: localFolder(io),
        }
      : {}),
    ...(endpoint === undefined ? {} : Object.fromEntries(SERVICE_ENDPOINTS.map((name) => [name, endpoint]))),
  };
};

/**
 * The environment for a program that uses several roles: AWS_CONFIG_FILE names a file with a profile for each role, and
 * TF_VAR_session_name is the session name. Throws Refused if the user has none of the roles.
 */
export const bundleEnvironment = async (
  io: Io,
  { roles }: Catalog,
  bundle: Bundle,
  options: SessionOptions,
): Promise<PreparedEnvironment> => {
  const rules = bundle.roles.flatMap((name) => own<Role>(roles, name)?.rules[0] ?? []);
  if (options.mfaCode !== undefined) throw new UsageError(text.oneCode(bundle.name));
  const ownName = options.profile ?? io.environment['AWS_PROFILE'] ?? '';
  if (rules.some(({ name }) => name === ownName)) throw new UsageError(text.ownProfile(ownName));
  const { user, until, readEnd } = await checkRoles(io, bundle, rules, options);
  const { sessionName } = principalOfCaller(await callerArn(user.sts));
  const profiles = rules.map((rule) => profileOf(bundle, rule, options, user));
  const { configFile, remove } = await writeProfilesFolder(io, profiles, { isLocal: options.local === true });
  return {
    environment: {
      ...ownIdentity(io, options, user),
      // Also in place of another name that was exported before, because IAM accepts only this one.
      [`TF_VAR_${SESSION_VARIABLE}`]: sessionName,
      AWS_CONFIG_FILE: configFile,
    },
    until,
    readEnd,
    user,
    close: remove,
  };
};
