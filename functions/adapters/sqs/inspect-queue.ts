import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueInspector } from '../../usecases/operating/inspect-ports.ts';

type Attributes = Readonly<Record<string, string>>;

const attributesOf = async (client: SQSClient, queueUrl: string): Promise<Attributes> => {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] });
  return (await client.send(command)).Attributes ?? {};
};

/** How many messages were given up, or why that queue could not be looked at. */
const givenUp = async (
  client: SQSClient,
  redrive: string | undefined,
): Promise<{ givenUp: number } | { givenUpUnread: string } | Record<string, never>> => {
  if (redrive === undefined) return {};
  try {
    const { deadLetterTargetArn = '' } = JSON.parse(redrive) as { deadLetterTargetArn?: string };
    const [, , , , QueueOwnerAWSAccountId, QueueName] = deadLetterTargetArn.split(':');
    const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId }));
    return { givenUp: Number((await attributesOf(client, QueueUrl))['ApproximateNumberOfMessages'] ?? 0) };
  } catch (error) {
    return { givenUpUnread: `${(error as Error).name}: ${(error as Error).message}` };
  }
};

/** Looks at the queue for the doctor. */
export const createQueueInspector = ({
  client,
  queueUrl,
}: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): QueueInspector => ({
  queue: async () => {
    try {
      const attributes = await attributesOf(client, queueUrl);
      const { VisibilityTimeout, RedrivePolicy } = attributes;
      const dead = await givenUp(client, RedrivePolicy);
      return {
        kind: 'seen',
        isFifo: attributes['FifoQueue'] === 'true',
        waiting: Number(attributes['ApproximateNumberOfMessages'] ?? 0),
        // SQS always names the timeout: where it does not, nothing can be said of what else is missing.
        ...(VisibilityTimeout === undefined
          ? {}
          : { visibilitySeconds: Number(VisibilityTimeout), hasDeadLetters: RedrivePolicy !== undefined }),
        ...dead,
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
