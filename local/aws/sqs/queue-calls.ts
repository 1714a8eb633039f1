import { requireAllowedBy } from '../auth/refusal.ts';
import type { Call } from '../call.ts';
import { AwsError, notImplementedHere } from '../errors.ts';
import { partitionOfRegion } from '../world/partition.ts';
import type { QueueState } from '../world/state.ts';

type Attributes = Readonly<Record<string, string>>;
type Body = Readonly<Record<string, unknown>>;

/** Attributes that CreateQueue accepts here. Source: Amazon SQS API Reference, CreateQueue. */
const SETTABLE = new Set([
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsMasterKeyId',
  'MessageRetentionPeriod',
  'Policy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
]);

const invalid = (reason: string): AwsError => new AwsError('InvalidAttributeValue', reason);

/** The redrive policy in the form in which a queue keeps it. Its dead-letter queue must exist. */
const redriveOf = (call: Call, text: string | undefined): Pick<QueueState, 'maxReceives' | 'deadLetterQueue'> => {
  if (text === undefined) return { maxReceives: 0 };
  const { deadLetterTargetArn = '', maxReceiveCount } = JSON.parse(text) as Readonly<Record<string, string>>;
  const name = deadLetterTargetArn.slice(deadLetterTargetArn.lastIndexOf(':') + 1);
  if (!Object.hasOwn(call.caller.account.queues, name)) {
    throw invalid(`Value ${text} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`);
  }
  return { maxReceives: Number(maxReceiveCount), deadLetterQueue: name };
};

const allowed = (call: Call, name: string): void => {
  const { region } = call.facts;
  const resource = `arn:${partitionOfRegion(region)}:sqs:${region}:${call.caller.account.id}:${name}`;
  const action = `sqs:${call.operation}`;
  requireAllowedBy(call.explain({ action, resource }), call.caller, action.toLowerCase(), resource);
};

/** Creates a FIFO queue and returns its state. The caller adds its URL. */
export const createQueueState = (call: Call, body: Body): QueueState => {
  const name = String(body['QueueName'] ?? '');
  const attributes = { ...(body['Attributes'] as Attributes | undefined) };
  allowed(call, name);
  const unknown = Object.keys(attributes).find((one) => !SETTABLE.has(one));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  if (attributes['FifoQueue'] !== 'true') throw notImplementedHere('standard queues');
  if (!/^[\w-]{1,75}\.fifo$/.test(name)) {
    throw new AwsError(
      'InvalidParameterValue',
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    );
  }
  if (Object.hasOwn(call.caller.account.queues, name)) {
    throw new AwsError('QueueAlreadyExists', `A queue already exists with the same name: ${name}.`);
  }
  const { RedrivePolicy: redrive, FifoQueue: _, VisibilityTimeout: visibility = '30', ...kept } = attributes;
  const state: QueueState = {
    name,
    visibilityTimeoutSeconds: Number(visibility),
    ...redriveOf(call, redrive),
    attributes: kept,
    messages: [],
    deadLetters: [],
    lastSequence: 0,
    seen: {},
  };
  call.caller.account.queues[name] = state;
  call.store.save();
  return state;
};

/** Deletes a queue with its messages. */
export const deleteQueueState = (call: Call, name: string): void => {
  delete call.caller.account.queues[name];
  call.store.save();
};

/** Changes attributes of a queue. The type of a queue cannot be changed. */
export const setQueueAttributes = (call: Call, name: string, body: Body): void => {
  const { VisibilityTimeout: visibility, RedrivePolicy: redrive, ...kept } = body['Attributes'] as Attributes;
  const wrong = Object.keys(kept).find((one) => !SETTABLE.has(one) || one === 'FifoQueue');
  if (wrong !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${wrong}.`);
  const state = call.caller.account.queues[name];
  if (!state) throw notImplementedHere('SetQueueAttributes on a dead-letter queue without attributes');
  if (visibility !== undefined) state.visibilityTimeoutSeconds = Number(visibility);
  if (redrive !== undefined) Object.assign(state, redriveOf(call, redrive));
  state.attributes = { ...state.attributes, ...kept };
  call.store.save();
};
