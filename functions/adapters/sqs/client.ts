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

/** The visibility timeout of the queue covers the longest run, which takes minutes. */
const COME_BACK_SECONDS = 10;

/**
 * Makes a failed wake-up visible again soon, because its message group waits for it. Returns whether SQS accepted the change;
 * if not, the message is visible again after the queue's own timeout.
 */
export const createComeBackSoon =
  (client: SQSClient, queueUrl: string) =>
  async (receiptHandle: string): Promise<boolean> => {
    const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: COME_BACK_SECONDS };
    try {
      await client.send(new ChangeMessageVisibilityCommand(input));
      return true;
    } catch {
      return false;
    }
  };
