import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly sentAt: Date;
  readonly receives: number;
}

export type QueueHandler = (event: SQSEvent) => Promise<SQSBatchResponse | undefined>;

export interface ConsumeOptions {
  /** Default 10. */
  readonly batchSize?: number;
  /** Receives the error that a handler threw. The whole batch counts as failed. Default: a process warning. */
  readonly onError?: (error: unknown) => void;
}

export interface LocalQueue {
  readonly url: string;
  readonly arn: string;
  /**
   * Registers the only consumer. A batch contains messages of one group. Returns a function that removes the consumer.
   */
  consume(handler: QueueHandler, options?: ConsumeOptions): () => void;
  /** Sends a message without HTTP. The deduplication id defaults to a new one. */
  send(message: { readonly body: string; readonly groupId: string; readonly deduplicationId?: string }): void;
  /**
   * Delivers every message that is visible by the clock, group after group, including messages that handlers send
   * during the call. Returns when no deliverable message is left. A failed message becomes visible again after the
   * visibility timeout.
   */
  drain(): Promise<void>;
  /** Visible, invisible and in-flight messages, in order of arrival. */
  messages(): readonly QueuedMessage[];
  deadLetters(): readonly QueuedMessage[];
}
