import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DeployedFunction, type FunctionOptions, functionsOf } from './functions.ts';
import { connectQueues, createApi, scheduled } from './triggers.ts';

const MINUTE_MS = 60_000;

/** The functions of a stack with what invokes them. Nothing runs on a timer: the caller decides when. */
export interface Runtime {
  /** Starts the functions of a stack, in place of those that run. */
  run(options: Omit<FunctionOptions, 'clock'>): Promise<void>;
  /** Processes the queues until they are empty. */
  settle(): Promise<void>;
  /** Runs what EventBridge runs each minute, and then the queues until they are empty. */
  minute(): Promise<void>;
  stop(): Promise<void>;
  /** Answers requests to the HTTP API of the stack; `waitPath` moves the clock for a program that waits. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** A runtime without functions. */
export const createRuntime = (clock: FunctionOptions['clock'], waitPath: string): Runtime => {
  let functions: readonly DeployedFunction[] = [];
  let connections: ReturnType<typeof connectQueues> = [];
  let schedules: ReturnType<typeof scheduled> = [];
  let api: ReturnType<typeof createApi> | undefined;
  let sweptAtMs = 0;

  const settle = async (): Promise<void> => {
    for (const { queue } of connections) await queue.drain();
  };
  const minute = async (): Promise<void> => {
    sweptAtMs = clock.now().getTime();
    for (const { fn } of schedules) await fn.invoke({ source: 'aws.events' });
    await settle();
  };
  const stop = async (): Promise<void> => {
    for (const connection of connections) connection.stop();
    await Promise.all(functions.map((fn) => fn.stop()));
    [functions, connections, schedules, api] = [[], [], [], undefined];
  };

  /** Moves the clock by the milliseconds of the body, lets the functions work, and answers with the new shift. */
  const wait = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) text += chunk;
    clock.advance(Number(text) / 1000);
    try {
      await (clock.now().getTime() - sweptAtMs < MINUTE_MS ? settle() : minute());
      response.end(String(clock.shiftMs));
    } catch (fault) {
      response.writeHead(500).end(String(fault));
    }
  };

  return {
    run: async (options) => {
      await stop();
      functions = functionsOf({ ...options, clock });
      const wiring = { aws: options.aws, stack: options.stack, functions };
      connections = connectQueues(wiring);
      schedules = scheduled(wiring);
      api = createApi(wiring);
    },
    settle,
    minute,
    stop,
    answer: async (request, response) => {
      response.setHeader('date', clock.now().toUTCString());
      if (request.url === waitPath) await wait(request, response);
      else if (api === undefined) response.writeHead(503).end();
      else await api(request, response);
    },
  };
};
