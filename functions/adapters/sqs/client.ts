import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SendMessage } from './wake-queue.ts';

/** The keys of an AWS identity. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How long a call may take: nobody waits for it, and trying again is cheaper than failing. */
const PATIENCE = { maxAttempts: 5, connectionTimeout: 1000, requestTimeout: 5000 } as const;

/** A client of SQS; region and address come from the environment by the SDK's own rules (AWS_REGION, AWS_ENDPOINT_URL). */
export const createSqsClient = ({
  credentials,
  connection = {},
}: {
  /** Where the keys come from; without it the SDK looks everywhere it knows, which costs a Lambda start-up time. */
  readonly credentials?: () => Promise<Credentials>;
  /** What is named here goes before the environment: an operator has profiles, and a local stack has an address. */
  readonly connection?: { readonly endpoint?: string; readonly region?: string; readonly profile?: string };
}): SQSClient => {
  const { maxAttempts, connectionTimeout, requestTimeout } = PATIENCE;
  return new SQSClient({
    maxAttempts,
    retryMode: 'standard',
    requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true },
    ...(credentials === undefined ? {} : { credentials }),
    ...connection,
  });
};

/** SendMessage through the SDK, with its retries. */
export const sendThrough =
  (client: SQSClient): SendMessage =>
  (input) =>
    client.send(new SendMessageCommand(input));

/** Seconds after which a wake-up that failed comes again; the queue's own timeout covers the longest run and is minutes. */
const COME_BACK_SECONDS = 10;

/**
 * Lets a wake-up that failed come back soon: until it does, its group waits. Answers whether SQS took it; if not, the message
 * comes back after the queue's own timeout.
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
