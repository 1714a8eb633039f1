import { createHash } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import type { LocalQueue, QueuedMessage, QueueHandler } from '../queue-types.ts';
import type { Clock, Scheduler } from '../types.ts';
import { newUuid } from '../world/ids.ts';
import type { MessageState, QueueState } from '../world/state.ts';
import { createQueueMessages, type NewMessage } from './queue-messages.ts';

/** How many groups are processed at the same time when the queue delivers automatically. */
const CONCURRENCY = 5;
/** Default retention period of SQS: four days. */
const RETENTION_SECONDS = 345_600;

export interface QueueSetting {
  readonly createdAt: string;
  /** ARN of the dead-letter queue; undefined if there is none. The redrive policy can change. */
  readonly deadLetterArn: () => string | undefined;
  readonly state: QueueState;
  readonly save: () => void;
  readonly clock: Clock;
  readonly scheduler: Scheduler | undefined;
  readonly url: string;
  readonly arn: string;
  readonly region: string;
}

/** The queue as the SQS protocol sees it. */
export interface QueueEngine extends LocalQueue {
  readonly name: string;
  /** Sets when a message in flight becomes visible again if it fails. Returns false for an unknown receipt handle. */
  changeVisibility(receiptHandle: string, seconds: number): boolean;
  enqueue(message: NewMessage): { readonly messageId: string; readonly sequence: number };
  /** The number of visible messages and of messages in flight. */
  counts(): { readonly visible: number; readonly inFlight: number };
  readonly setting: {
    readonly createdAt: string;
    readonly visibilityTimeoutSeconds: number;
    readonly retentionSeconds: number;
    /** The customer managed key that encrypts the messages. */
    readonly kmsKeyArn: string | undefined;
    /** Attributes that CreateQueue received. */
    readonly attributes: Readonly<Record<string, string>>;
    readonly redrive: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } | undefined;
  };
  close(): void;
}

/** The MD5 digest in hex, which SQS returns so that clients can verify the message. */
export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** A sequence number in the format of SQS: 20 digits. */
export const sequenceNumber = (sequence: number): string => String(sequence).padStart(20, '0');

const viewOf = (message: MessageState): QueuedMessage => ({
  messageId: message.messageId,
  body: message.body,
  groupId: message.groupId,
  deduplicationId: message.deduplicationId,
  sentAt: new Date(message.sentAt),
  receives: message.receives,
});

const receiptHandleOf = (message: MessageState): string => `${message.messageId}#${message.receives}`;

const recordOf = (message: MessageState, arn: string, region: string): SQSRecord => ({
  messageId: message.messageId,
  receiptHandle: receiptHandleOf(message),
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(Date.parse(message.sentAt)),
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(Date.parse(message.firstReceivedAt ?? message.sentAt)),
    SequenceNumber: sequenceNumber(message.sequence),
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
  },
  messageAttributes: {},
  md5OfBody: md5(message.body),
  eventSource: 'aws:sqs',
  eventSourceARN: arn,
  awsRegion: region,
});

interface Consumer {
  readonly handler: QueueHandler;
  readonly batchSize: number;
  readonly onError: (error: unknown) => void;
}

const warn = (error: unknown): void => {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));
};

const failuresOf = async (
  batch: readonly MessageState[],
  { handler, onError }: Consumer,
  { arn, region }: Pick<QueueSetting, 'arn' | 'region'>,
): Promise<Set<string>> => {
  try {
    const answer = await handler({ Records: batch.map((message) => recordOf(message, arn, region)) });
    return new Set(answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) ?? []);
  } catch (error) {
    onError(error);
    return new Set(batch.map(({ messageId }) => messageId));
  }
};

const redriveOf = ({ state, deadLetterArn }: QueueSetting): QueueEngine['setting']['redrive'] => {
  const arn = deadLetterArn();
  return arn === undefined ? undefined : { deadLetterTargetArn: arn, maxReceiveCount: state.maxReceives };
};

const publicSetting = (queueSetting: QueueSetting): QueueEngine['setting'] => ({
  createdAt: queueSetting.createdAt,
  visibilityTimeoutSeconds: queueSetting.state.visibilityTimeoutSeconds,
  retentionSeconds: Number(queueSetting.state.attributes?.['MessageRetentionPeriod'] ?? RETENTION_SECONDS),
  kmsKeyArn: queueSetting.state.attributes?.['KmsMasterKeyId'],
  attributes: queueSetting.state.attributes ?? {},
  redrive: redriveOf(queueSetting),
});

