import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamRegionOf } from '../../functions/adapters/iam/connection.ts';
import { defined } from '../../functions/core/defined.ts';
import { DEFAULT_PARTITION } from '../../functions/core/partitions.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import { DEFAULT_HUB_NAME, type Hub, hubOf } from '../../functions/core/trust/policy-names.ts';
import type { Keys } from './aws-identity.ts';
import { OUTPUTS_FILE, readDeployed } from './deployed.ts';
import { Unreachable, UsageError } from './errors.ts';
import { localFolder } from './files.ts';
import type { Io } from './io.ts';
import type { HubOptions } from './options.ts';

/** The hub that a command uses, and the credentials. */
export interface Settings {
  readonly kind: 'local' | 'aws';
  readonly connection: { readonly endpoint?: string; readonly region?: string; readonly profile?: string };
  /** Only for the local stack. In AWS, the SDK finds them. */
  readonly keys?: Keys;
  /** Keys of the owner of each account. Only for the local stack. */
  readonly owners?: Readonly<Record<string, Keys>>;
  readonly table?: string;
  readonly queueUrl?: string;
  readonly externalId?: string;
  /** The name of the installation, if it is not the default. */
  readonly hubName?: string;
  readonly slack?: { readonly token: string; readonly apiUrl?: string };
  /** The URL that Slack calls. */
  readonly requestUrl?: string;
  readonly auditBucket?: string;
  /** The compiled catalog of the local stack. */
  readonly catalogPath?: string;
}

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
  readonly owners?: Readonly<Record<string, Keys>>;
  readonly slackBotToken?: string;
}

/** The token of the local Slack works only on the loopback interface of this machine. */
const LOCAL_TOKEN = 'xoxb-local';

const localSettings = (file: string): Settings => {
  let stack: LocalStackFile;
  try {
    stack = JSON.parse(readFileSync(file, 'utf8')) as LocalStackFile;
  } catch (error) {
    throw new Unreachable(hubText.localStackUnreadable(file, (error as Error).message));
  }
  const {
    url,
    awsUrl,
    region = iamRegionOf(DEFAULT_PARTITION),
    table,
    queueUrl,
    externalId,
    catalogPath,
    credentials,
    hubName,
    owners,
  } = stack;
  return {
    kind: 'local',
    connection: { endpoint: awsUrl, region },
    keys: credentials,
    table,
    queueUrl,
    externalId,
    slack: { token: stack.slackBotToken ?? LOCAL_TOKEN, apiUrl: stack.slackApiUrl },
    catalogPath,
    ...defined({ hubName, owners, requestUrl: url === undefined ? undefined : `${url}/slack/events` }),
  };
};

/** Slack with the token in the environment. */
export const slackIn = ({ environment }: Pick<Io, 'environment'>): Settings['slack'] | undefined => {
  const { SLACK_BOT_TOKEN: token, SLACK_API_URL: apiUrl } = environment;
  return token ? { token, ...defined({ apiUrl: apiUrl || undefined }) } : undefined;
};

const awsSettings = (io: Io, options: HubOptions): Settings => {
  const { environment } = io;
  const table = options.table || environment['ASSUME_TABLE'] || undefined;
  // An explicit table selects its hub, not the hub that was deployed from this directory.
  const deployed = table === undefined ? readDeployed(io) : {};
  if (deployed.table !== undefined) io.err(hubText.usesDeployed(OUTPUTS_FILE, deployed.table));
  const region = options.region || (environment['AWS_REGION'] ? undefined : deployed.region);
  return {
    kind: 'aws',
    connection: defined({ profile: options.profile || undefined, region }),
    ...defined({
      table: table ?? deployed.table,
      queueUrl: options.queueUrl || environment['ASSUME_QUEUE_URL'] || deployed.queueUrl,
      externalId: options.externalId || environment['ASSUME_EXTERNAL_ID'] || deployed.externalId,
      hubName: options.hubName || environment['ASSUME_HUB_NAME'] || deployed.hubName,
      requestUrl: deployed.requestUrl,
      auditBucket: deployed.auditBucket,
      slack: slackIn(io),
    }),
  };
};

/** The options and variables that select AWS. */
const AWS_OPTIONS = ['profile', 'region', 'table', 'queueUrl'] as const;
const AWS_VARIABLES = ['ASSUME_TABLE', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_ENDPOINT_URL'] as const;

/**
 * The hub of a call: from options and environment, otherwise the local stack of this clone, if one was started. Prints a note
 * if it selects the local stack automatically.
 */
export const readSettings = (io: Io, options: HubOptions): Settings => {
  const file = join(localFolder(io), 'stack.json');
  if (options.local) {
    if (!existsSync(file)) throw new Unreachable(hubText.noLocalStack);
    return localSettings(file);
  }
  const isAws =
    AWS_OPTIONS.some((option) => options[option] !== undefined) || AWS_VARIABLES.some((name) => io.environment[name]);
  if (isAws || !existsSync(file)) return awsSettings(io, options);
  io.err(hubText.usesLocalStack);
  return localSettings(file);
};

/** The installation that a command uses. */
export const hubOfSettings = ({ hubName }: Pick<Settings, 'hubName'>): Hub => hubOf(hubName ?? DEFAULT_HUB_NAME);

/** A required setting. Throws UsageError that states how to set it. */
export const need = (settings: Settings, name: 'table' | 'queueUrl' | 'externalId'): string => {
  const value = settings[name];
  if (value === undefined) throw new UsageError(hubText.missingSetting(name, OUTPUTS_FILE));
  return value;
};
