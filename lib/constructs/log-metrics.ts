import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { LOGGED } from '../../functions/contract.ts';

const withMessage = (message: string): IFilterPattern => FilterPattern.stringValue('$.message', '=', message);

/** Refusals by IAM are logged as separate lines, or as the cause of a failed wake-up. */
const refusedByIam = FilterPattern.any(
  ...['$.fault', '$.cause.kind'].flatMap((field) =>
    ['denied', 'manager_unreachable'].map((kind) => FilterPattern.stringValue(field, '=', kind)),
  ),
);

/** Counts log lines as metrics, without work for the functions. */
export const createLogMetrics = (
  scope: Construct,
  namespace: string,
  logGroup: LogGroup,
): { readonly drift: Metric; readonly overdue: Metric; readonly iamDenied: Metric; readonly notStored: Metric } => {
  const count = (metricName: string, filterPattern: IFilterPattern): Metric =>
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
    notStored: count('RecordNotStored', withMessage(LOGGED.notStored)),
  };
};
