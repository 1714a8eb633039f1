import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { judgeGrants } from '../../../functions/usecases/working/judge-grants.ts';
import { aWorld, silentLog, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, aTrust, bob, breakGlass, ROLE, U } from '../../support/builders.ts';

const at = (time: string) => new Date(`2030-01-01T${time}Z`);
const grantOf = async (world: World) => (await world.store.grants.ofRole(ROLE)).grants[0];

/** Runs the worker of the role before the worker of the request. */
const lookAtRole = async (world: World): Promise<void> => {
  world.queue.lose();
  await world.queue.wake({ kind: 'role', arn: ROLE });
  await world.settle();
};

describe('a run for a role', () => {
  it('closes access at the end of its request, even if the grant was not updated yet', async () => {
    const world = await aWorld();
    await world.grant('alice');
    world.clock.advance({ minutes: 5 });
    await world.end('alice', 'prod-s3');
    world.clock.advance({ minutes: 1 });

    await lookAtRole(world);

    expect(world.ours()).toEqual([]);
    expect(await grantOf(world)).toMatchObject({ state: 'confirmed', endsAt: at('12:05:00') });
  });

  it('closes access whose request no longer exists', async () => {
    const world = await aWorld();
    const { id } = await world.grant('alice');
    world.store.items().delete(`REQ#${id} / REQUEST`);
    world.clock.advance({ minutes: 5 });

    await lookAtRole(world);

    expect(world.ours()).toEqual([]);
    expect(await grantOf(world)).toMatchObject({ endsAt: at('12:05:00') });
  });

  it.each([
    ['a later end', { endsAt: at('20:00:00') }],
    ['an earlier start', { startsAt: at('11:00:00') }],
    ['another user', { principal: bob }],
  ])('ends a confirmed grant with %s than its request has, without opening its access', async (_, change) => {
    const world = await aWorld();
    const request = await world.grant('alice');
    const grant = await grantOf(world);
    if (grant === undefined) throw new Error('no grant');
    await world.store.grants.remove(ROLE, grant.requestId);
    await world.store.grants.add({ ...grant, ...change });
    world.iam.editTrust(ROLE, aTrust(breakGlass));
    const given: unknown[] = [];
    world.onEffect = () => given.push(...world.ours());
    world.clock.advance({ minutes: 5 });

    await lookAtRole(world);

    expect(given).toEqual([]);
    expect(await grantOf(world)).toMatchObject({ endsAt: at('12:05:00') });
    expect((await world.read(request)).status).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('changed'),
    });
    expect(world.slack.notifiedOf(U('alice'))).toContain('failed');
  });
});

const judging = (world: World, catalog = world.catalog) => {
  const { directory, requests, grants } = world.store;
  const deps = { catalog, directory, requests, grants, queue: world.queue, log: silentLog };
  return (rows: readonly Grant[], now: Date) => judgeGrants(deps, rows, now);
};

describe('a grant whose request has ended or failed', () => {
  it('ends at that time, also in the store', async () => {
    const world = await aWorld();
    await world.grant('alice');
    world.clock.advance({ minutes: 5 });
    await world.end('alice', 'prod-s3');
    const { grants } = await world.store.grants.ofRole(ROLE);

    const { judged } = await judging(world)(grants, at('12:06:00'));

    expect(judged).toMatchObject([{ state: 'confirmed', endsAt: at('12:05:00') }]);
    expect(await grantOf(world)).toMatchObject({ state: 'confirmed', endsAt: at('12:05:00') });
  });
});

describe('a grant with more access than its request', () => {
  it('ends at once, also in the store', async () => {
    const world = await aWorld();
    await world.grant('alice');
    const grant = await grantOf(world);
    if (grant === undefined) throw new Error('no grant');
    await world.store.grants.remove(ROLE, grant.requestId);
    await world.store.grants.add({ ...grant, endsAt: at('20:00:00') });
    const { grants } = await world.store.grants.ofRole(ROLE);

    const { judged } = await judging(world)(grants, at('12:05:00'));

    expect(judged).toMatchObject([{ state: 'confirmed', endsAt: at('12:05:00') }]);
    expect(await grantOf(world)).toMatchObject({ endsAt: at('12:05:00') });
  });
});

describe('a new grant whose preconditions are no longer met', () => {
  it('is refused and ends at once', async () => {
    const world = await aWorld();
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();
    world.faults.inject({ on: ['grants.settle'], times: 3 });
    await world.review('bob', submitted.request);
    await world.settle();
    const { grants } = await world.store.grants.ofRole(ROLE);

    const judgeAll = judging(world, aCatalog([aRule({ approvers: [] })]));
    const { judged, undecided } = await judgeAll(grants, at('12:05:00'));

    expect({ judged, undecided }).toMatchObject({
      judged: [{ state: 'refused', endsAt: at('12:05:00'), why: expect.stringContaining('approve') }],
      undecided: [],
    });
    expect(await grantOf(world)).toMatchObject({ state: 'refused', endsAt: at('12:05:00') });
  });
});
