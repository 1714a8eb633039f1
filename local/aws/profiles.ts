import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A user with an access key: one profile in the config and credentials files. */
export interface PersonProfile {
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** A federated user, who has a session instead of a key. */
  readonly sessionToken?: string;
}

/** A granted role: a profile that assumes the role from a user's profile, with that user's session name. */
export interface RoleProfile {
  readonly name: string;
  readonly roleArn: string;
  readonly sourceProfile: string;
  readonly sessionName: string;
  readonly externalId?: string;
  readonly durationSeconds?: number;
}

export interface ProfilesDescription {
  readonly endpointUrl: string;
  readonly region: string;
  readonly people: readonly PersonProfile[];
  readonly roles: readonly RoleProfile[];
}

const section = (title: string, settings: Readonly<Record<string, string | undefined>>): string =>
  [
    `[${title}]`,
    ...Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [`${key} = ${value}`])),
    '',
  ].join('\n');

const requireOneLine = (description: ProfilesDescription): void => {
  for (const profile of [...description.people, ...description.roles]) {
    for (const value of Object.values(profile)) {
      if (/[\r\n]/.test(String(value)))
        throw new RangeError(`a profile value must not contain a line break: ${JSON.stringify(value)}`);
    }
    if (!/^[\w.@+=,-]+$/.test(profile.name)) throw new RangeError(`"${profile.name}" is not a valid profile name`);
  }
};

/** The content of the `config` file of the AWS CLI. */
export const configText = ({ endpointUrl, region, people, roles }: ProfilesDescription): string =>
  [
    ...people.map(({ name }) => section(`profile ${name}`, { region, endpoint_url: endpointUrl, output: 'json' })),
    ...roles.map(({ name, roleArn, sourceProfile, sessionName, externalId, durationSeconds }) =>
      section(`profile ${name}`, {
        region,
        endpoint_url: endpointUrl,
        output: 'json',
        role_arn: roleArn,
        source_profile: sourceProfile,
        role_session_name: sessionName,
        external_id: externalId,
        duration_seconds: durationSeconds === undefined ? undefined : String(durationSeconds),
      }),
    ),
  ].join('\n');

/** The content of the `credentials` file, which contains access keys only. */
export const credentialsText = ({ people }: ProfilesDescription): string =>
  people
    .map(({ name, accessKeyId, secretAccessKey, sessionToken }) =>
      section(name, {
        aws_access_key_id: accessKeyId,
        aws_secret_access_key: secretAccessKey,
        aws_session_token: sessionToken,
      }),
    )
    .join('\n');

/** Writes both files to a directory, creates the directory if it does not exist, and returns the paths. */
export const writeProfiles = (
  directory: string,
  description: ProfilesDescription,
): { readonly configFile: string; readonly credentialsFile: string } => {
  requireOneLine(description);
  mkdirSync(directory, { recursive: true });
  const configFile = join(directory, 'config');
  const credentialsFile = join(directory, 'credentials');
  writeFileSync(configFile, configText(description));
  writeFileSync(credentialsFile, credentialsText(description), { mode: 0o600 });
  return { configFile, credentialsFile };
};
