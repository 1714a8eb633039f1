import type { LocalAws } from '@assume-bot/local-aws/types';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createLambda, type Lambda } from '../lambda/lambda.ts';
import { createProcessLambda } from '../lambda/process-lambda.ts';
import type { Stack, StackOptions } from './create-stack.ts';
import type { LambdaName } from './lambda-environment.ts';
import { QUEUE_NAME } from './names.ts';

/** Closes what was started, latest first. */
export type Closers = (() => Promise<unknown>)[];

/** Starts the Lambdas, and waits until they have loaded. */
export const startLambdas = async (
  options: Pick<StackOptions, 'entries' | 'isBundled' | 'onLine'>,
  environment: Stack['environmentOf'],
  closers: Closers,
): Promise<Stack['lambdas']> => {
  const makeLambda = options.isBundled === true ? createProcessLambda : createLambda;
  const start = (name: LambdaName): Lambda =>
    makeLambda({
      name,
      entry: options.entries[name],
      env: environment(name),
      onLine: (line) => options.onLine(name, line),
    });
  const lambdas = {
    'slack-events': start('slack-events'),
    api: start('api'),
    reconcile: start('reconcile'),
    sweep: start('sweep'),
  };
  closers.push(() => Promise.all(Object.values(lambdas).map((lambda) => lambda.stop())));
  await Promise.all(Object.values(lambdas).map(({ ready }) => ready));
  return lambdas;
};

/** Delivers the messages of the queue to the reconcile Lambda, as the event source mapping does. */
export const consumeQueue = (
  aws: LocalAws,
  reconcile: Lambda,
  onLine: StackOptions['onLine'],
  closers: Closers,
): void => {
  const allFailed = (event: SQSEvent): SQSBatchResponse => ({
    batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
  });
  const stop = aws.queue(QUEUE_NAME).consume(async (event) => {
    if (!reconcile.isRunning) return allFailed(event);
    try {
      return (await reconcile.invoke(event)) as SQSBatchResponse;
    } catch (fault) {
      // A Lambda that is stopped during its work is not an error, because the message is delivered again.
      if (reconcile.isRunning) onLine('reconcile', (fault as Error).message);
      return allFailed(event);
    }
  });
  closers.push(async () => stop());
};

/** Runs the sweep now, and then at the interval. */
export const startSweep = async (
  { onLine, sweepEveryMs }: Pick<StackOptions, 'onLine' | 'sweepEveryMs'>,
  lambda: Lambda,
  closers: Closers,
): Promise<void> => {
  const sweep = async (): Promise<void> => {
    if (!lambda.isRunning) return;
    await lambda.invoke({ source: 'aws.events' }).catch((fault: Error) => onLine('sweep', fault.message));
  };
  await sweep();
  const timer = setInterval(sweep, sweepEveryMs);
  closers.push(async () => clearInterval(timer));
};
