import { describe, expect, it } from 'vitest';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';

const rule = aRule({ approvers: [{ kind: 'onCall', id: 'sre' }] });
const catalog = aCatalog([rule], { onCall: { sre: { kind: 'pagerduty', scheduleId: 'PABC123' } } });

const aScheduledWorld = async (...names: readonly string[]): Promise<World> => {
  const world = await aWorld({ catalog });
  world.onCallNow = () => names.map(U);
  world.clock.advance({ minutes: 5 });
  await world.sweep();
  return world;
};
const requestAccess = async (world: World, name = 'alice') => {
  const submitted = await world.requestAccess(name, 'prod-s3');
  if (submitted.kind !== 'requested') throw new Error(JSON.stringify(submitted));
  await world.settle();
  return submitted.request;
};

describe('approvers who are on call', () => {
  it('can approve while they are on call, and no other user can', async () => {
    const world = await aScheduledWorld('bob');
    const request = await requestAccess(world);

    expect(await world.review('carol', request)).toMatchObject({ refusal: { kind: 'not_an_approver' } });
    expect((await world.review('bob', request)).kind).toBe('approved');
    await world.settle();
    expect((await world.read(request)).status.kind).toBe('active');
  });

  it('change with the handover', async () => {
    const world = await aScheduledWorld('bob');
    const request = await requestAccess(world);

    world.onCallNow = () => [U('carol')];
    world.clock.advance({ minutes: 5 });
    await world.sweep();

    expect(await world.review('bob', request)).toMatchObject({ refusal: { kind: 'not_an_approver' } });
    expect((await world.review('carol', request)).kind).toBe('approved');
  });

  it('cannot approve their own requests', async () => {
    const world = await aScheduledWorld('bob', 'carol');
    const request = await requestAccess(world, 'bob');

    expect(await world.review('bob', request)).toMatchObject({ refusal: { kind: 'self_approval_refused' } });
  });

  it('cannot approve once the last data about the schedule is too old', async () => {
    const world = await aScheduledWorld('bob');
    const request = await requestAccess(world);
    world.onCallNow = () => {
      throw new Error('the service is down');
    };

    world.clock.advance({ minutes: 16 });
    await world.sweep().catch(() => undefined);

    expect(await world.review('bob', request)).toMatchObject({ refusal: { kind: 'membership_unknown' } });
  });

  it('are read again before IAM is written, and without an answer nothing opens', async () => {
    const world = await aScheduledWorld('bob');
    const request = await requestAccess(world);
    await world.review('bob', request);
    world.onCallNow = () => {
      throw new Error('the service is down');
    };

    await world.settle();

    expect(world.ours()).toEqual([]);
    world.onCallNow = () => [U('bob')];
    world.clock.advance({ minutes: 1 });
    await world.sweep();
    expect(world.ours()).toHaveLength(1);
  });
});
