import type { SQSClient } from '@aws-sdk/client-sqs';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
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

/** Wake-ups over SQS FIFO. `freshId` tells equal wake-ups apart: SQS swallows equal ones of five minutes otherwise. */
export const createSqsWakeQueue = ({
  client,
  queueUrl,
  freshId,
}: {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly freshId: () => string;
}): WakeQueue => ({
  wake: async (target) => {
    const command = new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: wakeBody(target),
      MessageGroupId: groupOf(target),
      MessageDeduplicationId: freshId(),
    });
    try {
      await client.send(command);
    } catch (error) {
      throw new QueueFault(target, queueUrl, error);
    }
  },
});
