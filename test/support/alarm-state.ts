import { evaluateMaths, type Series } from './metric-maths.ts';

interface MetricOfAlarm {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: unknown;
}
interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: { readonly Metric: MetricOfAlarm; readonly Period: number; readonly Stat: string };
}
/** The properties of an alarm in a template. */
export interface AlarmProperties {
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly TreatMissingData?: string;
  readonly Metrics?: readonly Query[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: unknown;
  readonly Period?: number;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
}

/** What a service published in each minute, oldest first. `undefined`: nothing. */
export type Minutes = Series;
/** Published values by metric: `Errors of Sweep` is the metric `Errors` whose dimensions mention `Sweep`. */
export type Published = Readonly<Record<string, Minutes>>;

const isBreach: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** One data point of a period. A percentile counts as the highest value. */
const aggregate = (values: readonly number[], statistic: string): number | undefined => {
  if (values.length === 0) return undefined;
  const sum = values.reduce((a, b) => a + b, 0);
  if (statistic === 'Sum') return sum;
  if (statistic === 'Average') return sum / values.length;
  if (statistic === 'Maximum' || /^p9\d$/.test(statistic)) return Math.max(...values);
  throw new Error(`the statistic ${statistic} is not known here`);
};

const publishedFor = ({ MetricName, Dimensions }: MetricOfAlarm, published: Published): Minutes => {
  const dimensions = JSON.stringify(Dimensions ?? []);
  const found = Object.entries(published).find(([key]) => {
    const [name, of = ''] = key.split(' of ');
    return name === MetricName && dimensions.includes(of);
  });
  return found?.[1] ?? [];
};

/** The data points of a metric for the last periods, of which the last one ends now. */
const pointsOf = (minutes: Minutes, periodSeconds: number, statistic: string, count: number): Series => {
  const length = periodSeconds / 60;
  return Array.from({ length: count }, (_, index) => {
    const end = minutes.length - (count - 1 - index) * length;
    const values = minutes.slice(Math.max(0, end - length), Math.max(0, end));
    return aggregate(
      values.filter((value): value is number => value !== undefined),
      statistic,
    );
  });
};

/** Periods before the evaluated ones, from which an expression can take earlier values. */
const EARLIER_PERIODS = 2;

/**
 * The state of an alarm of a template for published data. Each evaluated period without data counts as the alarm treats missing
 * data. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const stateOf = (alarm: AlarmProperties, published: Published): 'ALARM' | 'OK' => {
  const { EvaluationPeriods: evaluated, Threshold: threshold, TreatMissingData: missing } = alarm;
  const count = evaluated + EARLIER_PERIODS;
  const ofStat = ({ Metric, Period, Stat }: NonNullable<Query['MetricStat']>): Series =>
    pointsOf(publishedFor(Metric, published), Period, Stat, count);
  const ofAlarm = (): Series => {
    if (alarm.Metrics === undefined)
      return ofStat({
        Metric: alarm as MetricOfAlarm,
        Period: alarm.Period ?? 0,
        Stat: alarm.Statistic ?? alarm.ExtendedStatistic ?? '',
      });
    const metrics = Object.fromEntries(
      alarm.Metrics.flatMap(({ Id, MetricStat }) => (MetricStat ? [[Id, ofStat(MetricStat)] as const] : [])),
    );
    const returned = alarm.Metrics.find(({ ReturnData }) => ReturnData !== false);
    return evaluateMaths(returned?.Expression ?? '', metrics);
  };
  if (missing !== 'breaching' && missing !== 'notBreaching') throw new Error(`missing data: ${missing}`);
  const compare = isBreach[alarm.ComparisonOperator];
  if (compare === undefined) throw new Error(`the operator ${alarm.ComparisonOperator} is not known here`);
  const breaches = ofAlarm()
    .slice(-evaluated)
    .filter((point) => (point === undefined ? missing === 'breaching' : compare(point, threshold)));
  return breaches.length >= (alarm.DatapointsToAlarm ?? evaluated) ? 'ALARM' : 'OK';
};
