import { AlarmStatusWidget, Dashboard, GraphWidget, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Alarms, AlarmsProps } from './alarms.ts';

const graph = (title: string, left: IMetric[]): IWidget => new GraphWidget({ title, left, width: 8, height: 6 });

/** The health of the bot on one page: the alarms and the metrics behind them. */
export const createDashboard = (
  scope: Construct,
  alarms: Alarms,
  { prefix, api, userApiFunction, slackEvents, reconcile, sweep, wakeQueue }: AlarmsProps,
): Dashboard => {
  const functions = [slackEvents, userApiFunction, reconcile, sweep].map(({ lambda }) => lambda);
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: prefix,
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: Object.values(alarms.all), width: 24 })],
      [
        graph('Requests', [api.metricCount(), api.metricClientError(), api.metricServerError()]),
        graph(
          'Answers (ms)',
          ['p50', 'p95', 'p99'].map((statistic) => api.metricLatency({ statistic })),
        ),
        graph(
          'Errors',
          functions.map((fn) => fn.metricErrors()),
        ),
      ],
      [
        graph(
          'Runs',
          functions.map((fn) => fn.metricInvocations()),
        ),
        graph('Waiting', [
          wakeQueue.queue.metricApproximateNumberOfMessagesVisible(),
          wakeQueue.deadLetters.metricApproximateNumberOfMessagesVisible(),
        ]),
        graph('Oldest message (s)', [wakeQueue.queue.metricApproximateAgeOfOldestMessage()]),
      ],
    ],
  });
};
