import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { STSClient } from '@aws-sdk/client-sts';
import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import { type Connection, iamRegionOf } from '../../functions/adapters/iam/connection.ts';
import { defined } from '../../functions/core/defined.ts';
import { DEFAULT_PARTITION, partitionOfRegion } from '../../functions/core/partitions.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import { type Keys, stsOf } from './aws-identity.ts';
import { Unreachable, UsageError } from './errors.ts';
import { localFolder } from './files.ts';
import type { Io } from './io.ts';
import type { HubOptions } from './options.ts';
import { readProfile, variablesOf } from './profile.ts';

/** The user in AWS that holds a role: the connection and the credentials. */
export interface RoleUser {
  readonly connection: Connection;
  /** Only for the local stack. In AWS, the SDK finds them by profile or environment. */
  readonly keys?: Keys;
  /** The region, and what else the user's profile sets, as variables: a program of `exec` runs without the profile. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The second factor that the profile names (`mfa_serial`). */
  readonly mfaSerial?: string;
  readonly sts: STSClient;
}

/** The AWS CLI version 1, boto3 and older SDKs read only AWS_DEFAULT_REGION. */
const regionVariables = (region: string | undefined): Readonly<Record<string, string>> =>
  region === undefined ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region };

/** A user of the local stack by profile name. Throws if no stack was started or the name is unknown. */
export const localUser = async (io: Pick<Io, 'root' | 'environment'>, name = ''): Promise<RoleUser> => {
  const folder = join(localFolder(io), 'aws');
  const files = { configFilepath: join(folder, 'config'), filepath: join(folder, 'credentials'), ignoreCache: true };
  if (!existsSync(files.filepath)) throw new Unreachable(hubText.noLocalStack);
  const { configFile, credentialsFile } = await loadSharedConfigFiles(files);
  const credentials = credentialsFile[name];
  if (credentials === undefined) throw new UsageError(hubText.selectLocalUser(Object.keys(credentialsFile)));
  const { endpoint_url: endpoint = '', region = iamRegionOf(DEFAULT_PARTITION) } = configFile[name] ?? {};
  const keys: Keys = {
    accessKeyId: credentials['aws_access_key_id'] ?? '',
    secretAccessKey: credentials['aws_secret_access_key'] ?? '',
    ...defined({ sessionToken: credentials['aws_session_token'] }),
  };
  const connection = { endpoint, region, maxAttempts: 2 };
  return {
    connection,
    keys,
    variables: { ...regionVariables(region), AWS_ENDPOINT_URL: endpoint },
    sts: stsOf(connection, keys),
  };
};

/** The user that a call runs as. */
export const userOf = async (
  io: Io,
  { local, profile, region }: Pick<HubOptions, 'local' | 'profile' | 'region'>,
  partition = DEFAULT_PARTITION,
): Promise<RoleUser> => {
  if (local) return localUser(io, profile);
  // The SDK takes keys from the given profile, but endpoint_url only from the profile in the environment.
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
  const { environment } = io;
  const own = await readProfile(profile, environment);
  const known = region || environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || own.settings['region'];
  // STS works in every region of the partition, but the SDK requires one.
  const isUsable = known !== undefined && partitionOfRegion(known) === partition;
  const connection: Connection = {
    maxAttempts: 3,
    region: isUsable ? known : iamRegionOf(partition),
    ...defined({ profile }),
  };
  return {
    connection,
    variables: { ...regionVariables(known), ...variablesOf(own, environment) },
    ...defined({ mfaSerial: own.settings['mfa_serial'] }),
    sts: stsOf(connection),
  };
};
