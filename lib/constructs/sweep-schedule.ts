import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { BotFunction } from './bot-function.ts';

/** Runs the sweep each minute. A run that was missed is not made up for: the next one finds the same. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, { fn }: { readonly fn: BotFunction }) {
    super(scope, id);
    // Left alone, Lambda would run a failed sweep twice more and keep what it cannot start for six hours.
    fn.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'EachMinute', {
      description: 'Wakes whatever is due: lapses, ends, clean-up, looks for drift',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaTarget(fn.lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
