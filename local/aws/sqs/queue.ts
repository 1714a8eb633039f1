import { createHash } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import type { LocalQueue, QueuedMessage, QueueHandler } from '../queue-types.ts';
import type { Clock, Scheduler } from '../types.ts';
import { newUuid } from '../world/ids.ts';
import type { MessageState, QueueState } from '../world/state.ts';

/** How long SQS remembers a deduplication id. */
const DEDUPLICATION_MS = 5 * 60_000;
/** How many groups are worked on at once when the queue delivers by itself. */
const CONCURRENCY = 5;
/** Default retention period of SQS: four days. */
const RETENTION_SECONDS = 345_600;

export interface QueueSetting {
  readonly createdAt: string;
  /** ARN of the dead-letter queue; undefined for a dead-letter queue. */
  readonly deadLetterArn: string | undefined;
  readonly state: QueueState;
  readonly save: () => void;
  readonly clock: Clock;
  readonly scheduler: Scheduler | undefined;
  readonly url: string;
  readonly arn: string;
  readonly region: string;
}

export interface NewMessage {
  readonly body: string;
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly senderId: string;
}

/** The queue as the SQS protocol sees it. */
export interface QueueEngine extends LocalQueue {
  /** Says when a message in flight may come again, should it fail; false for a receipt handle of none. */
  changeVisibility(receiptHandle: string, seconds: number): boolean;
  enqueue(message: NewMessage): { readonly messageId: string; readonly sequence: number };
  /** Numbers of visible and of in-flight messages. */
  counts(): { readonly visible: number; readonly inFlight: number };
  readonly setting: {
    readonly createdAt: string;
    readonly visibilityTimeoutSeconds: number;
    readonly retentionSeconds: number;
    readonly redrive: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } | undefined;
  };
  close(): void;
}

/** MD5 in hex: what SQS answers so that clients can compare. */
export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** The sequence number of a message as SQS writes it: 20 digits. */
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

/**
 * A FIFO queue with its event source mapping. One group is never delivered twice at once and keeps its order: a message
 * that failed holds back its group until it is visible again.
 */
export const createQueue = (queueSetting: QueueSetting): QueueEngine => {
  const { state, save, clock, scheduler, url, arn, region, createdAt, deadLetterArn } = queueSetting;
  /** Messages in the batch that a handler is processing. */
  const delivering = new Set<MessageState>();
  const busyGroups = new Set<string>();
  const running = new Set<Promise<void>>();
  /** When messages in flight may come again, in seconds, by their receipt handles. */
  const changed = new Map<string, number>();
  let consumer: Consumer | undefined;

  const buryWornOut = (): void => {
    const wornOut = state.messages.filter(
      (message) => message.receives >= state.maxReceives && !busyGroups.has(message.groupId) && isVisible(message),
    );
    if (wornOut.length === 0) return;
    state.deadLetters.push(...wornOut);
    state.messages = state.messages.filter((message) => !wornOut.includes(message));
    save();
  };

  const isVisible = (message: MessageState): boolean => Date.parse(message.visibleAt) <= clock.now().getTime();

  const nextBatch = (batchSize: number): readonly MessageState[] => {
    buryWornOut();
    const passed = new Set(busyGroups);
    for (const first of state.messages) {
      if (passed.has(first.groupId)) continue;
      passed.add(first.groupId);
      const group = state.messages.filter(({ groupId }) => groupId === first.groupId);
      const hidden = group.findIndex((message) => !isVisible(message));
      const batch = group.slice(0, Math.min(batchSize, hidden < 0 ? group.length : hidden));
      if (batch.length > 0) return batch;
    }
    return [];
  };

  const failuresOf = async (batch: readonly MessageState[], { handler, onError }: Consumer): Promise<Set<string>> => {
    try {
      const answer = await handler({ Records: batch.map((message) => recordOf(message, arn, region)) });
      return new Set(answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) ?? []);
    } catch (error) {
      onError(error);
      return new Set(batch.map(({ messageId }) => messageId));
    }
  };

  const deliver = async (batch: readonly MessageState[], to: Consumer): Promise<void> => {
    const groupId = batch[0]?.groupId ?? '';
    busyGroups.add(groupId);
    for (const message of batch) {
      message.receives += 1;
      delivering.add(message);
      message.firstReceivedAt ??= clock.now().toISOString();
    }
    save();
    const failures = await failuresOf(batch, to);
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
    busyGroups.delete(groupId);
    save();
    if (done.size < batch.length) scheduler?.after(soonest * 1000, pump);
  };

  const start = (batch: readonly MessageState[], to: Consumer): Promise<void> => {
    const work: Promise<void> = deliver(batch, to).finally(() => running.delete(work));
    running.add(work);
    return work;
  };

  const pump = (): void => {
    while (consumer && running.size < CONCURRENCY) {
      const batch = nextBatch(consumer.batchSize);
      if (batch.length === 0) return;
      void start(batch, consumer).then(pump);
    }
  };

  const drain = async (): Promise<void> => {
    for (;;) {
      await Promise.all(running);
      const batch = nextBatch(consumer?.batchSize ?? 1);
      if (batch.length === 0 && running.size === 0) return;
      if (batch.length === 0) continue;
      if (!consumer) throw new Error(`nothing consumes ${state.name}, and it holds messages`);
      await start(batch, consumer);
    }
  };

  const enqueue = (message: NewMessage): { messageId: string; sequence: number } => {
    const now = clock.now();
    for (const [id, { at }] of Object.entries(state.seen)) {
      if (now.getTime() - Date.parse(at) >= DEDUPLICATION_MS) delete state.seen[id];
    }
    const known = Object.hasOwn(state.seen, message.deduplicationId) ? state.seen[message.deduplicationId] : undefined;
    if (known) return known;
    state.lastSequence += 1;
    const at = now.toISOString();
    const queued = {
      ...message,
      messageId: newUuid(),
      sequence: state.lastSequence,
      sentAt: at,
      receives: 0,
      visibleAt: at,
    };
    state.messages.push(queued);
    state.seen[message.deduplicationId] = { messageId: queued.messageId, sequence: queued.sequence, at };
    save();
    scheduler?.after(0, pump);
    return queued;
  };

  return {
    url,
    arn,
    enqueue,
    changeVisibility: (receiptHandle, seconds) => {
      const isInFlight = state.messages.some(
        (message) => busyGroups.has(message.groupId) && receiptHandleOf(message) === receiptHandle,
      );
      if (isInFlight) changed.set(receiptHandle, seconds);
      return isInFlight;
    },
    drain,
    counts: () => {
      const inFlight = state.messages.filter((message) => delivering.has(message) || !isVisible(message)).length;
      return { visible: state.messages.length - inFlight, inFlight };
    },
    setting: {
      createdAt,
      visibilityTimeoutSeconds: state.visibilityTimeoutSeconds,
      retentionSeconds: RETENTION_SECONDS,
      redrive:
        deadLetterArn === undefined
          ? undefined
          : { deadLetterTargetArn: deadLetterArn, maxReceiveCount: state.maxReceives },
    },
    consume: (handler, { batchSize = 10, onError = warn } = {}) => {
      if (consumer) throw new Error(`${state.name} has a consumer already`);
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
