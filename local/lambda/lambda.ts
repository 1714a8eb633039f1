import { Worker } from 'node:worker_threads';

type Fault = { readonly name: string; readonly message: string; readonly stack?: string };
type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly fault: Fault }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'fault'; readonly id: number; readonly fault: Fault };

/** A handler threw, or its Lambda was stopped. */
export class LambdaFault extends Error {
  override readonly name = 'LambdaFault';
}

/** One function, running in its own thread with its own environment. */
export interface Lambda {
  readonly name: string;
  /** Resolves when the handler is loaded. Rejects with the error that its module threw. */
  readonly ready: Promise<void>;
  invoke(event: unknown): Promise<unknown>;
  readonly isRunning: boolean;
  /** Ends the thread immediately, even during an invocation. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface LambdaOptions {
  readonly name: string;
  /** URL of the module that exports `handler`. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called with each line that the handler writes. */
  readonly onLine?: (line: string) => void;
}

const faultOf = (name: string, { message, stack }: Fault): LambdaFault => {
  const fault = new LambdaFault(`${name}: ${message}`);
  if (stack !== undefined) fault.stack = stack;
  return fault;
};

const eachLine = (stream: NodeJS.ReadableStream, onLine: (line: string) => void): void => {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
};

/** Starts a handler in a worker thread. It receives only the given environment, not the environment of this process. */
export const createLambda = ({ name, entry, env, onLine = () => {} }: LambdaOptions): Lambda => {
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (fault: Error) => void }>();
  let worker: Worker | undefined;
  let lastId = 0;

  const failAll = (fault: Error): void => {
    for (const { reject } of waiting.values()) reject(fault);
    waiting.clear();
  };

  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const started = new Worker(new URL('./worker.ts', import.meta.url), {
        env: { ...env },
        workerData: { entry, name },
        stdout: true,
        stderr: true,
      });
      worker = started;
      eachLine(started.stdout, onLine);
      eachLine(started.stderr, onLine);
      started.on('message', (message: Message) => {
        if (message.kind === 'ready') resolve();
        else if (message.kind === 'broken') reject(faultOf(name, message.fault));
        else {
          const call = waiting.get(message.id);
          waiting.delete(message.id);
          if (message.kind === 'result') call?.resolve(message.result);
          else call?.reject(faultOf(name, message.fault));
        }
      });
      started.on('error', (fault: Error) => {
        reject(fault);
        failAll(fault);
      });
      started.on('exit', () => {
        if (worker === started) worker = undefined;
        failAll(new LambdaFault(`${name} was stopped`));
      });
    });

  return {
    name,
    ready: start(),
    get isRunning() {
      return worker !== undefined;
    },
    invoke: (event) =>
      new Promise((resolve, reject) => {
        if (worker === undefined) {
          reject(new LambdaFault(`${name} is stopped`));
          return;
        }
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        worker.postMessage({ id: lastId, event });
      }),
    stop: async () => {
      await worker?.terminate();
      worker = undefined;
    },
    start,
  };
};
