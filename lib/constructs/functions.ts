import { Duration } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { LambdaName } from '../lambdas.ts';
import { BotFunction, type BotFunctionProps } from './bot-function.ts';

/** The longest run of the reconcile function. */
export const RECONCILE_TIME = Duration.seconds(60);

/**
 * Concurrent executions that each function reserves, if the settings ask for it. New accounts can have a limit of ten, and Lambda
 * keeps 100 unreserved: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export const RESERVED = { slackEvents: 20, api: 5, reconcile: 10, sweep: 1 } as const;

type CommonProps = Pick<BotFunctionProps, 'key' | 'keepData' | 'prefix' | 'tracing' | 'logRetentionDays'>;

export interface FunctionsProps {
  readonly code: Readonly<Record<LambdaName, Code>>;
  readonly isReserved: boolean;
}

/** The Lambdas of the hub, without permissions. */
export const createFunctions = (scope: Construct, common: CommonProps, { code, isReserved }: FunctionsProps) => {
  const reserve = (count: number) => (isReserved ? { reservedConcurrency: count } : {});
  const slackEvents = new BotFunction(scope, 'SlackEvents', {
    ...common,
    ...reserve(RESERVED.slackEvents),
    name: 'slack-events',
    description: 'Answers Slack: verifies, decides, stores, wakes. No IAM or STS permissions',
    code: code['slack-events'],
    // CPU limits the cold start, Lambda allocates CPU with memory, and Slack waits three seconds.
    memoryMb: 1024,
    timeout: Duration.seconds(10),
  });
  const api = new BotFunction(scope, 'Api', {
    ...common,
    ...reserve(RESERVED.api),
    name: 'api',
    description:
      'Answers users at a terminal, whom API Gateway has identified. No IAM or STS permissions, and no secrets',
    code: code.api,
    memoryMb: 512,
    timeout: Duration.seconds(15),
  });
  const reconcile = new BotFunction(scope, 'Reconcile', {
    ...common,
    ...reserve(RESERVED.reconcile),
    name: 'reconcile',
    description: 'Makes IAM match the grants, through the manager role of each account',
    code: code.reconcile,
    memoryMb: 512,
    timeout: RECONCILE_TIME,
  });
  const sweep = new BotFunction(scope, 'Sweep', {
    ...common,
    ...reserve(RESERVED.sweep),
    name: 'sweep',
    description: 'Every minute: finds what is due and wakes the reconciler. Edits no policy',
    code: code.sweep,
    memoryMb: 512,
    timeout: Duration.seconds(50),
  });
  return { slackEvents, api, reconcile, sweep };
};
