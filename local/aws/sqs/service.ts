import { callerUserId } from '../auth/caller.ts';
import { requireAllowedBy } from '../auth/refusal.ts';
import type { Call, Service } from '../call.ts';
import { AwsError, notImplementedHere } from '../errors.ts';
import { jsonAnswer, jsonBody, jsonError, peekJson, targetOperation } from '../http/json-protocol.ts';
import { requireKeyUse } from '../kms/use-key.ts';
import { parsePolicy } from '../policy/validate.ts';
import { partitionOfRegion } from '../world/partition.ts';
import { attributesOf } from './attributes.ts';
import { messageOf } from './message.ts';
import { md5, type QueueEngine, sequenceNumber } from './queue.ts';
import { createQueueState, deleteQueueState, setQueueAttributes } from './queue-calls.ts';

/** Finds a queue by the account and name in its URL. */
export type QueueDirectory = (accountId: string, name: string) => QueueEngine | undefined;

type Body = Readonly<Record<string, unknown>>;

const text = (body: Body, name: string): string | undefined =>
  typeof body[name] === 'string' ? (body[name] as string) : undefined;

const namedQueue = (call: Call, body: Body): { readonly accountId: string; readonly name: string } => {
  if (call.operation === 'GetQueueUrl') {
    return {
      accountId: text(body, 'QueueOwnerAWSAccountId') ?? call.caller.account.id,
      name: text(body, 'QueueName') ?? '',
    };
  }
  const [name = '', accountId = ''] = (text(body, 'QueueUrl') ?? '').split('/').reverse();
  return { accountId, name };
};

const ACTIONS: Readonly<Record<string, string>> = { SendMessageBatch: 'sqs:SendMessage' };

/** Evaluates the access policy of the queue too, if it has one. */
const policyOf = (call: Call, accountId: string, name: string) => {
  const { accounts } = call.store.state;
  const text = Object.hasOwn(accounts, accountId)
    ? accounts[accountId]?.queues[name]?.attributes?.['Policy']
    : undefined;
  return text === undefined ? {} : { resourcePolicy: parsePolicy(text, 'resource') };
};

/** Source: Amazon SQS Developer Guide, "Configuring KMS permissions for Amazon SQS": a producer needs both. */
const requireKeyOf = (call: Call, { setting: { kmsKeyArn } }: QueueEngine): void => {
  if (kmsKeyArn === undefined || !call.operation.startsWith('SendMessage')) return;
  for (const action of ['kms:GenerateDataKey', 'kms:Decrypt'] as const) {
    requireKeyUse(call, { keyArn: kmsKeyArn, action, service: 'sqs' });
  }
};

const allowedQueue = (call: Call, body: Body, queueOf: QueueDirectory): QueueEngine => {
  const { accountId, name } = namedQueue(call, body);
  const action = ACTIONS[call.operation] ?? `sqs:${call.operation}`;
  const resource = `arn:${partitionOfRegion(call.facts.region)}:sqs:${call.facts.region}:${accountId}:${name}`;
  const evaluation = call.explain({ action, resource, resourceAccount: accountId, ...policyOf(call, accountId, name) });
  requireAllowedBy(evaluation, call.caller, action.toLowerCase(), resource);
  const queue = queueOf(accountId, name);
  if (queue) {
    requireKeyOf(call, queue);
    return queue;
  }
  throw new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');
};

const sendOne = (call: Call, queue: QueueEngine, body: Body) => {
  const message = messageOf(body);
  const { messageId, sequence } = queue.enqueue({ ...message, senderId: callerUserId(call.caller) });
  return { MessageId: messageId, MD5OfMessageBody: md5(message.body), SequenceNumber: sequenceNumber(sequence) };
};

