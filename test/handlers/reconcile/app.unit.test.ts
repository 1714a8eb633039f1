import { describe, expect, it } from 'vitest';
import { wakeBody } from '../../../functions/adapters/sqs/wake-message.ts';
import { createReconcile } from '../../../functions/handlers/reconcile/app.ts';
import type { RefusalId, Wake } from '../../../functions/usecases/ports.ts';
import { alice, idOf, ROLE, U } from '../../support/builders.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const everyWake: readonly Wake[] = [
  { kind: 'request', id: idOf(1) },
  { kind: 'role', arn: ROLE },
  { kind: 'user', arn: alice.arn },
  { kind: 'refused_click', id: '2030-01-01T12:00:00.000Z#f00d' as RefusalId },
  { kind: 'home', user: U('alice') },
  { kind: 'window', user: U('alice'), action: 'deny', value: idOf(1) },
  { kind: 'person', user: U('bob') },
  { kind: 'answer', user: U('bob'), url: 'https://hooks.slack.com/actions/1', id: idOf(1) },
  { kind: 'lockdown' },
];

/** A worker that records its wake-ups, and fails for one kind. */
const aWorker = (failing?: Wake['kind']) => {
  const done: string[] = [];
  const hastened: string[] = [];
  const work =
    (kind: Wake['kind']) =>
    async (wake: Wake): Promise<void> => {
      if (kind === failing) throw new Error('IAM is down');
      done.push(Object.values(wake).join(' '));
    };
  const workOff = createReconcile({
    work: {
      request: work('request'),
      role: work('role'),
      user: work('user'),
      refused_click: work('refused_click'),
      home: work('home'),
      window: work('window'),
      person: work('person'),
      answer: work('answer'),
      delegate: work('delegate'),
      lockdown: work('lockdown'),
    },
    comeBackIn: async (handle, seconds) => hastened.push(`${handle} in ${seconds} s`) > 0,
    log: silent,
  });
  const records = (wakes: readonly Wake[]) =>
    wakes.map((wake, index) => ({ messageId: `m${index}`, receiptHandle: `h${index}`, body: wakeBody(wake) }));
  return { done, hastened, take: (wakes: readonly Wake[]) => workOff({ Records: records(wakes) } as never) };
};

describe('a batch of wake-ups', () => {
  it('is processed in order, each by its own use case', async () => {
    const { done, take } = aWorker();

    const answer = await take(everyWake);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(done).toEqual([
      `request ${idOf(1)}`,
      `role ${ROLE}`,
      `user ${alice.arn}`,
      'refused_click 2030-01-01T12:00:00.000Z#f00d',
      'home U0ALICE',
      `window U0ALICE deny ${idOf(1)}`,
      'person U0BOB',
      `answer U0BOB https://hooks.slack.com/actions/1 ${idOf(1)}`,
      'lockdown',
    ]);
  });

  it('stops at the first failure: that message and all later ones are returned', async () => {
    const { done, hastened, take } = aWorker('user');

    const answer = await take(everyWake);

    expect(done).toEqual([`request ${idOf(1)}`, `role ${ROLE}`]);
    expect(hastened).toEqual(['h2 in 10 s']);
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      'm2',
      'm3',
      'm4',
      'm5',
      'm6',
      'm7',
      'm8',
    ]);
  });
});
