import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { defined } from '../../functions/core/defined.ts';
import { ALARMS, type AlarmName, anchorOf } from '../alarm-list.ts';
import type { BotFunction } from './bot-function.ts';
import { createLogMetrics } from './log-metrics.ts';
import type { WakeQueue } from './wake-queue.ts';

export interface AlarmsProps {
  readonly prefix: string;
  readonly runbookUrl: string;
  readonly api: HttpApi;
  readonly slackEvents: BotFunction;
  readonly reconcile: BotFunction;
  readonly sweep: BotFunction;
  readonly wakeQueue: WakeQueue;
  /**
   * The topic that alarms notify.
   * @default alarms are visible only in CloudWatch
   */
  readonly topic?: ITopic;
}

interface Watch {
  readonly metric: IMetric;
  /** Alarms above this value. */
  readonly above?: number;
  /** Alarms below this value, and if there is no data. */
  readonly below?: number;
  /**
   * The number of consecutive periods that must breach.
   * @default 1
   */
  readonly periods?: number;
}

const FIVE_MINUTES = { period: Duration.minutes(5) };

/** Notifies operators by e-mail. AWS sends a confirmation request to the address first. */
export const createAlarmTopic = (scope: Construct, props: { readonly email: string; readonly key?: IKey }): Topic => {
  const topic = new Topic(scope, 'AlarmTopic', { enforceSSL: true, ...defined({ masterKey: props.key }) });
  topic.addSubscription(new EmailSubscription(props.email));
  return topic;
};

/** The alarms of the hub. Every alarm links to its heading in the runbook. */
export class Alarms extends Construct {
  readonly all: Readonly<Record<AlarmName, Alarm>>;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const watches = this.#watches(props);
    const entries = Object.entries(watches).map(([name, watch]) => [name, this.#make(name as AlarmName, watch, props)]);
    this.all = Object.fromEntries(entries) as Record<AlarmName, Alarm>;
  }

  #watches({ prefix, api, slackEvents, reconcile, sweep, wakeQueue }: AlarmsProps): Record<AlarmName, Watch> {
    const { queue, deadLetters } = wakeQueue;
    const lines = createLogMetrics(this, prefix, reconcile.logs);
    return {
      deadLetters: { metric: deadLetters.metricApproximateNumberOfMessagesVisible(FIVE_MINUTES), above: 0 },
      // Half of the time until a message becomes a dead letter.
      oldestMessage: { metric: queue.metricApproximateAgeOfOldestMessage(FIVE_MINUTES), above: 900 },
      overdue: { metric: lines.overdue, above: 0 },
      sweepSilent: { metric: sweep.lambda.metricInvocations(FIVE_MINUTES), below: 1, periods: 2 },
      drift: { metric: lines.drift, above: 0 },
      badSignatures: { metric: api.metricClientError({ ...FIVE_MINUTES, statistic: 'Sum' }), above: 20 },
      slowAnswers: { metric: api.metricLatency({ ...FIVE_MINUTES, statistic: 'p95' }), above: 2_000, periods: 2 },
      iamDenied: { metric: lines.iamDenied, above: 0 },
      notStored: { metric: lines.notStored, above: 0 },
      unanswered: {
        metric: sum({
          e: slackEvents.lambda.metricErrors(FIVE_MINUTES),
          t: slackEvents.lambda.metricThrottles(FIVE_MINUTES),
          // Requests that never reach the function: it was deleted, or the API lost the permission to invoke it.
          s: api.metricServerError({ ...FIVE_MINUTES, statistic: 'Sum' }),
        }),
        above: 0,
      },
      workerErrors: {
        metric: sum({ r: reconcile.lambda.metricErrors(FIVE_MINUTES), s: sweep.lambda.metricErrors(FIVE_MINUTES) }),
        above: 2,
        periods: 2,
      },
    };
  }

  #make(
    name: AlarmName,
    { metric, above, below, periods = 1 }: Watch,
    { prefix, runbookUrl, topic }: AlarmsProps,
  ): Alarm {
    const { heading, text } = ALARMS[name];
    const alarm = new Alarm(this, name, {
      alarmName: `${prefix}: ${heading}`,
      alarmDescription: `${text} ${runbookUrl}#${anchorOf(heading)}`,
      metric,
      threshold: above ?? below ?? 0,
      comparisonOperator:
        below === undefined ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: periods,
      // Alarms that watch for missing activity treat missing data as a breach.
      treatMissingData: below === undefined ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
    });
    if (topic !== undefined) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
    return alarm;
  }
}

const sum = (usingMetrics: Record<string, IMetric>): MathExpression =>
  new MathExpression({ ...FIVE_MINUTES, expression: Object.keys(usingMetrics).join(' + '), usingMetrics });
