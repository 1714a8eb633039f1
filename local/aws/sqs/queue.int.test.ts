import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { aLocalAws, UTILS } from '../testing/a-local-aws.ts';
import { aQueue } from '../testing/a-queue.ts';

const bodies = (event: SQSEvent): readonly string[] => event.Records.map(({ body }) => body);

describe('a FIFO queue', () => {
  it('delivers the messages of a group in order, in the format of a Lambda event', async () => {
    const { queue, put } = await aQueue();
    const events: SQSEvent[] = [];
    queue.consume(async (event) => {
      events.push(event);
      return undefined;
    });
    await put('a1', 'a');
    await put('b1', 'b');
    await put('a2', 'a');

    await queue.drain();

    expect(events.map(bodies)).toEqual([['a1', 'a2'], ['b1']]);
    expect(events[0]?.Records[0]).toMatchObject({
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:us-east-1:${UTILS}:roles.fifo`,
      attributes: { MessageGroupId: 'a', ApproximateReceiveCount: '1' },
    });
    expect(queue.messages()).toEqual([]);
  });

  it('delivers messages that a handler sends while it runs', async () => {
    const { queue, put } = await aQueue();
    const seen: string[] = [];
    queue.consume(async (event) => {
      seen.push(...bodies(event));
      if (bodies(event).includes('first')) await put('second', 'a');
      return undefined;
    });
    await put('first', 'a');

    await queue.drain();

    expect(seen).toEqual(['first', 'second']);
  });

  it('accepts a deduplication id once in five minutes', async () => {
    const { queue, put, clock } = await aQueue();
    const seen: string[] = [];
    queue.consume(async (event) => {
      seen.push(...bodies(event));
      return undefined;
    });

    const first = await put('one', 'a', 'same');
    await queue.drain();
    clock.advance(299);
    const second = await put('two', 'a', 'same');
    clock.advance(1);
    const third = await put('three', 'a', 'same');
    await queue.drain();

    expect(seen).toEqual(['one', 'three']);
    expect(second.MessageId).toBe(first.MessageId);
    expect(third.MessageId).not.toBe(first.MessageId);
  });

  it('redelivers a failed message after the visibility timeout, and blocks its group until then', async () => {
    const { queue, put, clock } = await aQueue();
    const seen: string[] = [];
    queue.consume(
      async (event) => {
        seen.push(...bodies(event));
        const failed = event.Records.filter(
          ({ body, attributes }) => body === 'a2' && attributes.ApproximateReceiveCount === '1',
        );
        return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      },
      { batchSize: 2 },
    );
    await put('a1', 'a');
    await put('a2', 'a');
    await put('a3', 'a');
    await put('b1', 'b');

    await queue.drain();
    const atOnce = [...seen];
    clock.advance(29);
    await queue.drain();
    const tooEarly = [...seen];
    clock.advance(1);
    await queue.drain();

    expect(atOnce).toEqual(['a1', 'a2', 'b1']);
    expect(tooEarly).toEqual(atOnce);
    expect(seen).toEqual(['a1', 'a2', 'b1', 'a2', 'a3']);
  });

  it('moves a message to the dead-letter queue after five receives, and continues with its group', async () => {
    const { queue, put, clock } = await aQueue();
    const errors: unknown[] = [];
    const seen: string[] = [];
    queue.consume(
      async (event) => {
        seen.push(...bodies(event));
        if (bodies(event).includes('poison')) throw new Error('cannot');
        return undefined;
      },
      { batchSize: 1, onError: (error) => errors.push(error) },
    );
    await put('poison', 'a');
    await put('good', 'a');

    for (let receive = 0; receive < 6; receive += 1) {
      await queue.drain();
      clock.advance(30);
    }

    expect(seen).toEqual([...Array(5).fill('poison'), 'good']);
    expect(errors).toHaveLength(5);
    expect(queue.deadLetters().map(({ body, receives }) => [body, receives])).toEqual([['poison', 5]]);
  });

  it('processes one batch per group at a time and different groups in parallel when it delivers automatically', async () => {
    const tasks: (() => void)[] = [];
    const after = (_: number, task: () => void) => {
      tasks.push(task);
      return () => {};
    };
    const { aws } = await aLocalAws({ scheduler: { after } });
    const queue = aws.queue('roles.fifo');
    const running: string[] = [];
    const trace: string[] = [];
    const gates = new Map<string, () => void>();
    queue.consume(
      async ({ Records: [record] }) => {
        const name = record?.body ?? '';
        running.push(name);
        trace.push([...running].sort().join('+'));
        await new Promise<void>((resolve) => gates.set(name, resolve));
        running.splice(running.indexOf(name), 1);
        return undefined;
      },
      { batchSize: 1 },
    );
    for (const [body, groupId] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
    ] as const)
      queue.send({ body, groupId });

    for (const task of tasks) task();
    gates.get('a1')?.();
    gates.get('b1')?.();
    while (!gates.has('a2')) await new Promise((resolve) => setImmediate(resolve));
    gates.get('a2')?.();
    await queue.drain();

    expect(trace).toEqual(['a1', 'a1+b1', 'a2']);
    expect(queue.messages()).toEqual([]);
  });
});
