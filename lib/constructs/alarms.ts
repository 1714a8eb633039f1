import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ALARMS, type AlarmName, anchorOf } from '../alarm-list.ts';
import type { BotFunction } from './bot-function.ts';
import { countLines } from './log-lines.ts';
import type { WakeQueue } from './wake-queue.ts';

export interface AlarmsProps {
  readonly prefix: string;
  readonly runbookUrl: string;
  readonly api: HttpApi;
  readonly slackEvents: BotFunction;
  readonly reconcile: BotFunction;
  readonly sweep: BotFunction;
  readonly wakeQueue: WakeQueue;
  /** Who is told; without it alarms only show. */
  readonly topic?: ITopic;
}

interface Watch {
  readonly metric: IMetric;
  /** It rings past this. */
  readonly above?: number;
  /** It rings under this, and when nothing is measured at all. */
  readonly below?: number;
  /** Periods that have to be bad, of as many. Default one. */
  readonly periods?: number;
}

const FIVE_MINUTES = { period: Duration.minutes(5) };

/** What wakes a person. Every alarm names the heading of the runbook that tells what to do. */
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
    const lines = countLines(this, prefix, reconcile.logs);
    return {
      deadLetters: { metric: deadLetters.metricApproximateNumberOfMessagesVisible(FIVE_MINUTES), above: 0 },
      // Half of what it takes a message to become a dead letter.
      oldestMessage: { metric: queue.metricApproximateAgeOfOldestMessage(FIVE_MINUTES), above: 900 },
      overdue: { metric: lines.overdue, above: 0 },
      sweepSilent: { metric: sweep.lambda.metricInvocations(FIVE_MINUTES), below: 1, periods: 2 },
      drift: { metric: lines.drift, above: 0 },
      badSignatures: { metric: api.metricClientError({ ...FIVE_MINUTES, statistic: 'Sum' }), above: 20 },
      slowAnswers: { metric: api.metricLatency({ ...FIVE_MINUTES, statistic: 'p95' }), above: 2_000, periods: 2 },
      iamDenied: { metric: lines.iamDenied, above: 0 },
      notKept: { metric: lines.notKept, above: 0 },
      unanswered: {
        metric: sum({
          e: slackEvents.lambda.metricErrors(FIVE_MINUTES),
          t: slackEvents.lambda.metricThrottles(FIVE_MINUTES),
          // What never reaches the function: it is gone, or the API may not call it any more.
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
    const { heading, says } = ALARMS[name];
    const alarm = new Alarm(this, name, {
      alarmName: `${prefix}: ${heading}`,
      alarmDescription: `${says} ${runbookUrl}#${anchorOf(heading)}`,
      metric,
      threshold: above ?? below ?? 0,
      comparisonOperator:
        below === undefined ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: periods,
      // Where silence is what is watched for, silence rings.
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
