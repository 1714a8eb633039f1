import { Duration, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
  /** The API that Slack calls. */
  readonly api: HttpApi;
  readonly userApi: RestApi;
  readonly userApiFunction: BotFunction;
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
   * The number of periods that are evaluated.
   * @default 1
   */
  readonly periods?: number;
  /**
   * The number of these periods that must breach.
   * @default all
   */
  readonly breaches?: number;
}

const FIVE_MINUTES = { period: Duration.minutes(5) };

/** One hour. */
const DEAD_LETTER_PERIODS = 12;

/**
 * Notifies operators by e-mail. AWS sends a confirmation request to the address first. `enforceSSL` replaces the default
 * policy of the topic, so the policy must allow CloudWatch to publish.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export const createAlarmTopic = (scope: Construct, props: { readonly email: string; readonly key?: IKey }): Topic => {
  const topic = new Topic(scope, 'AlarmTopic', { enforceSSL: true, ...defined({ masterKey: props.key }) });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
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

  #watches({
    prefix,
    api,
    userApi,
    userApiFunction,
    slackEvents,
    reconcile,
    sweep,
    wakeQueue,
  }: AlarmsProps): Record<AlarmName, Watch> {
    const { queue, deadLetters } = wakeQueue;
    const lines = createLogMetrics(this, prefix, {
      reconcile: reconcile.logs,
      slackEvents: slackEvents.logs,
      sweep: sweep.logs,
    });
    return {
      // Alarms on new dead letters, so it clears one hour after the last one, without a purge. An empty queue has no data.
      deadLetters: {
        metric: new MathExpression({
          ...FIVE_MINUTES,
          expression: 'DIFF(FILL(m, 0))',
          usingMetrics: { m: deadLetters.metricApproximateNumberOfMessagesVisible(FIVE_MINUTES) },
        }),
        above: 0,
        periods: DEAD_LETTER_PERIODS,
        breaches: 1,
      },
      // Two periods: after an outage, it takes some minutes to do everything that is late.
      stuck: { metric: lines.stuck, above: 0, periods: 2 },
      // Half of the time until a message becomes a dead letter.
      oldestMessage: { metric: queue.metricApproximateAgeOfOldestMessage(FIVE_MINUTES), above: 900 },
      overdue: { metric: lines.overdue, above: 0 },
      sweepSilent: { metric: sweep.lambda.metricInvocations(FIVE_MINUTES), below: 1, periods: 2 },
      drift: { metric: lines.drift, above: 0 },
      badSignatures: { metric: lines.badSignatures, above: 20 },
      slowAnswers: { metric: api.metricLatency({ ...FIVE_MINUTES, statistic: 'p95' }), above: 2_000, periods: 2 },
      iamDenied: { metric: lines.iamDenied, above: 0 },
      notStored: { metric: lines.notStored, above: 0 },
      unanswered: {
        metric: sum({
          e: slackEvents.lambda.metricErrors(FIVE_MINUTES),
          t: slackEvents.lambda.metricThrottles(FIVE_MINUTES),
          // The function answered, but only that DynamoDB did not.
          d: lines.storeSilent,
          // Requests that never reach the function: it was deleted, or the API lost the permission to invoke it.
          s: api.metricServerError({ ...FIVE_MINUTES, statistic: 'Sum' }),
        }),
        above: 0,
      },
      // Server errors alone would do, but an invocation that fails before API Gateway sees it has a cause of its own.
      apiErrors: {
        metric: sum({
          e: userApiFunction.lambda.metricErrors(FIVE_MINUTES),
          t: userApiFunction.lambda.metricThrottles(FIVE_MINUTES),
          s: userApi.metricServerError({ ...FIVE_MINUTES, statistic: 'Sum' }),
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
    { metric, above, below, periods = 1, breaches = periods }: Watch,
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
      datapointsToAlarm: breaches,
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

/** A sum has no data where one of its metrics has none, so every metric is filled. */
const sum = (usingMetrics: Record<string, IMetric>): MathExpression =>
  new MathExpression({
    ...FIVE_MINUTES,
    expression: Object.keys(usingMetrics)
      .map((name) => `FILL(${name}, 0)`)
      .join(' + '),
    usingMetrics,
  });
