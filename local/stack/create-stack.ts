import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createLocalAws } from '@assume-bot/local-aws';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import type { CallRecord, LocalAws } from '@assume-bot/local-aws/types';
import { createLocalSlack } from '@assume-bot/local-slack';
import type { LocalSlack } from '@assume-bot/local-slack/contract';
import { type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { forward } from '../gateway/http-api.ts';
import { createLambda, type Lambda } from '../lambda/lambda.ts';
import { createProcessLambda } from '../lambda/process-lambda.ts';
import { createSocketBridge } from '../socket/bridge.ts';
import { redeployRoles } from './deployed-roles.ts';
import { ensureTable } from './ensure-table.ts';
import { environmentOf, type LambdaName } from './lambda-environment.ts';
import { HUB_ACCOUNT, lambdaRoleArn, QUEUE_NAME } from './names.ts';
import { openServer } from './open-server.ts';
import { describeProfiles } from './profiles.ts';
import { seedOf } from './seed.ts';
import type { StackCatalog } from './stack-catalog.ts';

export const SIGNING_SECRET = 'local-signing-secret';
export const BOT_TOKEN = 'xoxb-local';

export interface StackOptions {
  readonly host: string;
  readonly ports: { readonly console: number; readonly aws: number; readonly slack: number };
  readonly catalog: StackCatalog;
  /** Path of the compiled catalog that the Lambdas read. */
  readonly catalogPath: string;
  /** Whether the modules are bundles. Bundles run in separate processes with Node alone. */
  readonly isBundled?: boolean;
  /** Modules that export `handler`, as URLs. */
  readonly entries: Readonly<Record<LambdaName, string>>;
  readonly table: CreateTableCommandInput;
  /** A directory that keeps all state over restarts, including `aws/config` and `aws/credentials`. */
  readonly directory: string;
  readonly isEphemeral: boolean;
  /** The interval of the sweep, in milliseconds. In AWS it is one minute. */
  readonly sweepEveryMs: number;
  readonly onLine: (lambda: LambdaName, line: string) => void;
  readonly onCall?: (call: CallRecord) => void;
  /** Connects a real workspace with Socket Mode instead of the local Slack, which stays idle. */
  readonly realSlack?: { readonly botToken: string; readonly appToken: string; readonly slackApiUrl?: string };
  /** Answers requests that are not for the bot. Returns false for an unknown path. */
  readonly createSite?: (
    stack: Omit<Stack, 'close'>,
  ) => (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
}

/** A running stack: AWS, Slack and the bot on loopback. */
export interface Stack {
  readonly aws: LocalAws;
  readonly slack: LocalSlack;
  readonly lambdas: Readonly<Record<LambdaName, Lambda>>;
  readonly url: string;
  /** Access keys of an operator, who can use the table, the queue and the manager roles. */
  readonly operator: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  readonly profiles: { readonly configFile: string; readonly credentialsFile: string };
  readonly catalog: StackCatalog;
  /** The environment of a Lambda. */
  environmentOf(name: LambdaName): Record<string, string>;
  close(): Promise<void>;
}

const makeTable = async (aws: LocalAws, table: CreateTableCommandInput): Promise<void> => {
  const client = new DynamoDBClient({
    endpoint: aws.url,
    region: aws.region,
    credentials: aws.rootCredentials(HUB_ACCOUNT),
  });
  try {
    await ensureTable(client, table, pause);
  } finally {
    client.destroy();
  }
};

/** Closes what was started, latest first. */
type Closers = (() => Promise<unknown>)[];

/** Starts the local AWS with the accounts of the catalog, the table and the AWS CLI profiles. */
const startAws = async (options: StackOptions, closers: Closers) => {
  const { catalog, directory } = options;
  const aws = await createLocalAws({
    host: options.host,
    port: options.ports.aws,
    ...(options.isEphemeral ? {} : { statePath: `${directory}/aws/state` }),
    ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
  });
  closers.push(() => aws.close());
  const seed = seedOf(catalog);
  aws.seed(seed);
  redeployRoles(aws, seed, catalog);
  await makeTable(aws, options.table);
  return { aws, profiles: writeProfiles(`${directory}/aws`, describeProfiles(aws, catalog)) };
};

const startSlack = async (options: StackOptions, url: string, closers: Closers): Promise<LocalSlack> => {
  const slack = await createLocalSlack({
    host: options.host,
    port: options.ports.slack,
    botUrl: `${url}/slack/events`,
    signingSecret: SIGNING_SECRET,
    token: BOT_TOKEN,
    ...(options.isEphemeral ? {} : { statePath: `${options.directory}/slack/state.json` }),
  });
  closers.push(() => slack.close());
  return slack;
};

const startLambdas = async (
  options: StackOptions,
  environment: Stack['environmentOf'],
  closers: Closers,
): Promise<Stack['lambdas']> => {
  const makeLambda = options.isBundled === true ? createProcessLambda : createLambda;
  const start = (name: LambdaName): Lambda =>
    makeLambda({
      name,
      entry: options.entries[name],
      env: environment(name),
      onLine: (line) => options.onLine(name, line),
    });
  const lambdas = { 'slack-events': start('slack-events'), reconcile: start('reconcile'), sweep: start('sweep') };
  closers.push(() => Promise.all(Object.values(lambdas).map((lambda) => lambda.stop())));
  await Promise.all(Object.values(lambdas).map(({ ready }) => ready));
  return lambdas;
};

/** Delivers the messages of the queue to the reconcile Lambda, as the event source mapping does. */
const consumeQueue = (aws: LocalAws, reconcile: Lambda, onLine: StackOptions['onLine'], closers: Closers): void => {
  const allFailed = (event: SQSEvent): SQSBatchResponse => ({
    batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
  });
  const stop = aws.queue(QUEUE_NAME).consume(async (event) => {
    if (!reconcile.isRunning) return allFailed(event);
    try {
      return (await reconcile.invoke(event)) as SQSBatchResponse;
    } catch (fault) {
      // A Lambda that is stopped during its work is not an error, because the message is delivered again.
      if (reconcile.isRunning) onLine('reconcile', (fault as Error).message);
      return allFailed(event);
    }
  });
  closers.push(async () => stop());
};

/** Runs the sweep now, and then at the interval. */
const startSweep = async ({ onLine, sweepEveryMs }: StackOptions, lambda: Lambda, closers: Closers): Promise<void> => {
  const sweep = async (): Promise<void> => {
    if (!lambda.isRunning) return;
    await lambda.invoke({ source: 'aws.events' }).catch((fault: Error) => onLine('sweep', fault.message));
  };
  await sweep();
  const timer = setInterval(sweep, sweepEveryMs);
  closers.push(async () => clearInterval(timer));
};

const startParts = async (options: StackOptions, closers: Closers): Promise<Omit<Stack, 'close'>> => {
  const { aws, profiles } = await startAws(options, closers);
  const server = await openServer(options.ports.console, options.host);
  closers.push(server.close);
  const slack = await startSlack(options, server.url, closers);

  const botToken = options.realSlack?.botToken ?? BOT_TOKEN;
  const slackApiUrl = options.realSlack === undefined ? slack.apiUrl : options.realSlack.slackApiUrl;
  const environment = (name: LambdaName): Record<string, string> =>
    environmentOf(name, {
      aws,
      catalogPath: options.catalogPath,
      signingSecret: SIGNING_SECRET,
      botToken,
      slackApiUrl,
    });
  const lambdas = await startLambdas(options, environment, closers);
  consumeQueue(aws, lambdas.reconcile, options.onLine, closers);

  const { expiration: _, ...operator } = aws.issueSession({
    roleArn: lambdaRoleArn('operator'),
    sessionName: 'operator',
    durationSeconds: 365 * 86_400,
  });
  const { catalog } = options;
  const stack = { aws, slack, lambdas, url: server.url, operator, profiles, catalog, environmentOf: environment };
  const invokeBot = (event: APIGatewayProxyEventV2) => lambdas['slack-events'].invoke(event);
  const site = options.createSite?.(stack);
  server.answerWith(async (request, response) => {
    if (request.url?.startsWith('/slack/events')) await forward(request, response, invokeBot);
    else if (!(await site?.(request, response))) {
      response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end('Not found. The bot listens at POST /slack/events.\n');
    }
  });

  if (options.realSlack !== undefined) {
    const onFault = (message: string): void => options.onLine('slack-events', message);
    const bridge = await createSocketBridge({
      ...options.realSlack,
      signingSecret: SIGNING_SECRET,
      invoke: invokeBot,
      onFault,
    });
    closers.push(() => bridge.close());
  }
  await startSweep(options, lambdas.sweep, closers);
  return stack;
};

/**
 * Starts all parts in the order of their dependencies. If a part fails to start, closes the parts that have started.
 */
export const createStack = async (options: StackOptions): Promise<Stack> => {
  const closers: Closers = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await startParts(options, closers)), close };
  } catch (fault) {
    await close();
    throw fault;
  }
};
