import { describe, expect, it } from 'vitest';
import type { ExtendRule } from '../../../functions/core/catalog/catalog.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';

const byPeople: ExtendRule = { byMinutes: 60, automatic: false, maxTotalMinutes: 180 };
const byRule: ExtendRule = { ...byPeople, automatic: true };

const aWorldWith = (extend?: ExtendRule) =>
  aWorld({ catalog: aCatalog([aRule(extend === undefined ? {} : { extend })]) });

const requested = async (world: World, name = 'alice', input = {}): Promise<Request> => {
  const extending = await world.extend(name, 'prod-s3', input);
  if (extending.kind !== 'requested') throw new Error(`not requested: ${JSON.stringify(extending)}`);
  await world.settle();
  return world.read(extending.request);
};

describe('the reminder before the end', () => {
  it('is sent to the holder once, ten minutes before', async () => {
    const world = await aWorldWith(byPeople);
    await world.grant('alice');

    world.clock.advance({ minutes: 49 });
    await world.sweep();
    expect(world.slack.notifiedOf(U('alice'))).not.toContain('ends_soon');
    world.clock.advance({ minutes: 1 });
    await world.sweep();
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(world.slack.notifiedOf(U('alice')).filter((kind) => kind === 'ends_soon')).toHaveLength(1);
  });

  it('is not sent for access of less than 20 minutes', async () => {
    const world = await aWorldWith(byPeople);
    await world.grant('alice', 'prod-s3', 19);

    world.clock.advance({ minutes: 10 });
    await world.sweep();

    expect(world.slack.notifiedOf(U('alice'))).not.toContain('ends_soon');
  });

  it('is not sent after access was extended or ended', async () => {
    const world = await aWorldWith(byRule);
    await world.grant('alice');
    await requested(world);

    world.clock.advance({ minutes: 50 });
    await world.sweep();
    expect(world.slack.notifiedOf(U('alice'))).not.toContain('ends_soon');
    world.clock.advance({ minutes: 60 });
    await world.sweep();

    expect(world.slack.notifiedOf(U('alice')).filter((kind) => kind === 'ends_soon')).toHaveLength(1);
  });
});
