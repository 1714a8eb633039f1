import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Lambda, LambdaFault, type LambdaOptions } from './lambda.ts';
import { createRuntimeApi, type RuntimeApi } from './runtime-api.ts';

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));

export interface ProcessLambdaOptions extends LambdaOptions {
  /** Arguments of Node before the bootstrap, such as a module that moves the clock. */
  readonly nodeArguments?: readonly string[];
  /** Further headers of each invocation, such as the time. */
  readonly invocationHeaders?: () => Readonly<Record<string, string>>;
}

/**
 * Starts a bundled handler (`<folder>/index.mjs`) in a new Node process that uses a Runtime API, as in Lambda. It
 * starts more slowly than a thread but shares nothing with this process: a module that is missing from the bundle is
 * missing here too.
 */
export const createProcessLambda = ({
  name,
  entry,
  env,
  onLine = () => {},
  nodeArguments = [],
  invocationHeaders,
}: ProcessLambdaOptions): Lambda => {
  let child: ChildProcess | undefined;
  let api: RuntimeApi | undefined;

  const start = async (): Promise<void> => {
    const runtime = await createRuntimeApi(
      `arn:aws:lambda:us-east-1:999999999999:function:assume-bot-${name}`,
      invocationHeaders,
    );
    api = runtime;
    const started = spawn(process.execPath, [...nodeArguments, BOOTSTRAP], {
      env: {
        ...env,
        AWS_LAMBDA_RUNTIME_API: runtime.address,
        LAMBDA_TASK_ROOT: dirname(fileURLToPath(entry)),
        _HANDLER: 'index.handler',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        for (const line of text.split('\n')) if (line !== '') onLine(line);
      });
    }
    started.on('exit', () => {
      if (child === started) child = undefined;
      runtime.abandon(`${name} was stopped`);
    });
  };

  const stop = async (): Promise<void> => {
    const ended = child === undefined ? undefined : new Promise((resolve) => child?.once('exit', resolve));
    child?.kill('SIGKILL');
    await ended;
    await api?.close();
  };

  return {
    name,
    ready: start(),
    get isRunning() {
      return child !== undefined;
    },
    invoke: async (event) => {
      if (api === undefined || child === undefined) throw new LambdaFault(`${name} is stopped`);
      const outcome = await api.invoke(event);
      if (outcome.kind === 'fault') throw new LambdaFault(`${name}: ${outcome.message}`);
      return outcome.result;
    },
    stop,
    start,
    restart: async () => {
      await stop();
      await start();
    },
  };
};
