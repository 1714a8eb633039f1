import { createLocalAws } from '@assume-bot/local-aws';
import type { LocalAws } from '@assume-bot/local-aws/types';
import { createLocalSlack } from '@assume-bot/local-slack';
import type { LocalSlack } from '@assume-bot/local-slack/contract';
import { clientsFor } from '../../local/deployment/clients.ts';
import { createShiftedClock, type ShiftedClock } from '../../local/deployment/clock.ts';
import { type DeployedFunction, functionsOf } from '../../local/deployment/functions.ts';
import { type DeployedStack, deployStack } from '../../local/deployment/stack.ts';
import { connectQueues, createApi, scheduled } from '../../local/deployment/triggers.ts';
import { openServer } from '../../local/stack/open-server.ts';
import type { Synthesis } from './synthesis.ts';
import { deployRole } from './world.ts';

/** The setting `slackApiUrl` of the rehearsal. The functions get the address of the local Slack in its place. */
export const SLACK_API_URL = 'https://slack-gov.com/api/';
export const BOT_TOKEN = 'xoxb-rehearsal';
export const SIGNING_SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
/** Slack waits 3 seconds. A slow machine must not fail the rehearsal, so users of the local Slack wait longer. */
const PATIENCE_MS = 60_000;
const MINUTE_MS = 60_000;

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
  readonly lines: readonly string[];
  stacks: Map<string, DeployedStack>;
  deploy(synthesis: Synthesis, stackName: string, before?: DeployedStack): Promise<DeployedStack>;
  /** Starts the functions of a stack, in place of those that run. */
  run(stack: DeployedStack, synthesis: Synthesis): Promise<void>;
  /** Runs what EventBridge runs each minute, and then the queue until it is empty. */
  minute(): Promise<void>;
  /** Processes the queue until it is empty. */
  settle(): Promise<void>;
  /** Moves the clock in steps of at most `everyMinutes`, and runs a minute after each. */
  pass(time: { readonly minutes: number; readonly everyMinutes?: number }): Promise<void>;
  stopFunctions(): Promise<void>;
  close(): Promise<void>;
}

export interface RehearsedOptions {
  readonly region: string;
  /** Default: now. */
  readonly startsAt?: Date;
  /** State directories of an earlier release. */
  readonly kept?: string;
  readonly slackBot?: { readonly token: string; readonly signingSecret: string };
}

/** Starts the local AWS and the local Slack on free ports. No function runs yet. */
export const startRehearsed = async (options: RehearsedOptions): Promise<Rehearsed> => {
  const { region, kept } = options;
  const clock = createShiftedClock(options.startsAt);
  const closers: (() => Promise<unknown>)[] = [];
  const aws = await createLocalAws({ port: 0, region, clock, ...(kept && { statePath: `${kept}/aws/state` }) });
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
  closers.push(() => slack.close());

  const lines: string[] = [];
  let functions: readonly DeployedFunction[] = [];
  let connections: ReturnType<typeof connectQueues> = [];
  let sweptAtMs = 0;
  let schedules: ReturnType<typeof scheduled> = [];

  const rehearsed: Rehearsed = {
    aws,
    slack,
    clock,
    region,
    url: server.url,
    waitUrl: `${server.url}/_rehearsal/wait`,
    lines,
    stacks: new Map(),
    deploy: async (synthesis, stackName, before) => {
      const accountId = synthesis.accountOf(stackName);
      if (accountId === undefined) throw new Error(`${stackName} has no account`);
      const roleArn = deployRole(accountId, region);
      const session = aws.issueSession({ roleArn, sessionName: 'AWSCloudFormation' });
      const clients = clientsFor(aws, session);
      try {
        const stack = await deployStack(synthesis.template(stackName), {
          aws,
          clients: clients.all,
          place: { stackName, accountId, region, partition: aws.partition },
          ...(before && { before }),
        });
        rehearsed.stacks.set(stackName, stack);
        return stack;
      } finally {
        clients.close();
      }
    },
    run: async (stack, synthesis) => {
      await rehearsed.stopFunctions();
      functions = functionsOf({
        aws,
        stack,
        clock,
        folderOf: synthesis.assetFolder,
        addresses: { [SLACK_API_URL]: slack.apiUrl },
        onLine: (name, line) => lines.push(`${name} ${line}`),
      });
      const wiring = { aws, stack, functions };
      connections = connectQueues(wiring);
      schedules = scheduled(wiring);
      const api = createApi(wiring);
      server.answerWith(async (request, response) => {
        response.setHeader('date', clock.now().toUTCString());
        if (request.url !== '/_rehearsal/wait') return api(request, response);
        let text = '';
        for await (const chunk of request) text += chunk;
        clock.advance(Number(text) / 1000);
        // The bot works while a program waits.
        await (clock.now().getTime() - sweptAtMs < MINUTE_MS ? rehearsed.settle() : rehearsed.minute());
        response.end(String(clock.shiftMs));
      });
    },
    settle: async () => {
      for (const { queue } of connections) await queue.drain();
    },
    minute: async () => {
      sweptAtMs = clock.now().getTime();
      for (const { fn } of schedules) await fn.invoke({ source: 'aws.events' });
      await rehearsed.settle();
    },
    pass: async ({ minutes, everyMinutes = minutes }) => {
      for (let passed = 0; passed < minutes; passed += everyMinutes) {
        clock.advance(Math.min(everyMinutes, minutes - passed) * 60);
        await rehearsed.minute();
      }
    },
    stopFunctions: async () => {
      for (const { stop } of connections) stop();
      connections = [];
      await Promise.all(functions.map((fn) => fn.stop()));
      functions = [];
    },
    close: async () => {
      await rehearsed.stopFunctions();
      for (const close of closers.toReversed()) await close();
    },
  };
  return rehearsed;
};
