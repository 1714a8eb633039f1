import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { aLocalAws, PROD, policy, ROLE, refusal, sqsAs } from '../testing/a-local-aws.ts';

const KEY = `arn:aws:kms:us-east-1:${PROD}:key/1`;

/** A queue with a dead-letter queue, as CloudFormation creates it. */
const aQueue = async (more: Readonly<Record<string, string>> = {}) => {
  const { aws, clock } = await aLocalAws();
  const root = sqsAs(aws, aws.rootCredentials(PROD));
  const create = async (QueueName: string, Attributes: Readonly<Record<string, string>>) =>
    (await root.send(new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true', ...Attributes } }))).QueueUrl;
  const deadLettersUrl = await create('dead.fifo', { MessageRetentionPeriod: '1209600' });
  const redrive = { deadLetterTargetArn: `arn:aws:sqs:us-east-1:${PROD}:dead.fifo`, maxReceiveCount: 2 };
  const url = await create('wake.fifo', { VisibilityTimeout: '60', RedrivePolicy: JSON.stringify(redrive), ...more });
  const attributes = async (QueueUrl: string | undefined) =>
    (await root.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};
  const role = sqsAs(aws, aws.issueSession({ roleArn: ROLE, sessionName: 'bot' }));
  const send = (id: string) =>
    role.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody: id, MessageGroupId: 'g', MessageDeduplicationId: id }),
    );
  const allow = (...Action: string[]) =>
    aws.editRole(ROLE, { inlinePolicies: { own: policy({ Effect: 'Allow', Action, Resource: '*' }) } });
  return { aws, clock, root, create, url, deadLettersUrl, attributes, send, allow };
};

describe('a queue that a client creates', () => {
  it('has the attributes that it was created with', async () => {
    const { url, deadLettersUrl, attributes } = await aQueue({
      KmsMasterKeyId: KEY,
      DeduplicationScope: 'messageGroup',
    });

    expect(await attributes(url)).toMatchObject({
      VisibilityTimeout: '60',
      DeduplicationScope: 'messageGroup',
      KmsMasterKeyId: KEY,
      SqsManagedSseEnabled: 'false',
      RedrivePolicy: expect.stringContaining(':dead.fifo'),
    });
    expect(await attributes(deadLettersUrl)).toMatchObject({ MessageRetentionPeriod: '1209600' });
    expect((await attributes(deadLettersUrl))['RedrivePolicy']).toBeUndefined();
  });

  it('moves a message to its dead-letter queue after the receives of its redrive policy', async () => {
    const { aws, clock, send, allow, deadLettersUrl, attributes } = await aQueue();
    allow('sqs:SendMessage');
    const queue = aws.queue('wake.fifo');
    queue.consume(() => Promise.reject(new Error('never')), { onError: () => {} });
    await send('1');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await queue.drain();
      clock.advance(60);
    }

    expect(await attributes(deadLettersUrl)).toMatchObject({ ApproximateNumberOfMessages: '1' });
  });

  it('with a customer managed key accepts messages only with permission for the key', async () => {
    const { aws, send, allow } = await aQueue({ KmsMasterKeyId: KEY });
    const ownKey = policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${PROD}:root` },
      Action: 'kms:*',
      Resource: '*',
    });
    aws.seed({ accounts: [{ id: PROD, kmsKeys: [{ arn: KEY, policy: ownKey }] }] });
    allow('sqs:SendMessage', 'kms:Decrypt');
    const denied = await refusal(send('1'));
    allow('sqs:SendMessage', 'kms:Decrypt', 'kms:GenerateDataKey');
    await send('2');

    expect(denied.message).toContain('kms:GenerateDataKey');
    expect(aws.queue('wake.fifo').messages()).toHaveLength(1);
  });

  it('applies its access policy', async () => {
    const { root, url, send, allow } = await aQueue();
    allow('sqs:SendMessage');
    const Policy = JSON.stringify(policy({ Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }));
    await root.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy } }));

    expect((await refusal(send('1'))).message).toContain('explicit deny');
  });

  it('can be changed later, except for its type', async () => {
    const { root, url, attributes } = await aQueue();
    await root.send(
      new SetQueueAttributesCommand({
        QueueUrl: url,
        Attributes: { VisibilityTimeout: '90', MessageRetentionPeriod: '600' },
      }),
    );
    const type = root.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { FifoQueue: 'false' } }));

    expect((await refusal(type)).code).toBe('InvalidAttributeName');
    expect(await attributes(url)).toMatchObject({ VisibilityTimeout: '90', MessageRetentionPeriod: '600' });
  });

  it('is refused with an unknown dead-letter queue, an existing name or a name that is not FIFO', async () => {
    const { create, root, url } = await aQueue();
    const redrive = JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:us-east-1:${PROD}:no.fifo`,
      maxReceiveCount: 2,
    });
    const wrong = [
      await refusal(create('other.fifo', { RedrivePolicy: redrive })),
      await refusal(create('wake.fifo', {})),
      await refusal(create('wake', {})),
    ];
    await root.send(new DeleteQueueCommand({ QueueUrl: url }));

    expect(wrong.map(({ message }) => message)).toEqual([
      expect.stringContaining('Dead letter target does not exist'),
      expect.stringContaining('already exists'),
      expect.stringContaining('.fifo suffix'),
    ]);
    expect(await create('wake.fifo', {})).toBe(url);
  });
});
