import type { Wake, WakeQueue } from '../../usecases/ports.ts';
import { groupOf, wakeBody } from './wake-message.ts';

/** The queue did not take a wake-up. The sweep finds what was stored, so nothing is lost but time. */
export class QueueFault extends Error {
  override readonly name = 'QueueFault';
  readonly wake: Wake;
  /** Whether sending it again may help. */
  readonly retryable: boolean;

  constructor(wake: Wake, queueUrl: string, cause: unknown) {
    const { name, message } = cause instanceof Error ? cause : { name: 'Error', message: String(cause) };
    super(`could not send ${wakeBody(wake)} to ${queueUrl}: ${name}: ${message}`, { cause });
    this.wake = wake;
    // SQS marks what the caller did wrong; all else (5xx, throttling, the network) passes by itself.
    const { $fault, $retryable } = cause as { $fault?: string; $retryable?: object };
    this.retryable = $fault !== 'client' || $retryable !== undefined;
  }
}

/** SendMessage of SQS, however it is called: by the SDK, or by one signed call where the client weighs too much. */
export type SendMessage = (input: {
  readonly QueueUrl: string;
  readonly MessageBody: string;
  readonly MessageGroupId: string;
  readonly MessageDeduplicationId: string;
}) => Promise<unknown>;

/** Wake-ups over SQS FIFO. `freshId` tells equal wake-ups apart: SQS swallows equal ones of five minutes otherwise. */
export const createSqsWakeQueue = ({
  send,
  queueUrl,
  freshId,
}: {
  readonly send: SendMessage;
  readonly queueUrl: string;
  readonly freshId: () => string;
}): WakeQueue => ({
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
