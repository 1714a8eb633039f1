import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Connection } from '../../functions/adapters/iam/connection.ts';
import { type Keys, stsOf } from './aws-identity.ts';
import { type Call, type Option, Unreachable, UsageError } from './command.ts';

/** A user in AWS: the connection and the credentials. */
export interface Person {
  readonly connection: Connection;
  /** Only for the local stack. In AWS, the SDK finds them by profile or environment. */
  readonly keys?: Keys;
  readonly sts: STSClient;
}

/** The options of commands that run as the user who holds a grant. */
export const PERSON_OPTIONS: Readonly<Record<string, Option>> = {
  profile: {
    value: 'NAME',
    about: 'your own AWS profile, not that of the role (or AWS_PROFILE, or keys in the environment)',
  },
  region: { value: 'REGION', about: 'the region of the STS endpoint (or AWS_REGION)' },
  local: { about: 'run as a user of the local stack ("npm start"), selected with --profile' },
};

/** One section of a profile file. */
const section = (text: string, name: string): Readonly<Record<string, string>> | undefined => {
  const [, body] =
    text
      .split(/^\[/m)
      .map((part) => part.split(']\n'))
      .find(([title]) => title === name) ?? [];
  if (body === undefined) return undefined;
  return Object.fromEntries(
    body.split('\n').flatMap((line) => {
      const [, key, value] = /^(\w+) *= *(.*)$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, value ?? '']];
    }),
  );
};

/** A user of the local stack by profile name. Throws if no stack was started or the name is unknown. */
export const localPerson = (root: string, name: string | undefined): Person => {
  let config: string;
  let credentials: string;
  try {
    config = readFileSync(join(root, '.local', 'aws', 'config'), 'utf8');
    credentials = readFileSync(join(root, '.local', 'aws', 'credentials'), 'utf8');
  } catch {
    throw new Unreachable('No local stack was started in this clone; start it with "npm start"');
  }
  const people = [...credentials.matchAll(/^\[([^\]]+)\]/gm)].map(([, one]) => one);
  const keys = name === undefined ? undefined : section(credentials, name);
  if (keys === undefined) throw new UsageError(`select a user of the local stack with --profile: ${people.join(', ')}`);
  const { endpoint_url: endpoint = '', region = 'us-east-1' } = section(config, `profile ${name}`) ?? {};
  const { aws_access_key_id = '', aws_secret_access_key = '', aws_session_token: sessionToken } = keys;
  const own: Keys = {
    accessKeyId: aws_access_key_id,
    secretAccessKey: aws_secret_access_key,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
  const connection = { endpoint, region, maxAttempts: 2 };
  return { connection, keys: own, sts: stsOf(connection, own) };
};

/** The user that a call runs as. */
export const personOf = (call: Call): Person => {
  const [profile, region] = [call.text('profile'), call.text('region')];
  if (call.flag('local')) return localPerson(call.io.root, profile);
  // The SDK takes keys from the given profile, but endpoint_url only from the profile in the environment.
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
  const connection: Connection = {
    maxAttempts: 3,
    ...(profile === undefined ? {} : { profile }),
    // STS works in every region, but the SDK requires one.
    ...(region === undefined && !call.io.environment['AWS_REGION'] && profile === undefined
      ? { region: 'us-east-1' }
      : {}),
    ...(region === undefined ? {} : { region }),
  };
  return { connection, sts: stsOf(connection) };
};
