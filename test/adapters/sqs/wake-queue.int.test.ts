import { aLocalAws, UTILS } from '@assume-bot/local-aws/testing/a-local-aws';
import type { SQSEvent } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSignedCall } from '../../../functions/adapters/aws/signed-call.ts';
import { createSqsClient, sendThrough } from '../../../functions/adapters/sqs/client.ts';
import { parseWake } from '../../../functions/adapters/sqs/parse-wake.ts';
import { createSqsWakeQueue } from '../../../functions/adapters/sqs/wake-queue.ts';
import { parseRoleArn } from '../../../functions/core/names.ts';
import { parseRequestId } from '../../../functions/core/request/ids.ts';
import type { Wake } from '../../../functions/usecases/ports.ts';
import { someIds } from '../../support/fixed-ids.ts';
import { itIsAWakeQueue } from '../../support/wake-queue.contract.ts';

afterEach(() => vi.unstubAllEnvs());

const ROLE = parseRoleArn('arn:aws:iam::222222222222:role/s3-list-role');
const role: Wake = { kind: 'role', arn: ROLE };

const aQueue = async () => {
  const { aws } = await aLocalAws();
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  vi.stubEnv('AWS_REGION', aws.region);
  const credentials = async () => aws.rootCredentials(UTILS);
  const client = createSqsClient({ credentials });
  const local = aws.queue('roles.fifo');
  const events: SQSEvent[] = [];
  local.consume(async (event) => {
    events.push(event);
    return undefined;
  });
  const receive = async () => {
    await local.drain();
    return events.flatMap(({ Records }) => Records.map(({ body }) => parseWake(body)));
  };
  return {
    aws,
    local,
    client,
    events,
    receive,
    queue: createSqsWakeQueue(sendThrough(client), local.url, someIds()),
  };
};

describe('the queue in SQS', () => {
  itIsAWakeQueue(aQueue);

  it('has one message group per request and role, so that only one worker processes it', async () => {
    const { queue, local } = await aQueue();
    const request: Wake = { kind: 'request', id: parseRequestId('0123456789abcdef0123') };

    for (const wake of [role, request, role]) await queue.wake(wake);

    const [first, second, third] = local.messages();
    expect(first?.groupId).toMatch(/^role-[0-9a-f]{64}$/);
    expect(third?.groupId).toBe(first?.groupId);
    expect(second?.groupId).toBe(`request-${request.id}`);
    expect(local.messages().map(({ body }) => body)).toEqual([
      `{"kind":"role","arn":"${ROLE}"}`,
      `{"kind":"request","id":"${request.id}"}`,
      `{"kind":"role","arn":"${ROLE}"}`,
    ]);
  });

  it('accepts wake-ups by a signed call, as slack-events sends them', async () => {
    const { aws, local, receive } = await aQueue();
    const credentials = async () => aws.rootCredentials(UTILS);
    const signedCall = createSignedCall({ AWS_ENDPOINT_URL: aws.url }, credentials, () => new Date());
    const target = 'AmazonSQS.SendMessage';
    const queue = createSqsWakeQueue(
      (input) => signedCall({ service: 'sqs', target, region: aws.region, input }),
      local.url,
      someIds(),
    );

    await queue.wake(role);

    expect(await receive()).toEqual([role]);
  });

  it('fails with the wake-up, and is not retryable, if the queue does not exist', async () => {
    const { client, local } = await aQueue();
    const queueUrl = local.url.replace('roles.fifo', 'nothing.fifo');
    const queue = createSqsWakeQueue(sendThrough(client), queueUrl, someIds());

    await expect(queue.wake(role)).rejects.toMatchObject({
      name: 'QueueFault',
      wake: role,
      retryable: false,
      message: expect.stringContaining(`could not send {"kind":"role","arn":"${ROLE}"} to ${queueUrl}: `),
    });
  });

  it('is retryable if the queue cannot be reached', async () => {
    const { aws, queue } = await aQueue();
    await aws.close();

    await expect(queue.wake(role)).rejects.toMatchObject({ name: 'QueueFault', retryable: true });
  });
});
