import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type ClientOptions, clientSettings } from '../aws/connection.ts';
import type { SendMessage } from './wake-queue.ts';

/** The SDK client of SQS. */
export const createSqsClient = (options: ClientOptions): SQSClient => new SQSClient(clientSettings(options));

/** SendMessage through the SDK, with its retries. */
export const sendThrough =
  (client: SQSClient): SendMessage =>
  (input) =>
    client.send(new SendMessageCommand(input));

/**
 * Makes a failed wake-up visible again after some seconds, because its message group waits for it. The visibility timeout of
 * the queue covers the longest run, which takes minutes. Returns whether SQS accepted the change; if not, the message is
 * visible again after that timeout.
 */
export const createComeBackIn =
  (client: SQSClient, queueUrl: string) =>
  async (receiptHandle: string, seconds: number): Promise<boolean> => {
    const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
    try {
      await client.send(new ChangeMessageVisibilityCommand(input));
      return true;
    } catch {
      return false;
    }
  };
