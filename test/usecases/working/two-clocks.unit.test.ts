import { describe, expect, it } from 'vitest';
import type { Request } from '../../../functions/core/request/request.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { alice, ROLE } from '../../support/builders.ts';

/** All remaining data about alice, in IAM and in the store. */
const left = async (world: World, request: Request) => ({
  trust: world.ours(),
  guard: world.iam.guard(ROLE),
  user: world.iam.userPolicies(alice.arn),
  rows: (await world.store.grants.ofRole(ROLE)).grants,
  entries: (await world.store.userAccess.read(alice.arn)).access.entries,
  dueAt: (await world.read(request)).dueAt,
});
const NOTHING = { trust: [], guard: undefined, user: {}, rows: [], entries: [], dueAt: undefined };

const minutesPass = async (world: World, minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    world.clock.advance({ minutes: 1 });
    await world.sweep();
  }
};

const accepted = async (world: World, options: Parameters<World['requestAccess']>[2] = {}): Promise<Request> => {
  const submitted = await world.requestAccess('alice', 'prod-s3', options);
  if (submitted.kind !== 'requested') throw new Error(JSON.stringify(submitted));
  await world.settle();
  return submitted.request;
};

/** The invalid time boxes of alice in IAM, as text: a start without an end, or an end that is not after its start. */
const invalidTimeBoxes = (world: World): readonly string[] =>
  [...world.ours(), ...(world.iam.access(alice.arn)?.Statement ?? [])].flatMap(({ Condition = {} }) => {
    const from = Condition['DateGreaterThanEquals']?.['aws:CurrentTime'];
    const until = Condition['DateLessThan']?.['aws:CurrentTime'];
    return from !== undefined && (until === undefined || String(until) <= String(from)) ? [`${from} ${until}`] : [];
  });

describe.each([
  ['5 s ahead of', 5],
  ['5 s behind', -5],
])('workers whose clock is %s the clock of slack-events', (_, seconds) => {
  const aWorldOfTwoClocks = async () => {
    const world = await aWorld();
    world.workersAheadSeconds = seconds;
    return world;
  };

  it.each([
    ['long before', 57 * 60],
    ['3 s before', 10 * 60 * 60 - 3],
    ['at', 10 * 60 * 60],
    ['3 s after', 10 * 60 * 60 + 3],
  ])('leave nothing in IAM of access that ends %s its start in the future', async (_when, after) => {
    const world = await aWorldOfTwoClocks();
    // 23:00 in Berlin, ten hours from now.
    const request = await accepted(world, { minutes: 30, from: { hour: 23, minute: 0 } });
    await world.review('bob', request);
    await world.settle();
    world.clock.advance({ seconds: after });

    await world.endOne('alice', request);
    const seen: (readonly string[])[] = [];
    world.onEffect = () => seen.push(invalidTimeBoxes(world));
    await world.settle();
    await minutesPass(world, 90);

    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'released' });
    expect(seen.flat()).toEqual([]);
    expect(await left(world, request)).toEqual(NOTHING);
  });

  it('leave nothing in IAM of access that ends in the second of its approval', async () => {
    const world = await aWorldOfTwoClocks();
    const request = await accepted(world, { minutes: 30 });
    await world.review('bob', request);
    await world.endOne('alice', request);
    await world.settle();
    await minutesPass(world, 90);

    expect((await world.read(request)).status.kind).toBe('ended');
    expect(await left(world, request)).toEqual(NOTHING);
  });

  it('open access for the approved time, and record facts in order of time', async () => {
    const world = await aWorldOfTwoClocks();
    const request = await accepted(world, { minutes: 30 });
    await world.review('bob', request);
    await world.settle();
    const { status, events } = await world.read(request);
    await minutesPass(world, 120);

    const times = events.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(status).toMatchObject({ kind: 'active' });
    expect('endsAt' in status && status.endsAt.getTime() - status.startsAt.getTime()).toBe(30 * 60_000);
    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'expired' });
    expect(await left(world, request)).toEqual(NOTHING);
  });
});
