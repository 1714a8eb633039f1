import type { Io } from '../cli/io.ts';
import { type SessionOptions, sessionOf } from '../creds/session-of-call.ts';
import type { PreparedEnvironment } from './bundle-environment.ts';

/** Variables that would override the credentials or select another identity. */
const REMOVED_VARIABLES = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SECURITY_TOKEN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
];

/** The environment of a program that runs as one role: its credentials, without the profile of the user. */
export const roleEnvironment = async (io: Io, name: string, options: SessionOptions): Promise<PreparedEnvironment> => {
  const { session, until, user, readEnd } = await sessionOf(io, name, options);
  const inherited = Object.fromEntries(
    Object.entries(io.environment).filter(([variable]) => !REMOVED_VARIABLES.includes(variable)),
  );
  return {
    environment: {
      ...inherited,
      ...user.variables,
      AWS_ACCESS_KEY_ID: session.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
      AWS_SESSION_TOKEN: session.sessionToken,
      AWS_CREDENTIAL_EXPIRATION: until.toISOString(),
    },
    until,
    readEnd,
    user,
    close: async () => {},
  };
};
