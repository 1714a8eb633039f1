import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createLocalAws } from '@assume-bot/local-aws';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import type { CallRecord, LocalAws } from '@assume-bot/local-aws/types';
import { createLocalSlack } from '@assume-bot/local-slack';
import type { LocalSlack } from '@assume-bot/local-slack/contract';
import { type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { forward } from '../gateway/http-api.ts';
import { createLambda, type Lambda } from '../lambda/lambda.ts';
import { createProcessLambda } from '../lambda/process-lambda.ts';
import { createSocketBridge } from '../socket/bridge.ts';
import { redeployRoles } from './deployed-roles.ts';
import { ensureTable } from './ensure-table.ts';
import { describeProfiles } from './profiles.ts';
import {
  AUDIT_BUCKET,
  EXTERNAL_ID,
  HUB_ACCOUNT,
  lambdaRoleArn,
  QUEUE_NAME,
  type StackCatalog,
  seedOf,
  TABLE_NAME,
} from './seed.ts';

export const SIGNING_SECRET = 'local-signing-secret';
export const BOT_TOKEN = 'xoxb-local';

/** The three functions by name. */
export type LambdaName = 'slack-events' | 'reconcile' | 'sweep';

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

/**
 * Starts all parts in the order of their dependencies. If a part fails to start, closes the parts that have started.
 */
export const createStack = async (options: StackOptions): Promise<Stack> => {
  const { host, ports, directory, isEphemeral, catalog } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };

  try {
    const aws = await createLocalAws({
      host,
      port: ports.aws,
      ...(isEphemeral ? {} : { statePath: `${directory}/aws/state` }),
      ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
    });
    closers.push(() => aws.close());
    const seed = seedOf(catalog);
    aws.seed(seed);
    redeployRoles(aws, seed, catalog);
    await makeTable(aws, options.table);
    const profiles = writeProfiles(`${directory}/aws`, describeProfiles(aws, catalog));

    let answer = (_request: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' }).end('Starting ...\n');
    };
    const server = createServer((request, response) => answer(request, response));
    const consolePort = await new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(ports.console, host, () => resolve((server.address() as AddressInfo).port));
    });
    closers.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve(undefined));
          server.closeAllConnections();
        }),
    );
    const url = `http://${host}:${consolePort}`;

    const slack = await createLocalSlack({
      host,
      port: ports.slack,
      botUrl: `${url}/slack/events`,
      signingSecret: SIGNING_SECRET,
      token: BOT_TOKEN,
      ...(isEphemeral ? {} : { statePath: `${directory}/slack/state.json` }),
    });
    closers.push(() => slack.close());

    const slackApiUrl = options.realSlack === undefined ? slack.apiUrl : options.realSlack.slackApiUrl;
    const environment = (name: LambdaName): Record<string, string> => {
      const { accessKeyId, secretAccessKey, sessionToken } = aws.issueSession({
        roleArn: lambdaRoleArn(name),
        sessionName: `assume-bot-${name}`,
        durationSeconds: 365 * 86_400,
      });
      return {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken ?? '',
        AWS_REGION: aws.region,
        AWS_ENDPOINT_URL: aws.url,
        AWS_LAMBDA_FUNCTION_NAME: `assume-bot-${name}`,
        ASSUME_TABLE: TABLE_NAME,
        ASSUME_QUEUE_URL: aws.queue(QUEUE_NAME).url,
        ASSUME_CATALOG: options.catalogPath,
        ASSUME_EXTERNAL_ID: EXTERNAL_ID,
        ...(name === 'reconcile' ? { ASSUME_AUDIT_BUCKET: AUDIT_BUCKET } : {}),
        SLACK_SIGNING_SECRET: SIGNING_SECRET,
        SLACK_BOT_TOKEN: options.realSlack?.botToken ?? BOT_TOKEN,
        ...(slackApiUrl === undefined ? {} : { SLACK_API_URL: slackApiUrl }),
      };
    };
    const makeLambda = options.isBundled === true ? createProcessLambda : createLambda;
    const lambdaOf = (name: LambdaName): Lambda =>
      makeLambda({
        name,
        entry: options.entries[name],
        env: environment(name),
        onLine: (line) => options.onLine(name, line),
      });
    const lambdas = {
      'slack-events': lambdaOf('slack-events'),
      reconcile: lambdaOf('reconcile'),
      sweep: lambdaOf('sweep'),
    };
    closers.push(() => Promise.all(Object.values(lambdas).map((lambda) => lambda.stop())));
    await Promise.all(Object.values(lambdas).map(({ ready }) => ready));

    const allFailed = (event: SQSEvent): SQSBatchResponse => ({
      batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    const stopConsuming = aws.queue(QUEUE_NAME).consume(async (event) => {
      if (!lambdas.reconcile.isRunning) return allFailed(event);
      try {
        return (await lambdas.reconcile.invoke(event)) as SQSBatchResponse;
      } catch (fault) {
        // A Lambda that is stopped during its work is not an error, because the message is delivered again.
        if (lambdas.reconcile.isRunning) options.onLine('reconcile', (fault as Error).message);
        return allFailed(event);
      }
    });
    closers.push(async () => stopConsuming());

    const {
      accessKeyId,
      secretAccessKey,
      sessionToken = '',
    } = aws.issueSession({
      roleArn: lambdaRoleArn('operator'),
      sessionName: 'operator',
      durationSeconds: 365 * 86_400,
    });
    const operator = { accessKeyId, secretAccessKey, sessionToken };
    const stack = { aws, slack, lambdas, url, operator, profiles, catalog, environmentOf: environment };
    const site = options.createSite?.(stack);
    const answerReady = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      if (request.url?.startsWith('/slack/events')) {
        await forward(request, response, (event) => lambdas['slack-events'].invoke(event));
      } else if (!(await site?.(request, response))) {
        response
          .writeHead(404, { 'content-type': 'text/plain' })
          .end('Not found. The bot listens at POST /slack/events.\n');
      }
    };
    answer = (request, response) => void answerReady(request, response);

    if (options.realSlack !== undefined) {
      const bridge = await createSocketBridge({
        ...options.realSlack,
        signingSecret: SIGNING_SECRET,
        invoke: (event) => lambdas['slack-events'].invoke(event),
        onFault: (message) => options.onLine('slack-events', message),
      });
      closers.push(() => bridge.close());
    }

    const sweep = async (): Promise<void> => {
      if (!lambdas.sweep.isRunning) return;
      await lambdas.sweep
        .invoke({ source: 'aws.events' })
        .catch((fault: Error) => options.onLine('sweep', fault.message));
    };
    await sweep();
    const timer = setInterval(sweep, options.sweepEveryMs);
    closers.push(async () => clearInterval(timer));
    return { ...stack, close };
  } catch (fault) {
    await close();
    throw fault;
  }
};
