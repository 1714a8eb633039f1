import { execText } from '../../functions/core/text/cli/session.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { UsageError } from '../cli/errors.ts';
import { withCatalog } from '../cli/options.ts';
import { sessionOf, withSession } from '../creds/session-of-call.ts';

/** Variables that would override the credentials or select another identity. */
const REMOVED_VARIABLES = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SECURITY_TOKEN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
];

export const exec = ({ io, print }: Cli) =>
  withCatalog(
    withSession(
      new CliCommand('exec', execText)
        .argument('<name>', execText.arguments.name)
        .argument('<program...>', execText.arguments.program)
        .usage('[options] <name> -- <program...>'),
    ),
  ).action(
    print(async (name, [program = '', ...args], options) => {
      const { session, until, user } = await sessionOf(io, name, options);
      const inherited = Object.fromEntries(
        Object.entries(io.environment).filter(([variable]) => !REMOVED_VARIABLES.includes(variable)),
      );
      const environment = {
        ...inherited,
        ...user.variables,
        AWS_ACCESS_KEY_ID: session.accessKeyId,
        AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
        AWS_SESSION_TOKEN: session.sessionToken,
        AWS_CREDENTIAL_EXPIRATION: until.toISOString(),
      };
      try {
        return { code: await io.exec(program, args, environment) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        throw new UsageError(execText.noProgram(program));
      }
    }),
  );
