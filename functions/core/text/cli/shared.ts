/** The help of a command, for `--help` and docs/cli.md. Every sentence of the CLI is made in this folder. */
export interface CommandHelp {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What the command does and does not do, in full sentences. */
  readonly about: string;
  readonly examples: readonly string[];
}

export const PROGRAM_HELP =
  "The operator's command line of assume-bot: time-boxed access to AWS roles, requested and approved in Slack.";

export const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'success'],
  [1, 'problems were found, or the request was refused'],
  [2, 'invalid usage, or a required file cannot be used'],
  [3, 'AWS or Slack was unreachable, or refused the call'],
  [70, 'an internal error of assume-bot'],
];

export const SHARED_OPTIONS = {
  json: 'print the result as JSON',
  catalog:
    'the catalog; by default that of the local stack, then access.yaml in this directory or in the clone, and inside the clone examples/access.yaml',
  local:
    'use the local stack ("npm start", or the one in ASSUME_LOCAL_DIRECTORY) and ignore the rest of the environment',
  profile: 'the AWS profile of the hub account (or AWS_PROFILE, or keys in the environment)',
  region: 'the region of the hub stack (or AWS_REGION)',
  table: 'the table of the hub stack (or ASSUME_TABLE)',
  queueUrl: 'the queue of the hub stack (or ASSUME_QUEUE_URL)',
  externalId: 'the ExternalId that manager roles require (or ASSUME_EXTERNAL_ID)',
  hubName: 'the name of the installation, its context assume-bot:name (or ASSUME_HUB_NAME); the default is assume-bot',
  accountProfile: 'use this AWS profile for IAM of an account instead of a role of the bot; repeat for each account',
};

/** `1 grant`, `2 grants`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** A time in UTC, to the second. */
export const shownTime = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;

/** The nearest known name, or all of them. */
export const didYouMean = (likely: readonly string[], otherwise: string): string =>
  likely.length === 0 ? otherwise : `did you mean ${likely.join(' or ')}?`;
