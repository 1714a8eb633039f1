import type { Wake, WakeQueue } from '../../usecases/ports.ts';
import { groupOf, loggable, wakeBody } from './wake-message.ts';

/** The queue did not accept a wake-up. The sweep finds the stored change later. */
export class QueueFault extends Error {
  override readonly name = 'QueueFault';
  readonly wake: Wake;
  /** Whether sending it again may succeed. */
  readonly retryable: boolean;

  constructor(wake: Wake, queueUrl: string, cause: unknown) {
    const { name, message } = cause instanceof Error ? cause : { name: 'Error', message: String(cause) };
    super(`could not send ${loggable(wakeBody(wake))} to ${queueUrl}: ${name}: ${message}`, { cause });
    this.wake = wake;
    // The SDK marks faults of the caller. All other errors (5xx, throttling, network) are temporary.
    const { $fault, $retryable } = cause as { $fault?: string; $retryable?: object };
    this.retryable = $fault !== 'client' || $retryable !== undefined;
  }
}

/** SendMessage of SQS, with the SDK or as a signed call. */
export type SendMessage = (input: {
  readonly QueueUrl: string;
  readonly MessageBody: string;
  readonly MessageGroupId: string;
  readonly MessageDeduplicationId: string;
}) => Promise<unknown>;

/** Wake-ups over SQS FIFO. `freshId` distinguishes equal wake-ups, which SQS would deduplicate for five minutes. */
export const createSqsWakeQueue = (send: SendMessage, queueUrl: string, freshId: () => string): WakeQueue => ({
  wake: async (target) => {
    try {
      await send({
        QueueUrl: queueUrl,
        MessageBody: wakeBody(target),
        MessageGroupId: groupOf(target),
        MessageDeduplicationId: freshId(),
      });
    } catch (error) {
      throw new QueueFault(target, queueUrl, error);
    }
  },
});
