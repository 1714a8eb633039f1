import type { Command } from '../cli/command.ts';
import { UsageError } from '../cli/command.ts';
import { cacheDirectory, createSessionCache } from '../creds/cache.ts';
import { getSession } from '../creds/get-session.ts';
import { SESSION_OPTIONS, sessionRequestOf } from '../creds/role-of-call.ts';

/** Set for whatever is started from here: a profile that asks this program for keys must not be asked by it in turn. */
export const GUARD = 'ASSUME_BOT_CREDS';

export const creds: Command = {
  name: 'creds',
  summary: 'keys of a role you were granted, as an AWS credential_process',
  about:
    'Assumes the role as yourself, under the session name that the grant demands, and prints the keys as the aws program and the SDKs take them from a credential_process. They are kept in ~/.aws/assume-bot/cache (readable by you alone) and given again until the access ends; where you may not read your own IAM policies, AWS is asked again after 5 minutes.\n' +
    'Where access is not there, one line on the standard error says why. With --wait it stays until an approver has decided; most programs give a credential_process a minute.\n' +
    'In ~/.aws/config, with your own keys in the profile "me":\n' +
    '[profile prod-s3] credential_process = npx --prefix /path/to/assume-bot assume-bot creds prod-s3 --profile me',
  positionals: [{ name: 'NAME', about: 'a role of the catalog, or the ARN of one' }],
  options: SESSION_OPTIONS,
  examples: [
    'assume-bot creds prod-s3 --profile me',
    'assume-bot creds arn:aws:iam::222222222222:role/s3-list-role --profile me --wait 10m',
  ],
  run: async (call) => {
    const { io } = call;
    if (io.environment[GUARD] !== undefined)
      throw new UsageError(
        'the profile it takes your own keys from asks this very command for keys; name another one with --profile',
      );
    // The SDK starts a credential_process of a profile with the environment of this process.
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
