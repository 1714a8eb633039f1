import { AwsError } from '../errors.ts';
import type { QueueEngine } from './queue.ts';

/** Default attributes. Source: Amazon SQS API Reference, SetQueueAttributes. */
const COMMON: Readonly<Record<string, string>> = {
  FifoQueue: 'true',
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
  DelaySeconds: '0',
  MaximumMessageSize: '262144',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
  ApproximateNumberOfMessagesDelayed: '0',
};

/** Valid attribute names. Source: Amazon SQS API Reference, GetQueueAttributes. */
const NAMES = new Set([
  ...Object.keys(COMMON),
  'All',
  'QueueArn',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'Policy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
]);

const secondsOf = (time: string): string => String(Math.floor(Date.parse(time) / 1000));

const allAttributes = (queue: QueueEngine): Readonly<Record<string, string>> => {
  const { visible, inFlight } = queue.counts();
  const { createdAt, visibilityTimeoutSeconds, retentionSeconds, redrive, attributes } = queue.setting;
  return {
    ...COMMON,
    ...(attributes['KmsMasterKeyId'] === undefined ? {} : { SqsManagedSseEnabled: 'false' }),
    ...attributes,
    QueueArn: queue.arn,
    CreatedTimestamp: secondsOf(createdAt),
    LastModifiedTimestamp: secondsOf(createdAt),
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(retentionSeconds),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ...(redrive === undefined ? {} : { RedrivePolicy: JSON.stringify(redrive) }),
  };
};

/** The requested attributes. Throws InvalidAttributeName for an unknown name. */
export const attributesOf = (queue: QueueEngine, requested: unknown): object => {
  const names = (Array.isArray(requested) ? requested : []) as readonly string[];
  const unknown = names.find((name) => !NAMES.has(name));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const wanted = Object.entries(allAttributes(queue)).filter(([name]) => names.includes('All') || names.includes(name));
  return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
};
