import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Connection } from '../../functions/adapters/iam/connection.ts';
import type { Keys } from './aws-identity.ts';
import { stsOf } from './aws-identity.ts';
import type { Call, Option } from './command.ts';
import { Unreachable, UsageError } from './command.ts';

/** Somebody as AWS knows them: how they reach it, and with what they sign. */
export interface Person {
  readonly connection: Connection;
  /** Only those of the local stack; in AWS the SDK finds them by profile or environment. */
  readonly keys?: Keys;
  readonly sts: STSClient;
}

/** The options of commands that run as the person who was granted something. */
export const PERSON_OPTIONS: Readonly<Record<string, Option>> = {
  profile: {
    value: 'NAME',
    about: 'your own AWS profile, the one you had before (or AWS_PROFILE, or keys in the environment)',
  },
  region: { value: 'REGION', about: 'the region of STS to ask (or AWS_REGION)' },
  local: { about: 'as a person of the stack that "npm start" runs; --profile names whom' },
};

/** One section of a file of profiles. */
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

/** A person of the local stack, by the name of their profile. Throws where no stack was started or nobody is called so. */
export const localPerson = (root: string, name: string | undefined): Person => {
  let config: string;
  let credentials: string;
  try {
    config = readFileSync(join(root, '.local', 'aws', 'config'), 'utf8');
    credentials = readFileSync(join(root, '.local', 'aws', 'credentials'), 'utf8');
  } catch {
    throw new Unreachable('No local stack was started here yet; start it with "npm start"');
  }
  const people = [...credentials.matchAll(/^\[([^\]]+)\]/gm)].map(([, one]) => one);
  const keys = name === undefined ? undefined : section(credentials, name);
  if (keys === undefined) throw new UsageError(`name a person of the local stack with --profile: ${people.join(', ')}`);
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

/** The person a call runs as. */
export const personOf = (call: Call): Person => {
  const [profile, region] = [call.text('profile'), call.text('region')];
  if (call.flag('local')) return localPerson(call.io.root, profile);
  // The SDK takes keys from the profile it is told, and an endpoint_url only from the one that the environment names.
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
  const connection: Connection = {
    maxAttempts: 3,
    ...(profile === undefined ? {} : { profile }),
    // STS answers in every region alike; without one the SDK would not know where to call.
    ...(region === undefined && !call.io.environment['AWS_REGION'] && profile === undefined
      ? { region: 'us-east-1' }
      : {}),
    ...(region === undefined ? {} : { region }),
  };
  return { connection, sts: stsOf(connection) };
};
