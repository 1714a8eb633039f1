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
const ask = async (world: World, name = 'alice') => {
  const asking = await world.ask(name, 'prod-s3');
  if (asking.kind !== 'asked') throw new Error(JSON.stringify(asking));
  await world.settle();
  return asking.request;
};

describe('approvers who are on call', () => {
  it('approve while they are, and nobody else does', async () => {
    const world = await aScheduledWorld('bob');
    const request = await ask(world);

    expect(await world.review('carol', request)).toMatchObject({ refusal: { kind: 'not_an_approver' } });
    expect((await world.review('bob', request)).kind).toBe('approved');
    await world.settle();
    expect((await world.read(request)).status.kind).toBe('active');
  });

  it('are others after the handover', async () => {
    const world = await aScheduledWorld('bob');
    const request = await ask(world);

    world.onCallNow = () => [U('carol')];
    world.clock.advance({ minutes: 5 });
    await world.sweep();

    expect(await world.review('bob', request)).toMatchObject({ refusal: { kind: 'not_an_approver' } });
    expect((await world.review('carol', request)).kind).toBe('approved');
  });

  it('approve nothing of their own', async () => {
    const world = await aScheduledWorld('bob', 'carol');
    const request = await ask(world, 'bob');

    expect(await world.review('bob', request)).toMatchObject({ refusal: { kind: 'self_approval_refused' } });
  });

  it('are not decided on once what is known of them is old: nobody approves then', async () => {
    const world = await aScheduledWorld('bob');
    const request = await ask(world);
    world.onCallNow = () => {
      throw new Error('the service is down');
    };

    world.clock.advance({ minutes: 16 });
    await world.sweep().catch(() => undefined);

    expect(await world.review('bob', request)).toMatchObject({ refusal: { kind: 'membership_unknown' } });
  });

  it('are asked for once more before IAM is touched: no answer, no access', async () => {
    const world = await aScheduledWorld('bob');
    const request = await ask(world);
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
