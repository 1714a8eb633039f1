import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  FilterPattern,
  type IFilterPattern,
  type JsonPattern,
  type LogGroup,
  MetricFilter,
} from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { LOGGED, WRONG_SIGNATURE } from '../../functions/contract.ts';

const withMessage = (message: string): JsonPattern => FilterPattern.stringValue('$.message', '=', message);

/** Refusals by IAM are logged as separate lines, or as the cause of a failed wake-up. */
const refusedByIam = FilterPattern.any(
  ...['$.fault', '$.cause.kind'].flatMap((field) =>
    ['denied', 'manager_unreachable'].map((kind) => FilterPattern.stringValue(field, '=', kind)),
  ),
);

/** Requests with a wrong signature only. Unsigned or old requests, unknown paths and throttling do not count. */
const badSignature = FilterPattern.all(
  withMessage(LOGGED.turnedAway),
  FilterPattern.stringValue('$.reason', '=', WRONG_SIGNATURE),
);

type LogMetric = 'drift' | 'overdue' | 'iamDenied' | 'notStored' | 'badSignatures' | 'stuck' | 'storeSilent';

/** Counts log lines as metrics, without work for the functions. */
export const createLogMetrics = (
  scope: Construct,
  namespace: string,
  { reconcile, slackEvents, sweep }: Readonly<Record<'reconcile' | 'slackEvents' | 'sweep', LogGroup>>,
): Readonly<Record<LogMetric, Metric>> => {
  const count = (metricName: string, filterPattern: IFilterPattern, logGroup = reconcile): Metric =>
    new MetricFilter(scope, metricName, {
      logGroup,
      filterPattern,
      metricNamespace: namespace,
      metricName,
      metricValue: '1',
    }).metric({ statistic: 'Sum', period: Duration.minutes(5) });
  return {
    drift: count('DriftFound', withMessage(LOGGED.drift)),
    overdue: count('GrantPastItsEnd', withMessage(LOGGED.overdue)),
    iamDenied: count('IamDenied', refusedByIam),
    stuck: count('WorkStaysDue', withMessage(LOGGED.stuck), sweep),
    notStored: count('RecordNotStored', withMessage(LOGGED.notStored)),
    storeSilent: count('TableDidNotAnswer', withMessage(LOGGED.storeSilent), slackEvents),
    badSignatures: count('BadSignature', badSignature, slackEvents),
  };
};
