import {
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { refusal, sqsAs, UTILS, userArn } from '../testing/a-local-aws.ts';
import { aQueue } from '../testing/a-queue.ts';

describe('SQS', () => {
  it('evaluates the policies of the caller before it accepts a message', async () => {
    const { aws, queue } = await aQueue();
    const alice = sqsAs(aws, aws.credentialsOf(userArn('alice')));

    const error = await refusal(
      alice.send(
        new SendMessageCommand({
          QueueUrl: queue.url,
          MessageBody: 'x',
          MessageGroupId: 'g',
          MessageDeduplicationId: 'd',
        }),
      ),
    );

    expect(error.message).toContain(
      `is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:${UTILS}:roles.fifo`,
    );
    expect(queue.messages()).toEqual([]);
  });

  it.each<[string, Partial<SendMessageCommandInput>, string]>([
    ['without a group', { MessageGroupId: undefined }, 'MessageGroupId'],
    ['without a deduplication id', { MessageDeduplicationId: undefined }, 'MessageDeduplicationId'],
    ['with a group of 129 characters', { MessageGroupId: 'g'.repeat(129) }, '1 to 128 in length'],
    ['with a delay', { DelaySeconds: 5 }, 'not valid for this queue type'],
    ['that is too long', { MessageBody: 'x'.repeat(262_145) }, 'shorter than 262144 bytes'],
  ])('refuses a message %s', async (_, change, expected) => {
    const { queue, sqs } = await aQueue();
    const message = {
      QueueUrl: queue.url,
      MessageBody: 'x',
      MessageGroupId: 'g',
      MessageDeduplicationId: 'd',
      ...change,
    };

    const error = await refusal(sqs.send(new SendMessageCommand(message)));

    expect(error.message).toContain(expected);
    expect(queue.messages()).toEqual([]);
  });

  it('accepts batches and reports the rejected entries', async () => {
    const { queue, sqs } = await aQueue();
    const entry = (Id: string, MessageGroupId: string) => ({
      Id,
      MessageBody: Id,
      MessageGroupId,
      MessageDeduplicationId: Id,
    });

    const answer = await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: queue.url, Entries: [entry('good', 'g'), entry('bad', 'not a group')] }),
    );

    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(answer.Failed?.map(({ Id }) => Id)).toEqual(['bad']);
    expect(queue.messages().map(({ body }) => body)).toEqual(['good']);
  });

  it('returns queue URLs, and an error for a queue that does not exist', async () => {
    const { queue, sqs } = await aQueue();

    const found = await sqs.send(new GetQueueUrlCommand({ QueueName: 'roles.fifo' }));
    const missing = await refusal(sqs.send(new GetQueueUrlCommand({ QueueName: 'other.fifo' })));
    const receive = await refusal(sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url })));

    expect(found.QueueUrl).toBe(queue.url);
    expect(missing.code).toBe('QueueDoesNotExist');
    expect(receive.message).toBe('The local AWS does not implement the SQS operation ReceiveMessage.');
  });
});
