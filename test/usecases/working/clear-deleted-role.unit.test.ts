import { describe, expect, it } from 'vitest';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, alice, aTrust, breakGlass, ROLE } from '../../support/builders.ts';

const minutesPass = async (world: World, minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    world.clock.advance({ minutes: 1 });
    await world.sweep();
  }
};

/** The number of IAM calls in the next hour. */
const callsInAnHour = async (world: World): Promise<number> => {
  const before = world.iam.calls().length;
  await minutesPass(world, 60);
  return world.iam.calls().length - before;
};

describe('a role that was deleted in AWS', () => {
  it('leaves neither a user policy nor a grant if it is deleted while access opens', async () => {
    const world = await aWorld();
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();
    world.iam.faults.inject({ on: ['put_trust'], meanwhile: () => world.iam.removeRole(ROLE) });

    await world.review('bob', submitted.request);
    await world.settle();
    await minutesPass(world, 20);

    expect((await world.read(submitted.request)).status).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining(`there is no role ${ROLE}`),
    });
    expect(world.iam.calls().filter((kind) => kind === 'put_user_policy')).toEqual([]);
    expect(world.iam.userPolicies(alice.arn)).toEqual({});
    expect((await world.store.grants.ofRole(ROLE)).grants).toEqual([]);
  });

  it("ends access on the user's side too, and is then read at long intervals until it exists again", async () => {
    const world = await aWorld();
    const request = await world.grant('alice');
    world.iam.removeRole(ROLE);

    await minutesPass(world, 95);
    const calls = await callsInAnHour(world);
    world.iam.add({ roles: [{ arn: ROLE, trust: aTrust(breakGlass) }] });
    await world.grant('alice');

    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'expired' });
    expect(calls).toBe(0);
    expect(world.ours()).toHaveLength(1);
  });

  it('is restored within minutes for users who still hold it, once it exists again', async () => {
    const world = await aWorld();
    await world.grant('alice');
    world.iam.removeRole(ROLE);
    await minutesPass(world, 20);

    world.iam.add({ roles: [{ arn: ROLE, trust: aTrust(breakGlass) }] });
    await minutesPass(world, 6);

    expect(world.ours()).toHaveLength(1);
  });

  it('is not read again if it left the catalog too', async () => {
    const world = await aWorld();
    await world.grant('alice', 'prod-s3', 5);
    world.iam.removeRole(ROLE);
    world.catalog = aCatalog([], { hash: 'e'.repeat(64) });

    await minutesPass(world, 10);
    const { state } = await world.store.grants.ofRole(ROLE);

    expect(state?.dueAt).toBeUndefined();
    expect(world.iam.userPolicies(alice.arn)).toEqual({});
  });
});
