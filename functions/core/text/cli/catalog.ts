import type { Finding } from '../../doctor/finding.ts';
import { counted } from './shared.ts';

export const validateText = {
  summary: 'check the catalog, and report all mistakes with their lines',
  about:
    'Reads access.yaml as the build and the deployment do, and reports every mistake with line, column and fix. A rule that never applies is a mistake. Warnings are about valid settings that may not be intended, such as requests that no rule applies to, in the year from now on.\n' +
    'If SLACK_BOT_TOKEN is set, it also checks in Slack that the users and user groups of the catalog exist, that the users are full members, and that every role has approvers. With --held, it also reads the table of the hub: a deployment would end access that the catalog drops. With --against, it decides past requests again, from the evidence in their records, and shows what this catalog would have decided differently; in GitHub Actions it also adds this to the summary of the job. It contacts no other system.',
  arguments: { file: 'the catalog, as with --catalog' },
  options: {
    strict: 'treat warnings as mistakes',
    against:
      'also decide past requests again with this catalog: a file of "audit export", or "table" for the table of the hub',
    failOn:
      'with --against: exit with 1 if there are such differences, separated by commas: newly-allowed, fewer-approvals, newly-refused, more-approvals, other-length, other-rule, undetermined, approvals-not-enough',
    examples: 'with --against: how many requests of each difference to show; default 5',
    markdown: 'with --against: print the differences as Markdown, for a pull request',
    held: 'also check in the table of the hub that the catalog does not drop an account, role or user through which access is held',
  },
  examples: [
    'assume-bot validate access.yaml',
    'assume-bot validate --held --profile hub',
    'assume-bot validate --against history.ndjson --fail-on newly-allowed,fewer-approvals',
  ],
  checkingSlack: 'checking the users and user groups of the catalog in Slack ...',
  mistakes: (count: number, file: string) => `${counted(count, 'mistake')} in ${file}.`,
  warning: (line: string) => `warning: ${line}`,
  moreWarnings: (count: number) => `... and ${counted(count, 'more warning')}: run "npx --no assume-bot validate"`,
  finding: ({ severity, about, what, fix }: Finding) => `${severity}: ${about}: ${what} ${fix}`,
  valid: (file: string, roles: number, bundles: number, users: number) =>
    `${file} is valid: ${counted(roles, 'role')}, ${counted(bundles, 'bundle')}, ${counted(users, 'user')}.`,
  slackNotChecked: '(Slack was not checked: set SLACK_BOT_TOKEN to check channels, users and user groups too.)',
};

export const initText = {
  summary: 'ask a few questions and write a first access.yaml',
  about:
    'Asks for one role, one requester, one approver and one channel, and writes a catalog with them. Comments in the file show more options. Every question has an option, so the command can run without a terminal. It never overwrites a file.',
  options: { out: 'the output file; default access.yaml' },
  examples: [
    'assume-bot init',
    'assume-bot init --role arn:aws:iam::222222222222:role/s3-list-role --user arn:aws:iam::111111111111:user/alice --slack-user U0ALICE --approver U0BOB --channel C0APPROVALS',
  ],
  questions: {
    role: 'The ARN of the IAM role that users can request',
    name: 'The short name of the role in Slack',
    user: 'The ARN of the IAM user of one requester',
    slackUser: 'The Slack user ID of that requester (in Slack: profile, More, Copy member ID)',
    approver: 'The approver: the Slack ID of another user, or of a user group',
    channel: 'The ID of the Slack channel for requests (at the end of the channel details)',
    max: 'The maximum duration of a request',
  },
  question: (question: string, hint: string, isDefault: boolean) =>
    `${question} [${isDefault ? hint : `such as ${hint}`}] `,
  notADuration: (text: string) => `"${text}" is not a duration, such as 90m or 8h`,
  invalidAnswer: (flag: string, text: string, why: string) => `--${flag} "${text}": ${why}`,
  noTerminal: (missing: readonly string[]) => `no terminal to ask questions; pass ${missing.join(' ')}`,
  exists: (file: string) => `${file} already exists and was not changed; "assume-bot validate ${file}" checks it`,
  invalidCatalog: (mistakes: readonly string[]) => `these answers do not form a valid catalog:\n${mistakes.join('\n')}`,
  /** The next commands. `program` and `npm` run this program and npm in the directory of the call; `path` is the file for npm. */
  written: (file: string, { program, npm, path }: Readonly<Record<'program' | 'npm' | 'path', string>>) => [
    `${file} written. Next:`,
    `  ${program} validate ${file}`,
    `  ${npm} start -- --catalog ${path}`,
    '      tries it on this machine, with your users, channels and groups in a local Slack',
    `  ${program} manifest --catalog ${file} --socket-mode`,
    '      writes the Slack app to try it in your workspace; use --url instead after the deployment',
  ],
};

export const manifestText = {
  summary: 'write the manifest of the Slack app, with the minimum scopes for the catalog',
  about:
    'Generates slack-manifest.yaml from the code and the catalog: the command, the URL for buttons and forms, the events, and the minimum scopes. usergroups:read is included only if the catalog uses user groups, users:read.email only if it uses people.byEmail.\n' +
    'In Slack: api.slack.com/apps, Create New App, From a manifest. If a change of the catalog needs another scope, generate the manifest again, paste it under App Manifest, and reinstall the app.',
  options: {
    url: 'the URL of the bot: the output SlackRequestUrl of the hub stack',
    socketMode: 'use Socket Mode instead of a URL, to try the bot in a real workspace ("npm start")',
    name: 'the name of the app, at most 35 characters; default assume-bot. Users mention the bot by this name in lower case, with dashes for spaces',
    out: 'the output file; default slack-manifest.yaml, - for the standard output',
    force: 'overwrite an existing file',
  },
  examples: [
    'assume-bot manifest --url https://abc.execute-api.eu-central-1.amazonaws.com',
    'assume-bot manifest --socket-mode --out -',
  ],
  urlOrSocketMode: 'pass either --url (the URL of the bot) or --socket-mode',
  notAUrl: (text: string) => `--url "${text}" is not a URL, such as https://abc.execute-api.eu-central-1.amazonaws.com`,
  notHttps: (text: string) => `--url "${text}": Slack calls only https URLs`,
  badName: {
    empty: '--name is empty: Slack needs a name for the app, such as "Access Bot"',
    too_long: '--name is too long: Slack accepts at most 35 characters, such as "Access Bot"',
    no_letter: '--name needs a letter from a to z or a digit, because users mention the bot by it: try "Access Bot"',
  },
  header: '# Generated by "assume-bot manifest". Do not edit: change the catalog and generate it again.',
  exists: (file: string) => `${file} already exists; --force overwrites it`,
  /** `channels` are the IDs in the catalog. */
  written: (
    file: string,
    scopes: readonly { readonly scope: string; readonly why: string }[],
    { bot, channels, isSocketMode }: { bot: string; channels: readonly string[]; isSocketMode: boolean },
  ): readonly string[] => [
    `${file} written, with the scopes:`,
    ...scopes.map(({ scope, why }) => `  ${scope.padEnd(17)} ${why}`),
    'Next, in Slack:',
    '  - create the app (https://api.slack.com/apps, Create New App, From a manifest) and install it',
    isSocketMode
      ? '  - create an app-level token with the scope connections:write'
      : '  - store its two secrets for the hub, then press Retry under Event Subscriptions until the request URL is verified',
    `  - type /invite @${bot} in every channel of the catalog: ${channels.join(', ')}`,
  ],
};
