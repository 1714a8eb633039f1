import { type Command, UsageError } from '../cli/command.ts';
import { cacheDirectory, createSessionCache } from '../creds/cache.ts';
import { getSession } from '../creds/get-session.ts';
import { SESSION_OPTIONS, sessionRequestOf } from '../creds/role-of-call.ts';

/** Set for child processes, to prevent a loop: a profile whose credential_process is this program must not be its source. */
export const GUARD = 'ASSUME_BOT_CREDS';

export const creds: Command = {
  name: 'creds',
  summary: 'print credentials of a role that you hold, as an AWS credential_process',
  about:
    'Assumes the role as yourself, under the session name that the grant requires, and prints the credentials in the credential_process format of the AWS CLI and SDKs. They are cached in ~/.aws/assume-bot/cache (readable only by you) until the access ends. If you cannot read your own IAM policies, the command calls AWS again after 5 minutes.\n' +
    'Without access, the command prints the reason on the standard error. With --wait, it waits until an approver has decided. Most programs wait one minute for a credential_process.\n' +
    'Example for ~/.aws/config, with your own credentials in the profile "me":\n' +
    '[profile prod-s3] credential_process = npx --prefix /path/to/assume-bot assume-bot creds prod-s3 --profile me',
  positionals: [{ name: 'NAME', about: 'a role of the catalog, or the ARN of a role' }],
  options: SESSION_OPTIONS,
  examples: [
    'assume-bot creds prod-s3 --profile me',
    'assume-bot creds arn:aws:iam::222222222222:role/s3-list-role --profile me --wait 10m',
  ],
  run: async (call) => {
    const { io } = call;
    if (io.environment[GUARD] !== undefined)
      throw new UsageError(
        'the profile with your own credentials uses this command as its credential_process; pass another profile with --profile',
      );
    // The SDK runs the credential_process of a profile with the environment of this process.
    process.env[GUARD] = '1';
    try {
      const cache = createSessionCache(cacheDirectory(io.environment['HOME']));
      const { session, until } = await getSession(await sessionRequestOf(call), cache, io);
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
  },
};