/** Runs batches through a handler and tracks the messages in flight. Each group has at most one batch in progress. */
const createDelivery = (queueSetting: QueueSetting) => {
  const { state, save, clock } = queueSetting;
  /** Messages in the batch that a handler is processing. */
  const delivering = new Set<MessageState>();
  const busyGroups = new Set<string>();
  /** When messages in flight become visible again, in seconds, by receipt handle. */
  const changed = new Map<string, number>();

  const begin = (batch: readonly MessageState[]): void => {
    busyGroups.add(batch[0]?.groupId ?? '');
    for (const message of batch) {
      message.receives += 1;
      delivering.add(message);
      message.firstReceivedAt ??= clock.now().toISOString();
    }
    save();
  };

  /** Returns the seconds until the first failed message is visible again; undefined if none failed. */
  const deliver = async (batch: readonly MessageState[], to: Consumer): Promise<number | undefined> => {
    begin(batch);
    const failures = await failuresOf(batch, to, queueSetting);
    const done = new Set(batch.filter(({ messageId }) => !failures.has(messageId)));
    let soonest = state.visibilityTimeoutSeconds;
    for (const message of batch) {
      const seconds = changed.get(receiptHandleOf(message)) ?? state.visibilityTimeoutSeconds;
      changed.delete(receiptHandleOf(message));
      delivering.delete(message);
      if (done.has(message)) continue;
      message.visibleAt = new Date(clock.now().getTime() + seconds * 1000).toISOString();
      soonest = Math.min(soonest, seconds);
    }
    state.messages = state.messages.filter((message) => !done.has(message));
    busyGroups.delete(batch[0]?.groupId ?? '');
    save();
    return done.size < batch.length ? soonest : undefined;
  };

  const changeVisibility = (receiptHandle: string, seconds: number): boolean => {
    const isInFlight = state.messages.some(
      (message) => busyGroups.has(message.groupId) && receiptHandleOf(message) === receiptHandle,
    );
    if (isInFlight) changed.set(receiptHandle, seconds);
    return isInFlight;
  };

  return { busyGroups, delivering, deliver, changeVisibility };
};

/**
 * A FIFO queue with its event source mapping. A group has at most one batch in progress and keeps its order: a failed
 * message blocks its group until it is visible again.
 */
export const createQueue = (queueSetting: QueueSetting): QueueEngine => {
  const { state, save, clock, scheduler, url, arn } = queueSetting;
  const running = new Set<Promise<void>>();
  const { busyGroups, delivering, deliver, changeVisibility } = createDelivery(queueSetting);
  const messages = createQueueMessages({ state, save, clock, busyGroups });
  let consumer: Consumer | undefined;

  const start = (batch: readonly MessageState[], to: Consumer): Promise<void> => {
    const work: Promise<void> = deliver(batch, to)
      .then((seconds) => {
        if (seconds !== undefined) scheduler?.after(seconds * 1000, pump);
      })
      .finally(() => running.delete(work));
    running.add(work);
    return work;
  };

  const pump = (): void => {
    while (consumer && running.size < CONCURRENCY) {
      const batch = messages.nextBatch(consumer.batchSize);
      if (batch.length === 0) return;
      void start(batch, consumer).then(pump);
    }
  };

  const drain = async (): Promise<void> => {
    for (;;) {
      await Promise.all(running);
      const batch = messages.nextBatch(consumer?.batchSize ?? 1);
      if (batch.length === 0 && running.size === 0) return;
      if (batch.length === 0) continue;
      if (!consumer) throw new Error(`${state.name} holds messages and has no consumer`);
      await start(batch, consumer);
    }
  };

  const enqueue = (message: NewMessage): { messageId: string; sequence: number } => {
    const { queued, isNew } = messages.add(message);
    if (isNew) scheduler?.after(0, pump);
    return queued;
  };

  return {
    name: state.name,
    url,
    arn,
    enqueue,
    changeVisibility,
    drain,
    counts: () => {
      const inFlight = state.messages.filter(
        (message) => delivering.has(message) || !messages.isVisible(message),
      ).length;
      return { visible: state.messages.length - inFlight, inFlight };
    },
    get setting() {
      return publicSetting(queueSetting);
    },
    consume: (handler, { batchSize = 10, onError = warn } = {}) => {
      if (consumer) throw new Error(`${state.name} already has a consumer`);
      const registered = { handler, batchSize, onError };
      consumer = registered;
      scheduler?.after(0, pump);
      return () => {
        if (consumer === registered) consumer = undefined;
      };
    },
    send: ({ body, groupId, deduplicationId }) => {
      enqueue({ body, groupId, deduplicationId: deduplicationId ?? newUuid(), senderId: 'local' });
    },
    messages: () => state.messages.map(viewOf),
    deadLetters: () => state.deadLetters.map(viewOf),
    close: () => {
      consumer = undefined;
    },
  };
};
