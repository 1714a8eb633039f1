import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalAws } from '@assume-bot/local-aws';
import type { Quotas } from '@assume-bot/local-aws/seed-types';
import type { Credentials, LocalAws, LocalAwsOptions } from '@assume-bot/local-aws/types';
import { createLocalSlack } from '@assume-bot/local-slack';
import type { CommandOutcome, LocalSlack } from '@assume-bot/local-slack/contract';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { targetsOf } from '../../bin/app/targets-of.ts';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { tableDefinition } from '../../functions/adapters/dynamodb/table.ts';
import { provePattern } from '../../functions/adapters/system/prove-pattern.ts';
import type { Catalog, Principal } from '../../functions/core/catalog/catalog.ts';
import { defined } from '../../functions/core/defined.ts';
import { stateDocuments } from '../../functions/core/terraform/state-documents.ts';
import { composeReconcile } from '../../functions/handlers/reconcile/compose.ts';
import { composeSlackEvents } from '../../functions/handlers/slack-events/compose.ts';
import { composeSweep } from '../../functions/handlers/sweep/compose.ts';
import { toEvent } from '../../local/gateway/http-api.ts';
import { redeployRoles } from '../../local/stack/deployed-roles.ts';
import { signIn } from '../../local/stack/federated-seed.ts';
import { inPartition, regionOf } from '../../local/stack/in-partition.ts';
import {
  AUDIT_BUCKET,
  EXTERNAL_ID,
  HUB_ACCOUNT,
  lambdaRoleArn,
  QUEUE_NAME,
  TABLE_NAME,
} from '../../local/stack/names.ts';
import { seedOf } from '../../local/stack/seed.ts';
import { addToWorkspace, type StackWorkspace } from '../../local/stack/workspace.ts';
import { openUserApi } from './a-user-api.ts';
import { deployInspectors } from './deployed-inspector.ts';
import { deployedPolicies } from './deployed-policies.ts';
import { aClock, type FixedClock } from './fixed-clock.ts';

const SIGNING_SECRET = '0123456789abcdef0123456789abcdef';
const BOT_TOKEN = 'xoxb-test';

/** The real handlers between a local AWS and a local Slack, all on one fixed clock. */
export interface TestStack {
  readonly clock: FixedClock;
  readonly aws: LocalAws;
  readonly slack: LocalSlack;
  readonly catalog: Catalog;
  readonly slackEvents: (event: APIGatewayProxyEventV2) => Promise<{ statusCode?: number; body?: string }>;
  readonly role: (name?: string) => ReturnType<LocalAws['role']> & object;
  /** Runs the reconcile Lambda until the queue is empty. */
  settle(): Promise<void>;
  /** Runs the sweep, and then the reconcile Lambda. */
  sweep(): Promise<void>;
  command(person: string, text: string): Promise<CommandOutcome>;
  /** Clicks a button on the newest message that shows it to this user, then settles. */
  press(person: string, actionId: string): Promise<void>;
  /** Types a command that ends the access of others, and confirms it. Returns the window that then opens, as JSON. */
  confirm(person: string, text: string): Promise<string>;
  /** Requests with a command, approves, and settles. */
  grant(person: string, text: string, approver?: string): Promise<void>;
  keysOf(userName: string): Credentials;
  /** The keys of a user of the catalog: of their IAM user, or of a session of their sign-in. */
  keysOfPerson(id: string): Credentials;
  /** The decision of STS: `Allowed` or a kind of refusal. */
  mayAssume(userName: string, options?: { sessionName?: string; role?: string }): string;
  /** A session from AssumeRole through the SDK. */
  assume(
    userName: string,
    options?: { sessionName?: string; role?: string; durationSeconds?: number },
  ): Promise<Credentials>;
  mayList(session: Credentials): string;
  /** The URL of the API of users, which starts on first use. */
  userApi(): Promise<string>;
  close(): Promise<void>;
}

/** A `.local` directory of an earlier release, which the stack continues from. */
export interface KeptWorld {
  /** The stack changes it, so each test needs its own copy. */
  readonly directory: string;
  /** Runs before the bot starts, to inspect or change the world. */
  readonly meet?: (aws: LocalAws, clock: FixedClock) => void;
  readonly onCall?: LocalAwsOptions['onCall'];
  /** Whether the account stacks are still those of the earlier release. */
  readonly areAccountsOld?: true;
}

export const ROLE_ARN = 'arn:aws:iam::222222222222:role/s3-list-role';

