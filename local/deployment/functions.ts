import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LocalAws } from '@assume-bot/local-aws/types';
import type { Lambda } from '../lambda/lambda.ts';
import { createProcessLambda } from '../lambda/process-lambda.ts';
import type { ShiftedClock } from './clock.ts';
import type { Properties } from './resource.ts';
import { type Deployed, type DeployedStack, ofType } from './stack.ts';

/** Where Lambda unpacks the code of a function. */
const TASK_ROOT = '/var/task';
const SESSION_SECONDS = 6 * 3600;

export interface FunctionOptions {
  readonly aws: LocalAws;
  readonly stack: DeployedStack;
  readonly clock: ShiftedClock;
  /** The folder with the code that a function names by its key in the asset bucket. */
  readonly folderOf: (s3Key: string) => string;
  /** Addresses outside of this machine, and what replaces them in environment variables. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly onLine: (name: string, line: string) => void;
}

/** A function of a stack. */
export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  invoke(event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** The variables of the template, then those that the Lambda runtime adds. */
const environmentOf = ({ properties, physical }: Deployed, folder: string, options: FunctionOptions) => {
  const { aws, addresses } = options;
  const { Variables = {} } = (properties['Environment'] ?? {}) as { Variables?: Readonly<Record<string, string>> };
  const local = (value: string): string =>
    addresses[value] ?? (value.startsWith(`${TASK_ROOT}/`) ? join(folder, value.slice(TASK_ROOT.length)) : value);
  const session = aws.issueSession({
    roleArn: String(properties['Role']),
    sessionName: physical.ref,
    durationSeconds: SESSION_SECONDS,
  });
  return {
    ...Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, local(value)])),
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken ?? '',
    AWS_REGION: aws.region,
    AWS_LAMBDA_FUNCTION_NAME: physical.ref,
    AWS_ENDPOINT_URL: aws.url,
  };
};

/** One function: its bundle in a process of its own, started again before its credentials expire, as Lambda does. */
const createFunction = (deployed: Deployed, options: FunctionOptions): DeployedFunction => {
  const { properties, physical } = deployed;
  const { clock, folderOf, onLine } = options;
  const name = physical.ref;
  const folder = folderOf(String((properties['Code'] as Properties)['S3Key']));
  if (properties['Handler'] !== 'index.handler') throw new Error(`${name} has the handler ${properties['Handler']}`);
  let running: { readonly lambda: Lambda; readonly startedAtMs: number } | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const current = async (): Promise<Lambda> => {
    const nowMs = clock.now().getTime();
    if (running !== undefined && nowMs - running.startedAtMs < (SESSION_SECONDS / 2) * 1000) return running.lambda;
    await running?.lambda.stop();
    const lambda = createProcessLambda({
      name,
      entry: pathToFileURL(join(folder, 'index.mjs')).href,
      env: environmentOf(deployed, folder, options),
      nodeArguments: clock.nodeArguments(),
      invocationHeaders: () => ({ 'x-shift-ms': String(clock.shiftMs) }),
      onLine: (line) => onLine(name, line),
    });
    running = { lambda, startedAtMs: nowMs };
    await lambda.ready;
    return lambda;
  };

  return {
    name,
    arn: physical.attributes['Arn'] ?? '',
    roleArn: String(properties['Role']),
    // One invocation at a time, as in one execution environment.
    invoke: (event) => {
      const result = turn.then(current).then((lambda) => lambda.invoke(event));
      turn = result.catch(() => {});
      return result;
    },
    stop: async () => {
      await running?.lambda.stop();
      running = undefined;
    },
  };
};

/** The functions of a stack, not started yet: the first invocation starts them. */
export const functionsOf = (options: FunctionOptions): readonly DeployedFunction[] =>
  ofType(options.stack, 'AWS::Lambda::Function').map((one) => createFunction(one, options));
