import { join } from 'node:path';
import { quoted } from '../../bin/cli/files.ts';
import type { Stack } from '../../local/stack/create-stack.ts';
import { type Call, npmIn } from './call.ts';
import type { FirstWalk } from './first-walk.ts';

export interface Started {
  readonly call: Call;
  /** The directory of the state, and the option as it was given. */
  readonly directory: string;
  readonly directoryOption: string;
  readonly isRealSlack: boolean;
  /** Absent if no request of the catalog can be tried from the terminal. */
  readonly walk: FirstWalk | undefined;
}

const sayCommand = ({ call, directoryOption }: Started): string =>
  `${npmIn(call)} run say --${directoryOption === '.local' ? '' : ` --directory ${quoted(directoryOption)}`}`;

const walkText = (
  started: Started,
  { role, requester, requesterName, approvers, command, duration, profile, mayListBuckets }: FirstWalk,
) => {
  const aws = join(started.directory, 'aws');
  const use = `aws ${mayListBuckets ? 's3api list-buckets' : 'sts get-caller-identity'} --profile ${quoted(profile)}`;
  const names = approvers.map(({ name }) => name).join(' and ');
  const approves = approvers.map(({ id }) => `       ${sayCommand(started)} ${id} approve\n`).join('');
  return `
  1. Use the role ${role} without a grant: AccessDenied.
       export AWS_CONFIG_FILE=${quoted(join(aws, 'config'))} AWS_SHARED_CREDENTIALS_FILE=${quoted(join(aws, 'credentials'))}
       ${use}

  2. Request it as ${requesterName}${approvers.length === 0 ? ', without an approval' : `, and approve as ${names}`}.
       ${sayCommand(started)} ${requester} "${command}"
${approves}
  3. Use it. After ${duration}, access ends, including the open session.
       ${use}
`;
};

const invitation = (url: string, started: Started): string => {
  if (started.isRealSlack) return 'Type /assume in your Slack workspace. The console shows what AWS sees.\n';
  const browser = `Open ${url} in a browser and walk through a request: switch between users, request, approve, and watch the trust
policy change.`;
  return started.walk === undefined
    ? `${browser}\n`
    : `${browser} Or use another terminal:\n${walkText(started, started.walk)}`;
};

/** The commands of assume-bot use the stack in .local, unless a variable names another directory. */
const commandLine = ({ directory, directoryOption }: Started): string =>
  directoryOption === '.local' ? '' : `\n  command line   export ASSUME_LOCAL_DIRECTORY=${quoted(directory)}`;

/** The message of `npm start` when everything runs: the addresses, and commands to try that work with the catalog. */
export const nextThings = ({ url, aws, slack }: Pick<Stack, 'url' | 'aws' | 'slack'>, started: Started): string => `
assume-bot is running on this machine, ${started.isRealSlack ? 'with your Slack workspace and without AWS' : 'without AWS and Slack'}.

  web console    ${url}
  bot endpoint   ${url}/slack/events
  local AWS      ${aws.url}          (profiles in ${join(started.directory, 'aws')})
  local Slack    ${started.isRealSlack ? '(not used)' : slack.apiUrl}${commandLine(started)}

${invitation(url, started)}
Press Ctrl-C to stop. Log of the bot:
`;
