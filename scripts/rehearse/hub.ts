import { createLocalAws } from '@assume-bot/local-aws';
import type { LocalAws } from '@assume-bot/local-aws/types';
import { createLocalSlack } from '@assume-bot/local-slack';
import type { LocalSlack } from '@assume-bot/local-slack/contract';
import { clientsFor } from '../../local/deployment/clients.ts';
import { createShiftedClock, type ShiftedClock } from '../../local/deployment/clock.ts';
import { createRuntime } from '../../local/deployment/runtime.ts';
import { type DeployedStack, deployStack } from '../../local/deployment/stack.ts';
import { openServer } from '../../local/stack/open-server.ts';
import { deployRole } from './platform.ts';
import type { Synthesis } from './synthesis.ts';

/** The setting `slackApiUrl` of the rehearsal. The functions get the address of the local Slack in its place. */
export const SLACK_API_URL = 'https://slack-gov.com/api/';
export const BOT_TOKEN = 'xoxb-rehearsal';
export const SIGNING_SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
/** Slack waits 3 seconds. A slow machine must not fail the rehearsal, so users of the local Slack wait longer. */
const PATIENCE_MS = 60_000;
const WAIT_PATH = '/_rehearsal/wait';

/** Everything that the rehearsal runs: AWS, Slack, and the functions of the deployed hub. */
export interface Rehearsed {
  readonly aws: LocalAws;
  readonly slack: LocalSlack;
  readonly clock: ShiftedClock;
  readonly region: string;
  /** The address of the HTTP API, and of the clock for programs that wait. */
  readonly url: string;
  readonly waitUrl: string;
  /** The log lines of the functions. */
  readonly lines: string[];
  readonly stacks: Map<string, DeployedStack>;
  deploy(synthesis: Synthesis, stackName: string, before?: DeployedStack): Promise<DeployedStack>;
  /** Starts the functions of a stack, in place of those that run. */
  run(stack: DeployedStack, synthesis: Synthesis): Promise<void>;
  /** Runs what EventBridge runs each minute, and then the queue until it is empty. */
  minute(): Promise<void>;
  /** Processes the queue until it is empty. */
  settle(): Promise<void>;
  stopFunctions(): Promise<void>;
  close(): Promise<void>;
}

export interface RehearsedOptions {
  readonly region: string;
  /** Default: now. */
  readonly startsAt?: Date;
  /** State directories of an earlier release. */
  readonly kept?: string;
}

/** Deploys a stack with the credentials of the role that deploys in its account. */
const deployIn = async (
  aws: LocalAws,
  clock: ShiftedClock,
  synthesis: Synthesis,
  stackName: string,
  before: DeployedStack | undefined,
  suffix: string,
): Promise<DeployedStack> => {
  const accountId = synthesis.accountOf(stackName);
  if (accountId === undefined) throw new Error(`${stackName} has no account`);
  const { region, partition } = aws;
  const roleArn = deployRole(accountId, region);
  const clients = clientsFor(aws, aws.issueSession({ roleArn, sessionName: 'deployment' }), clock);
  try {
    return await deployStack(synthesis.template(stackName), {
      aws,
      clients: clients.all,
      place: { stackName, accountId, region, partition, suffix },
      ...(before && { before }),
    });
  } finally {
    clients.close();
  }
};

/** Starts the local AWS and the local Slack on free ports. No function runs yet. */
export const startRehearsed = async (options: RehearsedOptions): Promise<Rehearsed> => {
  const { region, kept } = options;
  const clock = createShiftedClock(options.startsAt);
  const runtime = createRuntime(clock, WAIT_PATH);
  const closers: (() => Promise<unknown>)[] = [];
  const aws = await createLocalAws({
    port: 0,
    region,
    clock,
    checksFreshness: true,
    ...(kept && { statePath: `${kept}/aws/state` }),
  });
  closers.push(() => aws.close());
  const server = await openServer(0, '127.0.0.1');
  closers.push(server.close);
  const slack = await createLocalSlack({
    port: 0,
    clock,
    botUrl: `${server.url}/slack/events`,
    signingSecret: SIGNING_SECRET,
    token: BOT_TOKEN,
    ackTimeoutMs: PATIENCE_MS,
    ...(kept && { statePath: `${kept}/slack/state.json` }),
  });
  closers.push(() => slack.close(), runtime.stop);

  server.answerWith(runtime.answer);

  const lines: string[] = [];
  let creations = 0;
  const stacks = new Map<string, DeployedStack>();
  return {
    aws,
    slack,
    clock,
    region,
    url: server.url,
    waitUrl: `${server.url}${WAIT_PATH}`,
    lines,
    stacks,
    deploy: async (synthesis, stackName, before) => {
      creations += 1;
      const suffix = before?.place.suffix ?? `1A2B3C4D5E${String(creations).padStart(2, '0')}`;
      const stack = await deployIn(aws, clock, synthesis, stackName, before, suffix);
      stacks.set(stackName, stack);
      return stack;
    },
    run: (stack, synthesis) =>
      runtime.run({
        aws,
        stack,
        folderOf: synthesis.assetFolder,
        addresses: { [SLACK_API_URL]: slack.apiUrl },
        onLine: (name, line) => lines.push(`${name} ${line}`),
      }),
    settle: runtime.settle,
    minute: runtime.minute,
    stopFunctions: runtime.stop,
    close: async () => {
      for (const close of closers.toReversed()) await close();
    },
  };
};
