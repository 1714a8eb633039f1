import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createQueueInspector } from '../../../functions/adapters/sqs/inspect-queue.ts';

const dead = 'arn:aws:sqs:us-east-1:999999999999:dead.fifo';

/** A client that answers as SQS does: attributes by the URL of the queue. */
const aClient = (attributes: Readonly<Record<string, Readonly<Record<string, string>> | Error>>): SQSClient =>
  ({
    send: async ({ input }: { input: { QueueUrl?: string; QueueName?: string } }) => {
      if (input.QueueName !== undefined) return { QueueUrl: `https://sqs/${input.QueueName}` };
      const found = attributes[input.QueueUrl ?? ''];
      if (found instanceof Error) throw found;
      return { Attributes: found };
    },
  }) as unknown as SQSClient;

const look = (attributes: Parameters<typeof aClient>[0]) =>
  createQueueInspector(aClient(attributes), 'https://sqs/main.fifo').queue();

describe('the inspection of the queue', () => {
  it('returns the waiting messages, the dead letters and the settings', async () => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 5 });
    const main = { FifoQueue: 'true', ApproximateNumberOfMessages: '3', VisibilityTimeout: '360', RedrivePolicy };

    const facts = await look({
      'https://sqs/main.fifo': main,
      'https://sqs/dead.fifo': { ApproximateNumberOfMessages: '2' },
    });

    expect(facts).toEqual({
      kind: 'seen',
      isFifo: true,
      waiting: 3,
      visibilitySeconds: 360,
      hasDeadLetters: true,
      givenUp: 2,
    });
  });

  it('returns why the dead letters could not be read, or that the queue does not exist', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied' });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead });

    const closed = await look({
      'https://sqs/main.fifo': { FifoQueue: 'true', VisibilityTimeout: '360', RedrivePolicy },
      'https://sqs/dead.fifo': denied,
    });
    const none = await look({ 'https://sqs/main.fifo': { VisibilityTimeout: '30' } });

    expect(closed).toEqual({
      kind: 'seen',
      isFifo: true,
      waiting: 0,
      visibilitySeconds: 360,
      hasDeadLetters: true,
      givenUpUnread: 'AccessDenied: no',
    });
    expect(none).toMatchObject({ isFifo: false, hasDeadLetters: false });
  });

  it('distinguishes a missing queue from a missing permission', async () => {
    const gone = Object.assign(new Error('The specified queue does not exist.'), { name: 'QueueDoesNotExist' });
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });

    expect(await look({ 'https://sqs/main.fifo': gone })).toEqual({ kind: 'missing' });
    expect(await look({ 'https://sqs/main.fifo': denied })).toMatchObject({
      kind: 'not_seen',
      why: expect.stringContaining('not authorized'),
    });
  });
});
