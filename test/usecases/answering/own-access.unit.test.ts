import { describe, expect, it } from 'vitest';
import type { ExtendRule } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import { aWorld } from '../../support/a-world.ts';
import { aCatalog, aRule } from '../../support/builders.ts';

const automatic: ExtendRule = { byMinutes: 60, automatic: true, maxTotalMinutes: 480 };
const deploy = aRule({
  name: parseAccessName('deploy'),
  arn: parseRoleArn('arn:aws:iam::222222222222:role/deploy'),
  extend: automatic,
});
const release = parseAccessName('release');
const catalog = aCatalog([aRule({ extend: automatic }), deploy], {
  bundles: { [release]: { name: release, description: '', roles: [parseAccessName('prod-s3'), deploy.name] } },
});
const at = (time: string): Date => new Date(`2030-01-01T${time}:00Z`);

describe('the end of own access', () => {
  it('is that of the role that ends first, whichever requests opened the roles of a bundle', async () => {
    const world = await aWorld({ catalog });
    await world.grant('alice', 'prod-s3', 30);
    await world.grant('alice', 'deploy', 90);

    const own = await world.ownAccess('alice', 'release');

    expect(own).toEqual({ endsAt: at('12:30') });
  });

  it('is that of the longest request for a role, which an extension would extend', async () => {
    const world = await aWorld({ catalog });
    await world.grant('alice', 'prod-s3', 30);
    const bundle = await world.grant('alice', 'release', 60);

    expect(await world.ownAccess('alice', 'release')).toMatchObject({
      endsAt: at('13:00'),
      toExtend: { id: bundle.id },
    });
    expect(await world.ownAccess('alice', 'prod-s3')).toMatchObject({ endsAt: at('13:00') });
  });

  it('does not exist for other users, for pending requests, after the end, and for unknown names', async () => {
    const world = await aWorld({ catalog });
    await world.grant('alice', 'prod-s3', 30);
    await world.requestAccess('random', 'prod-s3');
    await world.settle();

    expect(await world.ownAccess('random', 'prod-s3')).toBeUndefined();
    expect(await world.ownAccess('bob', 'prod-s3')).toBeUndefined();
    expect(await world.ownAccess('alice', 'prod-s4')).toBeUndefined();
    world.clock.advance({ minutes: 30 });
    expect(await world.ownAccess('alice', 'prod-s3')).toBeUndefined();
  });
});

describe('a request that is extended once', () => {
  it('is extended by one request, however often the call is repeated, and the extension by another', async () => {
    const world = await aWorld({ catalog });
    const base = await world.grant('alice');

    const first = await world.extendOnce('alice', base);
    const atOnce = await world.extendOnce('alice', base);
    await world.settle();
    const later = await world.extendOnce('alice', base);

    if (first.kind !== 'requested') throw new Error(first.kind);
    const { id } = first.request;
    expect([atOnce, later]).toMatchObject([
      { kind: 'extended_before', request: { id } },
      { kind: 'extended_before', request: { id, status: { kind: 'active' } } },
    ]);
    expect((await world.extendOnce('alice', first.request)).kind).toBe('requested');
  });

  it('is not extended if another request of the user ends later, so that a replayed call does not extend that one', async () => {
    const world = await aWorld({ catalog });
    const short = await world.grant('alice', 'prod-s3', 30);
    const long = await world.grant('alice', 'prod-s3', 120);

    const extending = await world.extendOnce('alice', short);

    expect(extending).toMatchObject({ kind: 'outdated', request: { id: long.id } });
    expect((await world.ownAccess('alice', 'prod-s3'))?.endsAt).toEqual(at('14:00'));
  });

  it('is refused to another user, and the refusal is recorded', async () => {
    const world = await aWorld({ catalog });
    const base = await world.grant('alice');

    const extending = await world.extendOnce('random', base, 30);

    expect(extending).toMatchObject({ kind: 'refused', refusal: { kind: 'not_yours_to_extend' } });
    expect(world.store.refused().at(-1)).toMatchObject({ refusal: 'not_yours_to_extend', text: 'extend prod-s3 30m' });
  });

  it('is refused during a lockdown', async () => {
    const world = await aWorld({ catalog });
    const base = await world.grant('alice');
    await world.lockdown('carol', 'on');

    expect(await world.extendOnce('alice', base)).toMatchObject({ kind: 'refused', refusal: { kind: 'locked_down' } });
  });
});
