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
  /** Told what a handler threw; the whole batch counts as failed. Default: a warning of the process. */
  readonly onError?: (error: unknown) => void;
}

export interface LocalQueue {
  readonly url: string;
  readonly arn: string;
  /** Registers the one consumer; a batch holds messages of one group. Returns how to stop it. */
  consume(handler: QueueHandler, options?: ConsumeOptions): () => void;
  /** Puts a message in without HTTP; the deduplication id defaults to a fresh one. */
  send(message: { readonly body: string; readonly groupId: string; readonly deduplicationId?: string }): void;
  /**
   * Delivers everything that is visible by the clock, group after group, also what handlers send meanwhile, and returns
   * when nothing deliverable is left. A message that failed is visible again after the visibility timeout.
   */
  drain(): Promise<void>;
  /** Waiting, invisible and in flight, in order of arrival. */
  messages(): readonly QueuedMessage[];
  deadLetters(): readonly QueuedMessage[];
}
