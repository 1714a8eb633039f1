import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueInspector } from '../../usecases/operating/inspect-ports.ts';

type Attributes = Readonly<Record<string, string>>;

const attributesOf = async (client: SQSClient, queueUrl: string): Promise<Attributes> => {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] });
  return (await client.send(command)).Attributes ?? {};
};

/** The number of messages in the dead-letter queue, or why it could not be read. */
const givenUp = async (client: SQSClient, redrive: string) => {
  try {
    const { deadLetterTargetArn = '' } = JSON.parse(redrive) as { deadLetterTargetArn?: string };
    const [, , , , QueueOwnerAWSAccountId, QueueName] = deadLetterTargetArn.split(':');
    const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId }));
    return { givenUp: Number((await attributesOf(client, QueueUrl))['ApproximateNumberOfMessages'] ?? 0) };
  } catch (error) {
    return { givenUpUnread: `${(error as Error).name}: ${(error as Error).message}` };
  }
};

/** Reads the settings of the queue for the doctor. */
export const createQueueInspector = (client: SQSClient, queueUrl: string): QueueInspector => ({
  queue: async () => {
    try {
      const attributes = await attributesOf(client, queueUrl);
      const { VisibilityTimeout, RedrivePolicy } = attributes;
      return {
        kind: 'seen',
        isFifo: attributes['FifoQueue'] === 'true',
        waiting: Number(attributes['ApproximateNumberOfMessages'] ?? 0),
        // SQS always returns the timeout. Without it, other missing attributes mean nothing.
        ...(VisibilityTimeout === undefined
          ? {}
          : { visibilitySeconds: Number(VisibilityTimeout), hasDeadLetters: RedrivePolicy !== undefined }),
        ...(RedrivePolicy === undefined ? {} : await givenUp(client, RedrivePolicy)),
      };
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
      if (/NonExistentQueue|QueueDoesNotExist/.test(name)) return { kind: 'missing' };
      return {
        kind: 'not_seen',
        why: `The queue ${queueUrl} cannot be read: ${name}: ${message || 'no answer'}.`,
        fix: 'Check that the AWS credentials are from the hub account and allow sqs:GetQueueAttributes.',
      };
    }
  },
});
