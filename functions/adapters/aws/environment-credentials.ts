import { defined } from '../../core/defined.ts';
import type { Credentials } from './connection.ts';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The message names the variables that are not set. */
export class MissingCredentials extends Error {
  override readonly name = 'MissingCredentials';
}

/**
 * Reads credentials only from the environment, where Lambda puts them. The search in all other places is a third of the size
 * of an SDK client. Throws MissingCredentials.
 */
export const createEnvironmentCredentials = (environment: Environment) => async (): Promise<Credentials> => {
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  if (accessKeyId && secretAccessKey) {
    const sessionToken = environment['AWS_SESSION_TOKEN'] || undefined;
    return { accessKeyId, secretAccessKey, ...defined({ sessionToken }) };
  }
  const missing = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].filter((name) => !environment[name]);
  throw new MissingCredentials(
    `${missing.join(' and ')} not set: AWS keys are read only from the environment (Lambda sets them; profiles and shared files are not read)`,
  );
};
