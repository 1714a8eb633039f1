import { describe, expect, it } from 'vitest';
import type { SlackChannelId } from '../../../functions/core/names.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { isoSeconds } from '../../../functions/core/time.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { alice, breakGlass, ROLE } from '../../support/builders.ts';

type Crash = { readonly nth: number; readonly when: 'before' | 'after'; readonly isQueueLost: boolean };

/** The state of IAM, Slack and the store when no work is left. */
const seen = async (world: World, request: Request) => {
  const { status, handledEvents, drawnEvents, events, cards } = await world.read(request);
  return {
    status: status.kind,
    trust: world.iam.trust(ROLE),
    guard: world.iam.guard(ROLE),
    user: world.iam.userPolicies(alice.arn),
    // A card that was posted just before the crash is not stored until a user clicks it (see below).
    cards: world.slack.cards().flatMap(({ ts, shows }) => (cards.some((card) => card.ts === ts) ? [shows] : [])),
    grants: (await world.store.grants.ofRole(ROLE)).grants.map(({ state, endsAt }) => ({ state, endsAt })),
    isSlackUpToDate: handledEvents === events.length && drawnEvents === events.length,
  };
};

/** Repeats an action that failed, as a user, Slack or SQS would. */
const insist = async <T>(act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch {
    return act();
  }
};

type End = 'early' | 'by the clock';

/** Requests, approves and ends access, and cleans up. Returns the state after each step. */
const live = async (end: End, crash?: Crash) => {
  const world = await aWorld();
  if (crash !== undefined) world.faults.inject({ nth: crash.nth, when: crash.when });
  const before = world.faults.effects();
  let approvedEnd: Date | undefined;
  const excess: string[] = [];
  world.onEffect = () => {
    for (const { Condition } of world.ours()) {
      const ends = Condition?.['DateLessThan']?.['aws:CurrentTime'];
      if (approvedEnd === undefined || ends !== isoSeconds(approvedEnd)) excess.push(`trust until ${String(ends)}`);
      if (world.iam.guard(ROLE) === undefined) excess.push('trust without a guard');
    }
  };
  const rest = async () => {
    if (crash?.isQueueLost) world.queue.lose();
    for (let minute = 0; minute < 3; minute += 1) {
      world.clock.advance({ minutes: 1 });
      await world.sweep().catch(() => {});
    }
  };

  const submitted = await insist(() => world.requestAccess('alice', 'prod-s3'));
  if (submitted.kind === 'refused') throw new Error('refused');
  const { request } = submitted;
  await world.settle();
  await rest();

  await insist(async () => {
    await world.review('bob', request);
    const { status } = await world.read(request);
    if (status.kind === 'approved') approvedEnd = status.endsAt;
  });
  const { status } = await world.read(request);
  if (status.kind === 'approved') approvedEnd = status.endsAt;
  await world.settle();
  await rest();
  const granted = await seen(world, request);

  if (end === 'early')
    await insist(async () => {
      const ending = await world.end('alice', 'prod-s3');
      // The answer shows the request, and the user clicks again.
      if (ending.kind === 'done' && ending.left.length > 0) throw new Error('not ended');
    });
  else world.clock.advance({ minutes: 60 });
  await world.settle();
  await rest();
  const ended = await seen(world, request);

  world.clock.advance({ minutes: 70 });
  await rest();
  const cleaned = await seen(world, request);
  return { granted, ended, cleaned, excess, effects: world.faults.effects() - before };
};

const withoutTimes = (text: unknown) =>
  JSON.parse(
    JSON.stringify(text)
      .replace(/2030-01-01T[\d:.]+Z/g, 'TIME')
      .replace(/AssumeBot[0-9a-f]{8}/g, 'SID'),
  );

describe('a crash at any write of a request, a review, a grant, an end or the cleanup', () => {
  // Each pair of values occurs once. All combinations would take twice as long without finding more.
  it.each([
    { end: 'early', when: 'before', isQueueLost: false },
    { end: 'early', when: 'after', isQueueLost: true },
    { end: 'by the clock', when: 'before', isQueueLost: true },
    { end: 'by the clock', when: 'after', isQueueLost: false },
  ] as const)(
    'never gives more access than was decided, and the next run completes the work ($when the write, queue lost: $isQueueLost, ended $end)',
    async ({ end, ...how }) => {
      const smooth = await live(end);
      expect(smooth.granted).toMatchObject({ status: 'active', cards: ['active'], isSlackUpToDate: true });
      expect(smooth.ended).toMatchObject({ status: 'ended', cards: ['ended'], isSlackUpToDate: true, user: {} });
      expect(smooth.cleaned).toMatchObject({ guard: undefined, grants: [], trust: { Statement: [breakGlass] } });
      expect(smooth.effects).toBeGreaterThan(30);

      for (let nth = 1; nth <= smooth.effects; nth += 1) {
        const crashed = await live(end, { nth, ...how });

        expect({ nth, excess: crashed.excess }).toEqual({ nth, excess: [] });
        for (const moment of ['granted', 'ended', 'cleaned'] as const) {
          expect({ nth, moment, ...withoutTimes(crashed[moment]) }).toEqual({
            nth,
            moment,
            ...withoutTimes(smooth[moment]),
          });
        }
      }
    },
  );
});

describe('a card that was posted just before a crash', () => {
  it('accepts a decision, and is updated like the stored card', async () => {
    const world = await aWorld();
    world.faults.inject({ on: ['slack.drawCard'], when: 'after' });
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();
    const [forgotten, known] = world.slack.cards();
    expect([forgotten?.shows, known?.shows]).toEqual(['pending', 'pending']);

    const at = { channel: forgotten?.channel as SlackChannelId, ts: forgotten?.ts ?? '' };
    await world.review('bob', submitted.request, 'approve', at);
    await world.settle();

    expect(world.slack.cards().map(({ shows }) => shows)).toEqual(['active', 'active']);
  });
});

describe('at the same time', () => {
  it('two approvals make one decision', async () => {
    const world = await aWorld();
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();

    const both = await Promise.all([world.review('bob', submitted.request), world.review('carol', submitted.request)]);
    await world.settle();

    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['approved', 'refused']);
    const { events } = await world.read(submitted.request);
    expect(events.filter(({ fact }) => fact.kind === 'approved')).toHaveLength(1);
    expect(world.ours()).toHaveLength(1);
  });

  it('an approval and a denial make one decision, and so do ten clicks of one user', async () => {
    const world = await aWorld();
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();

    await Promise.all([
      ...Array.from({ length: 10 }, () => world.review('bob', submitted.request)),
      world.review('carol', submitted.request, { deny: 'no' }),
    ]);
    await world.settle();

    const { events } = await world.read(submitted.request);
    const decisions = events.filter(({ fact }) => fact.kind === 'approved' || fact.kind === 'denied');
    expect(decisions).toHaveLength(1);
    expect(world.store.refused()).toHaveLength(10);
  });
});
