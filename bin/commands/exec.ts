import { type Command, UsageError } from '../cli/command.ts';
import { cacheDirectory, createSessionCache } from '../creds/cache.ts';
import { getSession } from '../creds/get-session.ts';
import { SESSION_OPTIONS, sessionRequestOf } from '../creds/role-of-call.ts';

/** Variables that would override the credentials or select another identity. */
const LEFT_OUT = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SECURITY_TOKEN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
];

export const exec: Command = {
  name: 'exec',
  summary: 'run a program with credentials of a role that you hold',
  about:
    'Assumes the role as yourself, as "creds" does, and runs a program with the credentials in its environment (AWS_ACCESS_KEY_ID and so on; AWS_PROFILE is removed). The exit code is that of the program. The credentials stop working when the access ends, even while the program runs.',
  positionals: [
    { name: 'NAME', about: 'a role of the catalog, or the ARN of a role' },
    { name: 'PROGRAM', about: 'the program and its arguments, after --', isRest: true },
  ],
  options: SESSION_OPTIONS,
  examples: [
    'assume-bot exec prod-s3 --profile me -- aws s3api list-buckets',
    'assume-bot exec prod-deploy --wait 10m -- terraform plan',
  ],
  run: async (call) => {
    const { io } = call;
    const [program = '', ...args] = call.words('PROGRAM');
    const request = await sessionRequestOf(call);
    const { session, until } = await getSession(
      request,
      createSessionCache(cacheDirectory(io.environment['HOME'])),
      io,
    );
    const { endpoint, region } = request.person.connection;
    const inherited = Object.fromEntries(Object.entries(io.environment).filter(([name]) => !LEFT_OUT.includes(name)));
    const environment = {
      ...inherited,
      ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint }),
      ...(region === undefined || inherited['AWS_REGION'] ? {} : { AWS_REGION: region }),
      AWS_ACCESS_KEY_ID: session.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
      AWS_SESSION_TOKEN: session.sessionToken,
      AWS_CREDENTIAL_EXPIRATION: until.toISOString(),
    };
    try {
      return { code: await io.exec(program, args, environment) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw new UsageError(`the program "${program}" is not on the PATH`);
      throw error;
    }
  },
};
