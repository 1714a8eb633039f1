import { credsText } from '../../functions/core/text/cli/session.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { UsageError } from '../cli/errors.ts';
import { withCatalog } from '../cli/options.ts';
import { sessionOf, withSession } from '../creds/session-of-call.ts';

/** Set for child processes, to prevent a loop: a profile whose credential_process is this program must not be its source. */
export const GUARD = 'ASSUME_BOT_CREDS';

export const creds = ({ io, print }: Cli) =>
  withCatalog(withSession(new CliCommand('creds', credsText).argument('<name>', credsText.arguments.name))).action(
    print(async (name, options) => {
      if (io.environment[GUARD] !== undefined) throw new UsageError(credsText.ownSource());
      // The SDK runs the credential_process of a profile with the environment of this process.
      process.env[GUARD] = '1';
      try {
        const { session, until } = await sessionOf(io, name, options);
        const json = {
          Version: 1,
          AccessKeyId: session.accessKeyId,
          SecretAccessKey: session.secretAccessKey,
          SessionToken: session.sessionToken,
          Expiration: until.toISOString(),
        };
        return { code: 0, json, lines: [JSON.stringify(json)] };
      } finally {
        delete process.env[GUARD];
      }
    }),
  );
