import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_HUB_NAME, type Hub, hubOf } from '../../functions/core/trust/policy-names.ts';
import type { Keys } from './aws-identity.ts';
import { type Call, type Option, Unreachable, UsageError } from './command.ts';
import { OUTPUTS_FILE, readDeployed } from './deployed.ts';

/** The hub that a command uses, and the credentials. */
export interface Settings {
  readonly kind: 'local' | 'aws';
  readonly connection: { readonly endpoint?: string; readonly region?: string; readonly profile?: string };
  /** Only for the local stack. In AWS, the SDK finds them. */
  readonly keys?: Keys;
  readonly table?: string;
  readonly queueUrl?: string;
  readonly externalId?: string;
  /** The name of the installation, if it is not the default. */
  readonly hubName?: string;
  readonly slack?: { readonly token: string; readonly apiUrl?: string };
  /** The URL that Slack calls. */
  readonly requestUrl?: string;
  /** The compiled catalog of the local stack. */
  readonly catalogPath?: string;
}

/** The options of every command that calls the hub account. */
export const HUB_OPTIONS: Readonly<Record<string, Option>> = {
  local: { about: 'use the local stack ("npm start") and ignore the environment' },
  profile: { value: 'NAME', about: 'the AWS profile of the hub account (or AWS_PROFILE, or keys in the environment)' },
  region: { value: 'REGION', about: 'the region of the hub stack (or AWS_REGION)' },
  table: { value: 'NAME', about: 'the table of the hub stack (or ASSUME_TABLE)' },
  'queue-url': { value: 'URL', about: 'the queue of the hub stack (or ASSUME_QUEUE_URL)' },
  'external-id': { value: 'TEXT', about: 'the ExternalId that manager roles require (or ASSUME_EXTERNAL_ID)' },
  'hub-name': {
    value: 'NAME',
    about: `the name of the installation, its context assume-bot:name (or ASSUME_HUB_NAME); default ${DEFAULT_HUB_NAME}`,
  },
};

/** The file that `npm start` writes for operators. */
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

/** The token of the local Slack works only on the loopback interface of this machine. */
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

/** The options and variables that select AWS. */
const AWS_SIGNS = ['ASSUME_TABLE', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_ENDPOINT_URL'] as const;

const awsSettings = ({ io, text }: Pick<Call, 'io' | 'text'>): Settings => {
  const { environment } = io;
  const token = environment['SLACK_BOT_TOKEN'];
  const table = text('table') ?? environment['ASSUME_TABLE'];
  // An explicit table selects its hub, not the hub that was deployed from this directory.
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
 * The hub of a call: from options and environment, otherwise the local stack of this clone, if one was started. Prints a note
 * if it selects the local stack automatically.
 */
export const readSettings = (call: Call): Settings => {
  const { io } = call;
  const file = join(io.root, '.local', 'stack.json');
  if (call.flag('local')) {
    if (!existsSync(file)) throw new Unreachable('No local stack was started in this clone; start it with "npm start"');
    return localSettings(file);
  }
  const isAws =
    ['profile', 'region', 'table', 'queue-url'].some((option) => call.text(option) !== undefined) ||
    AWS_SIGNS.some((name) => io.environment[name]);
  if (isAws || !existsSync(file)) return awsSettings(call);
  io.err(
    '(using the local stack of "npm start"; for AWS, pass --profile and --table, or set AWS_PROFILE and ASSUME_TABLE)',
  );
  return localSettings(file);
};

/** The installation that a command uses. */
export const hubOfSettings = ({ hubName }: Pick<Settings, 'hubName'>): Hub => hubOf(hubName ?? DEFAULT_HUB_NAME);

/** A required setting. Throws UsageError that states how to set it. */
export const need = (settings: Settings, name: 'table' | 'queueUrl' | 'externalId'): string => {
  const value = settings[name];
  if (value !== undefined) return value;
  const [option, variable, what] = {
    table: ['--table', 'ASSUME_TABLE', 'the table of the hub stack'],
    queueUrl: ['--queue-url', 'ASSUME_QUEUE_URL', 'the queue of the hub stack'],
    externalId: ['--external-id', 'ASSUME_EXTERNAL_ID', 'the ExternalId that manager roles require'],
  }[name] as [string, string, string];
  throw new UsageError(
    `${what} is unknown: deploy the hub with "--outputs-file ${OUTPUTS_FILE}", or set ${option} or ${variable}, or start the local stack with "npm start"`,
  );
};
