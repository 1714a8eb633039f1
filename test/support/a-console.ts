import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { createSite } from '@assume-bot/local-console';
import { toEvent } from '../../local/gateway/http-api.ts';
import type { Lambda } from '../../local/lambda/lambda.ts';
import { consoleOptions } from '../../local/stack/console-options.ts';
import { aStack, type TestStack } from './a-stack.ts';

/** A stack with a clock that only the test advances, and the console in front of it. */
export interface TestConsole {
  readonly stack: TestStack;
  readonly url: string;
  /** Whether the functions are running, as set with the switch of the console. */
  readonly isRunning: () => boolean;
  close(): Promise<void>;
}

/** A function that can only be started and stopped. While it runs, the stack handles its events. */
const aLambda = (name: string): Lambda => {
  let isRunning = true;
  return {
    name,
    ready: Promise.resolve(),
    get isRunning() {
      return isRunning;
    },
    invoke: async () => undefined,
    stop: async () => {
      isRunning = false;
    },
    restart: async () => {},
    start: async () => {
      isRunning = true;
    },
  };
};

/** Starts the real handlers and the console. Queues are delivered automatically while the bot is running. */
export const aConsole = async (catalog: string): Promise<TestConsole> => {
  const stack = await aStack(catalog);
  const lambdas = {
    'slack-events': aLambda('slack-events'),
    api: aLambda('api'),
    reconcile: aLambda('reconcile'),
    sweep: aLambda('sweep'),
  };
  const isRunning = () => Object.values(lambdas).every((lambda) => lambda.isRunning);
  stack.slack.setBot({
    transport: async ({ method, headers, body }) => {
      if (!isRunning()) return { status: 500, headers: {}, body: '{"message":"Internal Server Error"}' };
      const event = toEvent({ method, path: '/slack/events', headers }, Buffer.from(body), stack.clock.now());
      const { statusCode = 200, ...answer } = await stack.slackEvents(event);
      return { status: statusCode, headers: {}, body: '', ...answer };
    },
  });

  let isOpen = true;
  const work = async () => {
    while (isOpen) {
      if (isRunning()) await stack.settle();
      await after(20);
    }
  };
  const worked = work();

  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const site = createSite(consoleOptions({ ...stack, lambdas, url }));
  server.on('request', async (request, response) => {
    if (!(await site(request, response))) response.writeHead(404).end('not of the console');
  });
  return {
    stack,
    url,
    isRunning,
    close: async () => {
      isOpen = false;
      await worked;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await stack.close();
    },
  };
};
