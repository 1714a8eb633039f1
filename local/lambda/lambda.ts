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
  /**
   * Replaces a running thread by a new one, which loads the module and its files again. The old thread finishes its
   * invocations. Rejects if the module cannot be loaded; the old thread then goes on.
   */
  restart(): Promise<void>;
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

interface Call {
  readonly thread: Worker;
  resolve(result: unknown): void;
  reject(fault: Error): void;
}

/** Starts a handler in a worker thread. It receives only the given environment, not the environment of this process. */
export const createLambda = ({ name, entry, env, onLine = () => {} }: LambdaOptions): Lambda => {
  const calls = new Map<number, Call>();
  let current: Worker | undefined;
  let lastId = 0;

  const callsOf = (thread: Worker) => [...calls].filter(([, call]) => call.thread === thread);
  const failAll = (thread: Worker, fault: Error): void => {
    for (const [id, { reject }] of callsOf(thread)) {
      calls.delete(id);
      reject(fault);
    }
  };

  const launch = (): { readonly thread: Worker; readonly ready: Promise<void> } => {
    const thread = new Worker(new URL('./worker.ts', import.meta.url), {
      env: { ...env },
      workerData: { entry, name },
      stdout: true,
      stderr: true,
    });
    eachLine(thread.stdout, onLine);
    eachLine(thread.stderr, onLine);
    const ready = new Promise<void>((resolve, reject) => {
      thread.on('message', (message: Message) => {
        if (message.kind === 'ready') resolve();
        else if (message.kind === 'broken') reject(faultOf(name, message.fault));
        else {
          const call = calls.get(message.id);
          calls.delete(message.id);
          if (message.kind === 'result') call?.resolve(message.result);
          else call?.reject(faultOf(name, message.fault));
          if (thread !== current && callsOf(thread).length === 0) void thread.terminate();
        }
      });
      thread.on('error', (fault: Error) => {
        reject(fault);
        failAll(thread, fault);
      });
      thread.on('exit', () => {
        if (current === thread) current = undefined;
        failAll(thread, new LambdaFault(`${name} was stopped`));
      });
    });
    return { thread, ready };
  };

  const start = (): Promise<void> => {
    const { thread, ready } = launch();
    current = thread;
    return ready;
  };

  return {
    name,
    ready: start(),
    get isRunning() {
      return current !== undefined;
    },
    invoke: (event) =>
      new Promise((resolve, reject) => {
        if (current === undefined) {
          reject(new LambdaFault(`${name} is stopped`));
          return;
        }
        lastId += 1;
        calls.set(lastId, { thread: current, resolve, reject });
        current.postMessage({ id: lastId, event });
      }),
    stop: async () => {
      await current?.terminate();
      current = undefined;
    },
    start,
    restart: async () => {
      const old = current;
      if (old === undefined) return;
      const { thread, ready } = launch();
      try {
        await ready;
      } catch (fault) {
        await thread.terminate();
        throw fault;
      }
      // Stopped in the meantime: the next start loads everything again.
      if (current !== old) {
        await thread.terminate();
        return;
      }
      current = thread;
      if (callsOf(old).length === 0) await old.terminate();
    },
  };
};
