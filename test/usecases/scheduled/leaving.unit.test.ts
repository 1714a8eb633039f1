import { describe, expect, it } from 'vitest';
import { SlackFault } from '../../../functions/core/fault.ts';
import type { SlackUserId } from '../../../functions/core/names.ts';
import type { World } from '../../support/a-world.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';
import { aWorldOfTwo, deploy } from '../../support/two-roles.ts';

describe('a user who leaves', () => {
  const left: readonly (readonly [string, (world: World) => void])[] = [
    [
      'deactivated in Slack',
      (world) => world.slack.setPerson(U('alice'), { accountStatus: 'deactivated', name: 'alice' }),
    ],
    ['turned into a guest', (world) => world.slack.setPerson(U('alice'), { accountStatus: 'guest', name: 'alice' })],
    [
      'removed from the catalog',
      (world) => {
        world.catalog = aCatalog([aRule(), deploy], { people: {} });
      },
    ],
    [
      'mapped to another IAM user',
      (world) => {
        const { people } = aCatalog();
        world.catalog = aCatalog([aRule(), deploy], { people: { ...people, [U('alice')]: people[U('bob')] as never } });
      },
    ],
    [
      'with a role that was removed from the catalog',
      (world) => {
        world.catalog = aCatalog([deploy]);
      },
    ],
  ];

  it.each(left)('loses their access within one sweep: %s', async (_, leave) => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice', 'prod-s3');
    const other = await world.grant('random', 'prod-deploy');

    leave(world);
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'offboarded' });
    expect(world.ours()).toEqual([]);
    expect(
      world.slack.toOperators().some((text) => /^Ended the access of (?:alice|U0ALICE) to prod-s3 /.test(text)),
    ).toBe(true);
    if (leave !== left[2]?.[1]) expect((await world.read(other)).status.kind).toBe('active');
  });

  it.each([
    [
      'a user who became a guest',
      (world: World) => world.slack.setPerson(U('alice'), { accountStatus: 'guest', name: 'alice' }),
    ],
    [
      'a role that was removed',
      (world: World) => {
        world.catalog = aCatalog([deploy]);
      },
    ],
  ])('does not keep the access of another user open if Slack cannot read them: %s', async (_, leave) => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice', 'prod-s3');
    const other = await world.grant('random', 'prod-deploy');
    world.slack.faults.inject({
      on: ['person'],
      where: (id: SlackUserId) => id === U('random'),
      times: 1000,
      error: new SlackFault({ kind: 'unavailable', message: 'no', fix: 'wait', retryable: true }),
    });

    leave(world);
    world.clock.advance({ minutes: 1 });
    await expect(world.sweep()).rejects.toThrow(AggregateError);
    await world.settle();

    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'offboarded' });
    expect((await world.read(other)).status.kind).toBe('active');
  });

  it('keeps their access while Slack is down', async () => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice', 'prod-s3');
    world.slack.faults.inject({ on: ['person'], times: 1000 });

    world.clock.advance({ minutes: 1 });
    await world.sweep().catch(() => undefined);

    expect((await world.read(held)).status.kind).toBe('active');
  });
});
