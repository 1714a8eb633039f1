import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { BotFunction } from './bot-function.ts';

/** Runs the sweep every minute. A missed run is not repeated, because the next run finds the same work. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, { fn }: { readonly fn: BotFunction }) {
    super(scope, id);
    // By default, Lambda retries a failed sweep twice and keeps events that it cannot start for six hours.
    fn.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'EachMinute', {
      description: 'Wakes everything that is due: lapses, ends, cleanup, drift checks',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaTarget(fn.lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
