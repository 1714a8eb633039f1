/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The AWS keys a process was started with are missing; the message says which and what to do. */
export class MissingCredentials extends Error {
  override readonly name = 'MissingCredentials';
}

/**
 * The AWS keys of a process, from its environment alone: all that Lambda has, and a third of what an SDK client weighs is
 * the search in every other place. Throws MissingCredentials.
 */
export const createEnvironmentCredentials = (environment: Environment) => async () => {
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = environment['AWS_SESSION_TOKEN'];
  if (!accessKeyId || !secretAccessKey) {
    const missing = [
      ...(accessKeyId ? [] : ['AWS_ACCESS_KEY_ID']),
      ...(secretAccessKey ? [] : ['AWS_SECRET_ACCESS_KEY']),
    ];
    throw new MissingCredentials(
      `${missing.join(' and ')} not set: AWS keys are read from the environment alone (Lambda sets them; profiles and shared files are not read)`,
    );
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
};
