import type { CallRecord, LocalAws } from '@assume-bot/local-aws/types';
import type { LocalSlack } from '@assume-bot/local-slack/contract';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Lambda } from '../lambda/lambda.ts';
import { createSocketBridge } from '../socket/bridge.ts';
import { createFront, type Site } from './front.ts';
import { environmentOf, type LambdaName } from './lambda-environment.ts';
import { lambdaRoleArn } from './names.ts';
import { openServer } from './open-server.ts';
import { type Closers, consumeQueue, startLambdas, startSweep } from './run-lambdas.ts';
import type { StackCatalog } from './stack-catalog.ts';
import { deployCatalog, startAws } from './start-aws.ts';
import { BOT_TOKEN, SIGNING_SECRET, startSlack } from './start-slack.ts';
import { createUserApi } from './user-api.ts';
import { addToWorkspace, type StackWorkspace } from './workspace.ts';

export interface StackOptions {
  readonly host: string;
  readonly ports: { readonly console: number; readonly aws: number; readonly slack: number };
  readonly catalog: StackCatalog;
  /** The users, channels and user groups that the local Slack needs for the catalog. Default: those of the example. */
  readonly workspace?: StackWorkspace;
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
  readonly createSite?: (stack: RunningParts) => Site;
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
  /**
   * Continues with another catalog, as a deployment would: accounts, roles and users are added, and the Lambdas load
   * `catalogPath` again. Rejects if a Lambda does not accept the catalog; the Lambdas then keep the old one.
   */
  update(next: Pick<StackOptions, 'catalog' | 'workspace'>): Promise<void>;
  close(): Promise<void>;
}

export type RunningParts = Omit<Stack, 'close' | 'update'>;

const startParts = async (options: StackOptions, closers: Closers): Promise<Omit<Stack, 'close'>> => {
  const { aws, profiles } = await startAws({ ...options, port: options.ports.aws }, options.catalog, (started) =>
    closers.push(() => started.close()),
  );
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
  let userApi = createUserApi(aws, options.catalog, lambdas.api.invoke);
  const front = createFront(invokeBot, (request, response) => userApi(request, response));
  front.replaceSite(options.createSite?.(stack));
  server.answerWith(front.answer);

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
  const populate = async (workspace: StackWorkspace | undefined): Promise<void> => {
    if (workspace !== undefined && options.realSlack === undefined) await addToWorkspace(slack.directory, workspace);
  };
  await populate(options.workspace);
  await startSweep(options, lambdas.sweep, closers);
  const update: Stack['update'] = async (next) => {
    // First: the sweep would take users of the new catalog for users who have left.
    await populate(next.workspace);
    deployCatalog(aws, next.catalog, options.directory);
    for (const lambda of [lambdas.reconcile, lambdas.sweep, lambdas.api, lambdas['slack-events']])
      await lambda.restart();
    userApi = createUserApi(aws, next.catalog, lambdas.api.invoke);
    front.replaceSite(options.createSite?.({ ...stack, catalog: next.catalog }));
  };
  return { ...stack, update };
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
