import { join } from 'node:path';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import type { Rehearsed } from './hub.ts';
import { OPERATOR_ROLE } from './names.ts';
import { type Ran, runNode } from './program.ts';

/** The command line of the bot, as an operator runs it: in a folder with the files of the deployment, and with profiles. */
export interface Cli {
  run(...args: readonly string[]): Promise<Ran>;
}

export interface CliOptions {
  readonly root: string;
  /** The folder with access.yaml, cdk.context.json and cdk.outputs.json. */
  readonly folder: string;
  readonly rehearsed: Rehearsed;
  /** IAM users with a profile of their own, by the name of the profile. */
  readonly users?: Readonly<Record<string, string>>;
  /** Further variables, such as the Slack token. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Writes the profiles of the operator and of the users. */
const writeOwnProfiles = ({ folder, rehearsed: { aws }, users = {} }: CliOptions) => {
  const { expiration: _, ...operator } = aws.issueSession({ roleArn: OPERATOR_ROLE, sessionName: 'dana' });
  const others = Object.entries(users).map(([name, arn]) => ({ name, ...aws.credentialsOf(arn) }));
  const people = [{ name: 'operator', ...operator }, ...others];
  return writeProfiles(join(folder, 'aws'), { endpointUrl: aws.url, region: aws.region, people, roles: [] });
};

/** The programs see the time of the rehearsal. When a command waits, the rehearsal moves its clock instead. */
export const createCli = (options: CliOptions): Cli => ({
  run: (...args) => {
    const { root, folder, rehearsed, env = {} } = options;
    const { configFile, credentialsFile } = writeOwnProfiles(options);
    return runNode([join(root, 'bin/assume-bot.mjs'), ...args], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: folder,
        AWS_CONFIG_FILE: configFile,
        AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
        AWS_PROFILE: 'operator',
        AWS_REGION: rehearsed.region,
        AWS_EC2_METADATA_DISABLED: 'true',
        // Also for calls without a profile, so that nothing leaves this machine.
        AWS_ENDPOINT_URL: rehearsed.aws.url,
        NODE_OPTIONS: rehearsed.clock.nodeArguments(rehearsed.waitUrl).join('='),
        ...env,
      },
    });
  },
});