const sendBatch = (call: Call, queue: QueueEngine, body: Body) => {
  const entries = (Array.isArray(body['Entries']) ? body['Entries'] : []) as readonly Body[];
  const ids = entries.map((entry) => text(entry, 'Id') ?? '');
  if (entries.length === 0) {
    throw new AwsError(
      'AWS.SimpleQueueService.EmptyBatchRequest',
      'There should be at least one SendMessageBatchRequestEntry in the request.',
    );
  }
  if (entries.length > 10) {
    throw new AwsError(
      'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  if (new Set(ids).size !== ids.length) {
    throw new AwsError(
      'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  }
  const outcomes = entries.map((entry, index) => {
    const Id = ids[index] ?? '';
    try {
      return { sent: { Id, ...sendOne(call, queue, entry) } };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { failed: { Id, SenderFault: true, Code: error.code, Message: error.message } };
    }
  });
  return {
    Successful: outcomes.flatMap(({ sent }) => sent ?? []),
    Failed: outcomes.flatMap(({ failed }) => failed ?? []),
  };
};

const MAX_VISIBILITY_SECONDS = 43_200;

const changeVisibility = (queue: QueueEngine, body: Body): object => {
  const seconds = body['VisibilityTimeout'];
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= MAX_VISIBILITY_SECONDS)) {
    throw new AwsError('InvalidParameterValue', `Value ${seconds} for parameter VisibilityTimeout is invalid.`);
  }
  if (queue.changeVisibility(text(body, 'ReceiptHandle') ?? '', seconds)) return {};
  throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
};

const OPERATIONS: Readonly<Record<string, (call: Call, queue: QueueEngine, body: Body) => object>> = {
  SendMessage: sendOne,
  SendMessageBatch: sendBatch,
  ChangeMessageVisibility: (_call, queue, body) => changeVisibility(queue, body),
  GetQueueUrl: (_call, queue) => ({ QueueUrl: queue.url }),
  GetQueueAttributes: (_call, queue, body) => attributesOf(queue, body['AttributeNames']),
  SetQueueAttributes: (call, queue, body) => {
    setQueueAttributes(call, queue.name, body);
    return {};
  },
  DeleteQueue: (call, queue) => {
    deleteQueueState(call, queue.name);
    return {};
  },
};

/** Operations that change messages. A dead-letter queue has none of its own here. */
const MOVES_MESSAGES = /Message/;

/** Error types that the JSON protocol names differently. */
const TYPES: Readonly<Record<string, string>> = {
  'AWS.SimpleQueueService.NonExistentQueue': 'QueueDoesNotExist',
  'AWS.SimpleQueueService.EmptyBatchRequest': 'EmptyBatchRequest',
  'AWS.SimpleQueueService.TooManyEntriesInBatchRequest': 'TooManyEntriesInBatchRequest',
  'AWS.SimpleQueueService.BatchEntryIdsNotDistinct': 'BatchEntryIdsNotDistinct',
};

/**
 * SQS with the JSON protocol: sending, and changing message visibility. Messages are received in the same process, as
 * by an event source mapping.
 */
export const createSqsService = (queueOf: QueueDirectory): Service => ({
  describe: (request) => {
    const body = peekJson(request);
    const [name = '', accountId] = (text(body, 'QueueUrl') ?? text(body, 'QueueName') ?? '').split('/').reverse();
    const account = accountId === undefined ? {} : { account: accountId };
    return { operation: targetOperation(request), resource: name, ...account };
  },
  run: (call) => {
    const body = jsonBody(call.request);
    if (call.operation === 'CreateQueue') {
      const { name } = createQueueState(call, body);
      return jsonAnswer({ QueueUrl: queueOf(call.caller.account.id, name)?.url }, call.requestId);
    }
    const operation = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
    if (!operation) throw notImplementedHere(`the SQS operation ${call.operation}`);
    const queue = allowedQueue(call, body, queueOf);
    const isDeadLetters = queue.setting.redrive === undefined;
    if (isDeadLetters && MOVES_MESSAGES.test(call.operation))
      throw notImplementedHere(`${call.operation} on a dead-letter queue`);
    return jsonAnswer(operation(call, queue, body), call.requestId);
  },
  answerError: (error, requestId) => {
    const answer = jsonError(error, requestId, 'com.amazonaws.sqs');
    const type = TYPES[error.code];
    if (type === undefined) return answer;
    return { ...answer, body: JSON.stringify({ __type: `com.amazonaws.sqs#${type}`, message: error.message }) };
  },
});