/** Compiles the catalog of a test. Throws if it contains a mistake. */
const compiled = (yaml: string) => {
  const outcome = compileCatalog(yaml, provePattern);
  if (outcome.kind === 'invalid')
    throw new Error(outcome.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return outcome.catalog;
};

/** A generous timeout for calls that have a short one in production, so that tests pass on a busy machine. */
const PATIENCE_MS = 300_000;

/** Sets environment variables of this process. The returned function restores their previous values. */
const setEnvironment = (values: Readonly<Record<string, string>>): (() => void) => {
  const previous = Object.keys(values).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of previous) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
};

const expectOnly = (error: string, refusals: ReturnType<LocalSlack['takeRefusals']>): void => {
  const others = refusals.filter((refusal) => refusal.error !== error);
  if (others.length > 0) throw new Error(`Slack did not take what the bot sent: ${JSON.stringify(others, null, 1)}`);
};

/** Starts everything in process. Until it is closed, AWS_ENDPOINT_URL and AWS_REGION of this process point to it. */
export const aStack = async (
  yaml: string,
  startsAt = '2030-01-01T12:00:00Z',
  /** Additional environment variables of the Lambdas. */
  more: Readonly<Record<string, string>> = {},
  kept?: KeptWorld,
  /** Quotas of every account. Default: those of a new account. */
  quotas: Partial<Quotas> = {},
  /** Users, channels and user groups that the example's workspace lacks. */
  workspace: Partial<StackWorkspace> = {},
): Promise<TestStack> => {
  const clock = aClock(startsAt);
  const catalog = compiled(yaml);
  const directory = mkdtempSync(join(tmpdir(), 'assume-bot-stack-'));
  const catalogPath = join(directory, 'catalog.json');
  writeFileSync(catalogPath, JSON.stringify(catalog));

  const started = await createLocalAws({
    port: 0,
    clock,
    region: regionOf(catalog),
    ...(kept === undefined ? {} : { statePath: join(kept.directory, 'aws/state') }),
    ...defined({ onCall: kept?.onCall }),
  });
  const aws = inPartition(started);
  const seeded = seedOf({ ...catalog, states: stateDocuments(catalog) });
  const seed = { ...seeded, accounts: seeded.accounts.map((account) => ({ ...account, quotas })) };
  aws.seed(seed);
  if (kept !== undefined && kept.areAccountsOld !== true) redeployRoles(aws, seed, catalog);
  const managers = catalog.accounts.map(({ id, managerRoleName }) => `arn:aws:iam::${id}:role/${managerRoleName}`);
  for (const fn of ['slack-events', 'api', 'reconcile', 'sweep']) {
    aws.editRole(lambdaRoleArn(fn), { inlinePolicies: { work: null, ...deployedPolicies(fn, managers) } });
  }
  deployInspectors(aws, catalog.accounts, targetsOf(catalog));
  const restoreEnvironment = setEnvironment({ AWS_ENDPOINT_URL: aws.url, AWS_REGION: aws.region });
  const root = new DynamoDBClient({ credentials: aws.rootCredentials(HUB_ACCOUNT) });
  if (kept === undefined) await root.send(new CreateTableCommand(tableDefinition(TABLE_NAME)));
  root.destroy();
  kept?.meet?.(aws, clock);

  let slackEvents: TestStack['slackEvents'] = async () => ({ statusCode: 503 });
  const slack = await createLocalSlack({
    port: 0,
    clock,
    signingSecret: SIGNING_SECRET,
    token: BOT_TOKEN,
    ackTimeoutMs: PATIENCE_MS,
    isStrict: true,
    ...(kept === undefined ? {} : { statePath: join(kept.directory, 'slack/state.json') }),
    transport: async ({ method, headers, body }) => {
      const event = toEvent({ method, path: '/slack/events', headers }, Buffer.from(body), clock.now());
      const { statusCode = 200, body: answer = '', ...rest } = await slackEvents(event);
      return { status: statusCode, headers: {}, ...rest, body: answer };
    },
  });

  await addToWorkspace(slack.directory, { users: [], channels: [], groups: [], ...workspace });

  const environment = (name: string) => {
    const session = aws.issueSession({
      roleArn: lambdaRoleArn(name),
      sessionName: name,
      durationSeconds: 365 * 86_400,
    });
    return {
      AWS_ACCESS_KEY_ID: session.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
      AWS_SESSION_TOKEN: session.sessionToken,
      AWS_REGION: aws.region,
      AWS_ENDPOINT_URL: aws.url,
      ASSUME_TABLE: TABLE_NAME,
      ASSUME_QUEUE_URL: aws.queue(QUEUE_NAME).url,
      ASSUME_CATALOG: catalogPath,
      ASSUME_EXTERNAL_ID: EXTERNAL_ID,
      ...(name === 'reconcile' ? { ASSUME_AUDIT_BUCKET: AUDIT_BUCKET } : {}),
      SLACK_API_URL: slack.apiUrl,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_BOT_TOKEN: BOT_TOKEN,
      ASSUME_LOG_LEVEL: 'silent',
      ...more,
    };
  };
  const sweepOnce = await composeSweep(environment('sweep'), clock);
  const reconcile = (await composeReconcile(environment('reconcile'), clock)) as (
    event: SQSEvent,
  ) => Promise<SQSBatchResponse>;
  aws.queue(QUEUE_NAME).consume(reconcile, { batchSize: 1 });

  let userApi: ReturnType<typeof openUserApi> | undefined;
  const stack: TestStack = {
    clock,
    aws,
    slack,
    catalog,
    slackEvents: (event) => slackEvents(event),
    role: (name = ROLE_ARN) => {
      const role = aws.role(name);
      if (role === undefined) throw new Error(`no role ${name}`);
      return role;
    },
    settle: () => aws.queue(QUEUE_NAME).drain(),
    sweep: async () => {
      await sweepOnce();
      await stack.settle();
    },
    command: (person, text) => slack.as(person).command('/assume', text),
    press: async (person, actionId) => {
      const shows = (message: object) => JSON.stringify(message).includes(`"action_id":"${actionId}"`);
      const message = slack.seenBy(person).findLast(shows);
      if (message === undefined) throw new Error(`${person} sees no button ${actionId}`);
      await slack.as(person).press({ channel: message.channel, ts: message.ts, actionId });
      await stack.settle();
    },
    confirm: async (person, text) => {
      await stack.command(person, text);
      await stack.press(person, 'confirm');
      return JSON.stringify(slack.modalsOf(person).at(-1));
    },
    grant: async (person, text, approver = 'U0BOB') => {
      await stack.command(person, text);
      await stack.settle();
      await stack.press(approver, 'approve');
    },
    keysOf: (userName) => aws.credentialsOf(`arn:aws:iam::111111111111:user/${userName}`),
    keysOfPerson: (id) => {
      const person = (catalog.people as Readonly<Record<string, Principal>>)[id];
      if (person === undefined) throw new Error(`the catalog has no user ${id}`);
      return person.kind === 'federated' ? signIn(aws, person) : aws.credentialsOf(person.arn);
    },
    mayAssume: (userName, { sessionName = userName, role = ROLE_ARN } = {}) =>
      aws.decideAssumeRole({ as: stack.keysOf(userName), roleArn: role, sessionName }),
    assume: async (userName, { sessionName = userName, role = ROLE_ARN, durationSeconds } = {}) => {
      const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts');
      const sts = new STSClient({ credentials: stack.keysOf(userName) });
      const input = {
        RoleArn: role,
        RoleSessionName: sessionName,
        ...(durationSeconds === undefined ? {} : { DurationSeconds: durationSeconds }),
      };
      const { Credentials: keys } = await sts.send(new AssumeRoleCommand(input));
      sts.destroy();
      return {
        accessKeyId: keys?.AccessKeyId ?? '',
        secretAccessKey: keys?.SecretAccessKey ?? '',
        sessionToken: keys?.SessionToken ?? '',
      };
    },
    mayList: (session) => aws.decideAction({ as: session, action: 's3:ListAllMyBuckets' }),
    userApi: async () => {
      userApi ??= openUserApi(aws, catalog, clock, environment('api'));
      return (await userApi).url;
    },
    close: async () => {
      restoreEnvironment();
      await (await userApi)?.close();
      await aws.close();
      // Messages of release 0.1.0 contain rich text, which Slack does not replace.
      if (kept !== undefined) expectOnly('block_mismatch', slack.takeRefusals());
      await slack.close();
    },
  };
  // The first sweep reads the workspace and its users.
  await stack.sweep();
  slackEvents = (await composeSlackEvents(environment('slack-events'), clock, {
    callTimeoutMs: PATIENCE_MS,
  })) as TestStack['slackEvents'];
  return stack;
};
