import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_HUB_NAME, type Hub, hubOf } from '../../functions/core/trust/policy-names.ts';
import type { Keys } from './aws-identity.ts';
import type { Call, Option } from './command.ts';
import { Unreachable, UsageError } from './command.ts';
import { OUTPUTS_FILE, readDeployed } from './deployed.ts';

/** Where the bot is that a command speaks of, and with whose keys. */
export interface Settings {
  readonly kind: 'local' | 'aws';
  readonly connection: { readonly endpoint?: string; readonly region?: string; readonly profile?: string };
  /** Only those of the local stack; in AWS the SDK looks for them itself. */
  readonly keys?: Keys;
  readonly table?: string;
  readonly queueUrl?: string;
  readonly externalId?: string;
  /** The name of the installation, if it is not the default one. */
  readonly hubName?: string;
  readonly slack?: { readonly token: string; readonly apiUrl?: string };
  /** Where Slack calls the bot. */
  readonly requestUrl?: string;
  /** The compiled catalog that the local stack runs with. */
  readonly catalogPath?: string;
}

/** The options of every command that speaks to the bot's own AWS account. */
export const HUB_OPTIONS: Readonly<Record<string, Option>> = {
  local: { about: 'speak to the stack that "npm start" runs, whatever the environment says' },
  profile: { value: 'NAME', about: 'the AWS profile of the hub account (or AWS_PROFILE, or keys in the environment)' },
  region: { value: 'REGION', about: 'the region of the hub stack (or AWS_REGION)' },
  table: { value: 'NAME', about: 'the table of the hub stack (or ASSUME_TABLE)' },
  'queue-url': { value: 'URL', about: 'the queue of the hub stack (or ASSUME_QUEUE_URL)' },
  'external-id': { value: 'TEXT', about: 'the ExternalId that manager roles ask for (or ASSUME_EXTERNAL_ID)' },
  'hub-name': {
    value: 'NAME',
    about: `the name of the installation, its context assume-bot:name (or ASSUME_HUB_NAME); ${DEFAULT_HUB_NAME} unless given`,
  },
};

/** What `npm start` leaves for operators. */
interface LocalStackFile {
  readonly url?: string;
  readonly awsUrl: string;
  readonly slackApiUrl: string;
  readonly region?: string;
  readonly table: string;
  readonly queueUrl: string;
  readonly externalId: string;
  readonly hubName?: string;
  readonly catalogPath: string;
  readonly credentials: Keys;
  readonly slackBotToken?: string;
}

/** The token of the local Slack opens nothing but this machine's loopback. */
const LOCAL_TOKEN = 'xoxb-local';

const given = <Name extends string>(name: Name, value: string | undefined) =>
  (value === undefined || value === '' ? {} : { [name]: value }) as { readonly [Key in Name]?: string };

const localSettings = (file: string): Settings => {
  let stack: LocalStackFile;
  try {
    stack = JSON.parse(readFileSync(file, 'utf8')) as LocalStackFile;
  } catch (error) {
    throw new Unreachable(
      `${file} cannot be read (${(error as Error).message}); start the local stack with "npm start"`,
    );
  }
  return {
    kind: 'local',
    connection: { endpoint: stack.awsUrl, region: stack.region ?? 'us-east-1' },
    keys: stack.credentials,
    table: stack.table,
    queueUrl: stack.queueUrl,
    externalId: stack.externalId,
    ...given('hubName', stack.hubName),
    slack: { token: stack.slackBotToken ?? LOCAL_TOKEN, apiUrl: stack.slackApiUrl },
    catalogPath: stack.catalogPath,
    ...(stack.url === undefined ? {} : { requestUrl: `${stack.url}/slack/events` }),
  };
};

/** Everything that says that some AWS is meant. */
const AWS_SIGNS = ['ASSUME_TABLE', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_ENDPOINT_URL'] as const;

const awsSettings = ({ io, text }: Pick<Call, 'io' | 'text'>): Settings => {
  const { environment } = io;
  const token = environment['SLACK_BOT_TOKEN'];
  const table = text('table') ?? environment['ASSUME_TABLE'];
  // Who names a table means that hub, and not the one that was deployed from here.
  const deployed = table === undefined ? readDeployed(io) : {};
  if (deployed.table !== undefined) io.err(`(the hub stack of ${OUTPUTS_FILE}: table ${deployed.table})`);
  const region = text('region') ?? (environment['AWS_REGION'] ? undefined : deployed.region);
  return {
    kind: 'aws',
    connection: { ...given('profile', text('profile')), ...given('region', region) },
    ...given('table', table ?? deployed.table),
    ...given('queueUrl', text('queue-url') ?? environment['ASSUME_QUEUE_URL'] ?? deployed.queueUrl),
    ...given('externalId', text('external-id') ?? environment['ASSUME_EXTERNAL_ID'] ?? deployed.externalId),
    ...given('hubName', text('hub-name') ?? environment['ASSUME_HUB_NAME'] ?? deployed.hubName),
    ...given('requestUrl', deployed.requestUrl),
    ...(token ? { slack: { token, ...given('apiUrl', environment['SLACK_API_URL']) } } : {}),
  };
};

/**
 * Which bot a call is about: what flags and environment say, else the local stack of this clone, if one was started. Says
 * so where it took the local one by itself.
 */
export const readSettings = (call: Call): Settings => {
  const { io } = call;
  const file = join(io.root, '.local', 'stack.json');
  if (call.flag('local')) {
    if (!existsSync(file)) throw new Unreachable('No local stack was started here yet; start it with "npm start"');
    return localSettings(file);
  }
  const isAws =
    ['profile', 'region', 'table', 'queue-url'].some((option) => call.text(option) !== undefined) ||
    AWS_SIGNS.some((name) => io.environment[name]);
  if (isAws || !existsSync(file)) return awsSettings(call);
  io.err('(the local stack of "npm start"; for AWS name --profile and --table, or set AWS_PROFILE and ASSUME_TABLE)');
  return localSettings(file);
};

/** The installation that a command speaks of. */
export const hubOfSettings = ({ hubName }: Pick<Settings, 'hubName'>): Hub => hubOf(hubName ?? DEFAULT_HUB_NAME);

/** A setting that a command cannot do without. Throws UsageError that says where it comes from. */
export const need = (settings: Settings, name: 'table' | 'queueUrl' | 'externalId'): string => {
  const value = settings[name];
  if (value !== undefined) return value;
  const [option, variable, what] = {
    table: ['--table', 'ASSUME_TABLE', 'the table of the hub stack'],
    queueUrl: ['--queue-url', 'ASSUME_QUEUE_URL', 'the queue of the hub stack'],
    externalId: ['--external-id', 'ASSUME_EXTERNAL_ID', 'the ExternalId that manager roles ask for'],
  }[name] as [string, string, string];
  throw new UsageError(
    `${what} is not known: deploy the hub with "--outputs-file ${OUTPUTS_FILE}", or name it with ${option} or ${variable}; or start the local stack with "npm start"`,
  );
};
