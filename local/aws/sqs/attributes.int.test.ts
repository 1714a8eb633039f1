import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { aLocalAws, refusal, sqsAs, UTILS } from '../testing/a-local-aws.ts';

const aQueue = async () => {
  const { aws, clock } = await aLocalAws(
    {},
    { accounts: [{ id: UTILS, queues: [{ name: 'roles.fifo', maxReceives: 2 }] }] },
  );
  const sqs = sqsAs(aws, aws.rootCredentials(UTILS));
  const attributes = async (QueueUrl: string, ...AttributeNames: QueueAttributeName[]) =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;
  return { aws, clock, sqs, queue: aws.queue('roles.fifo'), attributes };
};

describe('the attributes of a queue', () => {
  it('include message counts, visibility timeout and redrive policy', async () => {
    const { queue, attributes } = await aQueue();
    queue.send({ body: '1', groupId: 'a' });
    queue.send({ body: '2', groupId: 'b' });
    let during: Awaited<ReturnType<typeof attributes>>;
    queue.consume(
      async () => {
        during ??= await attributes(queue.url, 'All');
        throw new Error('not now');
      },
      { onError: () => {} },
    );

    const before = await attributes(queue.url, 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible');
    await queue.drain();
    const after = await attributes(queue.url, 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible');

    expect(before).toEqual({ ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '0' });
    expect(during).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '0',
      FifoQueue: 'true',
      VisibilityTimeout: '30',
      CreatedTimestamp: '1893499200',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: `arn:aws:sqs:us-east-1:${UTILS}:roles-dead-letters.fifo`,
        maxReceiveCount: 2,
      }),
    });
    expect(after).toEqual({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '2' });
  });

  it('of the dead-letter queue count dead letters', async () => {
    const { clock, sqs, queue, attributes } = await aQueue();
    queue.consume(() => Promise.reject(new Error('never')), { onError: () => {} });
    queue.send({ body: '1', groupId: 'a' });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await queue.drain();
      clock.advance(30);
    }

    const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'roles-dead-letters.fifo' }));

    expect(await attributes(QueueUrl, 'ApproximateNumberOfMessages')).toEqual({ ApproximateNumberOfMessages: '1' });
    expect(await attributes(QueueUrl, 'RedrivePolicy')).toBeUndefined();
  });

  it('are refused if a name is unknown', async () => {
    const { queue, attributes, sqs } = await aQueue();

    const unknown = await refusal(attributes(queue.url, 'Colour' as QueueAttributeName));
    const sent = await refusal(
      sqs.send(
        new SendMessageCommand({
          QueueUrl: queue.url.replace('roles.fifo', 'roles-dead-letters.fifo'),
          MessageBody: 'x',
          MessageGroupId: 'g',
          MessageDeduplicationId: 'd',
        }),
      ),
    );

    expect(unknown.code).toBe('InvalidAttributeName');
    expect(sent.message).toContain('does not implement');
  });
});
