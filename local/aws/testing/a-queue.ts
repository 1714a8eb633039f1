import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { aLocalAws, sqsAs, UTILS } from './a-local-aws.ts';

/** The FIFO queue of the example, and a client of its account. */
export const aQueue = async () => {
  const { aws, clock } = await aLocalAws();
  const queue = aws.queue('roles.fifo');
  const sqs = sqsAs(aws, aws.rootCredentials(UTILS));
  const put = (body: string, groupId: string, deduplicationId: string = crypto.randomUUID()) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: queue.url,
        MessageBody: body,
        MessageGroupId: groupId,
        MessageDeduplicationId: deduplicationId,
      }),
    );
  return { aws, clock, queue, sqs, put };
};
