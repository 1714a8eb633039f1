import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { readSettings } from '../bin/app/read-settings.ts';
import { createStacks } from '../lib/stacks.ts';

/** How much a bot is used in one month, and the settings that cost money. */
export interface Usage {
  readonly requestsPerMonth: number;
  readonly customerKey: boolean;
  readonly auditBucket: boolean;
}

/**
 * List prices in US dollars, us-east-1, without free tiers and taxes, as of November 2026. Other regions are up to 30% more expensive.
 * https://aws.amazon.com/pricing/
 */
const PRICE = {
  alarmMetric: 0.1,
  customMetric: 0.3,
  dashboard: 3,
  secret: 0.4,
  key: 1,
  lambdaRequest: 0.2 / 1e6,
  /** On arm64. */
  gigabyteSecond: 0.0000133334,
  fifoRequest: 0.5 / 1e6,
  apiRequest: 1 / 1e6,
  tableRead: 0.125 / 1e6,
  tableWrite: 0.625 / 1e6,
  gigabyteOfLogs: 0.5,
  objectWrite: 5 / 1e6,
} as const;

const MINUTES = 43_800;
/** Lambda polls a queue with at least five long polls, of 20 seconds each. */
const POLLS = MINUTES * 3 * 5;
/** What one request causes, rounded up: form, cards, clicks, reminders, the end. */
const PER_REQUEST = { interactions: 15, wakes: 30, reads: 400, writes: 60, objects: 12 } as const;
/** Seconds of a run. */
const SECONDS = { slackEvents: 0.3, reconcile: 1.5, sweep: 0.5 } as const;
const READS_PER_SWEEP = 10;
const LOG_BYTES_PER_RUN = 1_500;

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The resources of a hub with these settings. */
const hubResources = (usage: Usage): readonly Resource[] => {
  const reading = readSettings({
    'assume-bot:hubAccount': '999999999999',
    'assume-bot:region': 'us-east-1',
    'assume-bot:externalId': '0123456789abcdef',
    'assume-bot:customerKey': usage.customerKey,
    'assume-bot:auditBucket': usage.auditBucket,
  });
  if (reading.kind === 'invalid') throw new Error(reading.mistakes.join('\n'));
  const app = new App({ analyticsReporting: false });
  const code = Code.fromInline('export const handler = () => {};');
  createStacks(app, {
    settings: reading.settings,
    accounts: [],
    userAccounts: [],
    code: { 'slack-events': code, api: code, reconcile: code, sweep: code },
  });
  return Object.values(app.synth().getStackByName('assume-bot').template.Resources);
};

interface Item {
  readonly what: string;
  readonly dollars: number;
}

/** The items of a monthly bill. The numbers of alarms, metrics, secrets and keys come from the template of the hub. */
export const monthlyItems = (usage: Usage): readonly Item[] => {
  const resources = hubResources(usage);
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
  const alarmMetrics = ofType('AWS::CloudWatch::Alarm').reduce((sum, { Properties }) => {
    const queries = (Properties['Metrics'] ?? [{ MetricStat: {} }]) as readonly { readonly MetricStat?: unknown }[];
    return sum + queries.filter(({ MetricStat }) => MetricStat !== undefined).length;
  }, 0);
  const count = usage.requestsPerMonth;
  const [interactions, wakes] = [count * PER_REQUEST.interactions, count * PER_REQUEST.wakes];
  const runs = interactions + wakes + MINUTES;
  const gigabyteSeconds =
    interactions * SECONDS.slackEvents + (wakes * SECONDS.reconcile) / 2 + (MINUTES * SECONDS.sweep) / 2;
  const secrets = ofType('AWS::SecretsManager::Secret').length;
  const metrics = ofType('AWS::Logs::MetricFilter').length;
  return [
    { what: `CloudWatch: ${alarmMetrics} metrics in alarms`, dollars: alarmMetrics * PRICE.alarmMetric },
    { what: `CloudWatch: ${metrics} metrics from logs, if all have data`, dollars: metrics * PRICE.customMetric },
    { what: 'CloudWatch: the dashboard (three are free)', dollars: PRICE.dashboard },
    { what: 'CloudWatch: logs', dollars: ((runs * LOG_BYTES_PER_RUN) / 1e9) * PRICE.gigabyteOfLogs },
    { what: `Secrets Manager: ${secrets} secrets`, dollars: secrets * PRICE.secret },
    { what: 'Lambda', dollars: runs * PRICE.lambdaRequest + gigabyteSeconds * PRICE.gigabyteSecond },
    { what: 'SQS', dollars: (POLLS + wakes * 3) * PRICE.fifoRequest },
    {
      what: 'DynamoDB',
      dollars:
        (MINUTES * READS_PER_SWEEP + count * PER_REQUEST.reads) * PRICE.tableRead +
        count * PER_REQUEST.writes * PRICE.tableWrite,
    },
    { what: 'API Gateway', dollars: interactions * PRICE.apiRequest },
    ...ofType('AWS::KMS::Key').map(() => ({
      what: 'KMS: the key of the stack (calls not included)',
      dollars: PRICE.key,
    })),
    ...ofType('AWS::S3::Bucket').map(() => ({
      what: 'S3: audit records',
      dollars: count * PER_REQUEST.objects * PRICE.objectWrite,
    })),
  ];
};

const amount = (dollars: number): string => dollars.toFixed(2);

/** The monthly cost as a table. */
export const costTable = (usage: Usage): string => {
  const items = monthlyItems(usage);
  const total = items.reduce((sum, { dollars }) => sum + dollars, 0);
  return [
    '| item | US dollars a month |',
    '| --- | ---: |',
    ...items.map(({ what, dollars }) => `| ${what} | ${amount(dollars)} |`),
    `| **total** | **${amount(total)}** |`,
  ].join('\n');
};
