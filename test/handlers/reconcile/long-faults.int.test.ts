import { createLocalAws } from '@assume-bot/local-aws';
import type { LocalAws } from '@assume-bot/local-aws/types';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqsBacklog } from '../../../functions/adapters/sqs/backlog.ts';
import { createComeBackIn } from '../../../functions/adapters/sqs/client.ts';
import { groupOf, wakeBody } from '../../../functions/adapters/sqs/wake-message.ts';
import { LOGGED } from '../../../functions/contract.ts';
import { createReconcile } from '../../../functions/handlers/reconcile/app.ts';
import type { DueItem, Log, Wake } from '../../../functions/usecases/ports.ts';
import { createSweep } from '../../../functions/usecases/scheduled/sweep.ts';
import { aCatalog, idOf } from '../../support/builders.ts';
import { aClock, type FixedClock } from '../../support/fixed-clock.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { noTickets } from '../../support/memory-tickets.ts';

const emptySlack = {
  person: async () => undefined,
  membersOf: async () => [],
  workspace: async () => ({ teamId: 'T0LOCAL' }),
} as never;
let clock: FixedClock;
let aws: LocalAws;
let sqs: SQSClient;
beforeEach(async () => {
  clock = aClock('2030-01-01T12:00:00Z');
  aws = await createLocalAws({ port: 0, clock });
  const queues = [{ name: 'wakes.fifo', visibilityTimeoutSeconds: 360, maxReceives: 5 }];
  aws.seed({ accounts: [{ id: '999999999999', queues }] });
  const credentials = aws.rootCredentials('999999999999');
  sqs = new SQSClient({ credentials, endpoint: aws.url, region: aws.region });
});
afterEach(async () => {
  sqs.destroy();
  await aws.close();
});

/** A sweep, a queue and a worker that fails for some minutes; some requests are due from the start. */
const aFault = (minutes: number, items: number) => {
  const queue = aws.queue('wakes.fifo');
  const start = clock.now();
  const isFailing = (): boolean => clock.now().getTime() < start.getTime() + minutes * 60_000;
  const due = new Map<string, DueItem>();
  for (let item = 1; item <= items; item += 1)
    due.set(idOf(item), { wake: { kind: 'request', id: idOf(item) }, dueAt: start });
  const record = { tries: 0, mostQueued: 0, stuckMinutes: 0, isStuckReported: false };
  const follow = async (wake: Extract<Wake, { kind: 'request' }>): Promise<void> => {
    record.tries += 1;
    if (isFailing()) throw new Error('IAM is down');
    due.delete(wake.id);
  };
  const other = async (): Promise<void> => {};
  const log: Log = {
    info: () => {},
    warn: () => {},
    error: (message) => {
      if (message === LOGGED.stuck) record.isStuckReported = true;
    },
  };
  const reconcile = createReconcile({
    work: {
      request: follow,
      role: other,
      user: other,
      refused_click: other,
      home: other,
      person: other,
      answer: other,
      window: other,
      delegate: other,
      lockdown: other,
    },
    comeBackIn: createComeBackIn(sqs, queue.url),
    log,
  });
  queue.consume(reconcile as (event: SQSEvent) => Promise<SQSBatchResponse>, { batchSize: 1 });
  const store = createMemoryStore();
  const sweep = createSweep({
    ...store,
    due: { due: async (now) => [...due.values()].filter(({ dueAt }) => dueAt <= now), open: async () => [] },
    catalog: aCatalog([]),
    slack: emptySlack,
    onCall: { onCallNow: async () => [] },
    tickets: noTickets,
    queue: { wake: async (wake) => queue.send({ body: wakeBody(wake), groupId: groupOf(wake) }) },
    backlog: createSqsBacklog(sqs, queue.url),
    clock,
    log,
  });

  /** One minute of the hub: the sweep, then the worker every ten seconds. */
  const minute = async (): Promise<void> => {
    record.isStuckReported = false;
    await sweep();
    if (record.isStuckReported) record.stuckMinutes += 1;
    for (let passed = 0; passed < 60; passed += 10) {
      record.mostQueued = Math.max(record.mostQueued, queue.messages().length);
      if (queue.messages().length > 0) await queue.drain();
      clock.advance({ seconds: 10 });
    }
  };
  return { queue, record, minute, due, isFailing };
};

describe('a fault of the workers', () => {
  it.each([
    // Tries of one item: at 0, 1, 2, 4 minutes and then every 5 minutes, three times each, and once after the fault.
    { minutes: 1, items: 3, tries: 3 + 1, stuck: 0 },
    { minutes: 60, items: 3, tries: 3 * (4 + 11) + 1, stuck: 44 },
    { minutes: 1440, items: 1, tries: 3 * (4 + 287) + 1, stuck: 1424 },
  ])(
    'of $minutes minutes leaves neither a backlog nor dead letters, and is over when its cause is',
    async (expected) => {
      const { queue, record, minute, due, isFailing } = aFault(expected.minutes, expected.items);
      while (isFailing()) await minute();
      const stuckDuring = record.stuckMinutes;
      await minute();

      expect(due.size).toBe(0);
      expect(record.tries).toBe(expected.items * expected.tries);
      expect(record.mostQueued).toBe(expected.items);
      expect([queue.messages(), queue.deadLetters()]).toEqual([[], []]);
      expect(stuckDuring).toBe(expected.stuck);

      await minute();
      expect(record.isStuckReported).toBe(false);
    },
  );
});

describe('a queue that no worker empties', () => {
  it('does not fill up with repeated wake-ups', async () => {
    const many = 150;
    const store = createMemoryStore();
    const sent: Wake[] = [];
    const dueAt = clock.now();
    clock.advance({ seconds: 1 });
    const sweep = createSweep({
      ...store,
      due: {
        due: async () =>
          Array.from({ length: many }, (_, index): DueItem => ({ wake: { kind: 'request', id: idOf(index) }, dueAt })),
        open: async () => [],
      },
      catalog: aCatalog([]),
      slack: emptySlack,
      onCall: { onCallNow: async () => [] },
      tickets: noTickets,
      queue: { wake: async (wake) => void sent.push(wake) },
      backlog: { count: async () => sent.length },
      clock,
      log: { info: () => {}, warn: () => {}, error: () => {} },
    });

    for (let minute = 0; minute < 1440; minute += 1) {
      await sweep();
      clock.advance({ minutes: 1 });
    }

    expect(sent).toHaveLength(many);
  });
});

describe('a message that is not a wake-up', () => {
  it('becomes a dead letter at once, for the alarm, and does not stop the others', async () => {
    const { queue, minute, due } = aFault(0, 3);
    queue.send({ body: 'something else', groupId: 'unknown' });

    await minute();

    expect(queue.deadLetters().map(({ body }) => body)).toEqual(['something else']);
    expect([due.size, queue.messages()]).toEqual([0, []]);
  });
});
