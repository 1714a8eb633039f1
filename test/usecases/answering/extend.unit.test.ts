import { describe, expect, it } from 'vitest';
import type { ExtendRule } from '../../../functions/core/catalog/catalog.ts';
import { SlackFault } from '../../../functions/core/fault.ts';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { addMinutes } from '../../../functions/core/time.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, ROLE, U } from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
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

const canUse = (world: World) => {
  const isBefore = (end: unknown) => world.clock.now() < new Date(String(end));
  return world.ours().some(({ Condition }) => isBefore(Condition?.['DateLessThan']?.['aws:CurrentTime']));
};

describe('an extension', () => {
  it('is refused if the rule does not allow it, and recorded', async () => {
    const world = await aWorldWith();
    await world.grant('alice');

    const extending = await world.extend('alice', 'prod-s3');

    expect(extending).toMatchObject({ kind: 'refused', refusal: { kind: 'not_extendable', name: 'prod-s3' } });
    expect(world.store.refused().at(-1)).toMatchObject({ by: U('alice'), refusal: 'not_extendable' });
  });

  it('extends what was named even if other access ends later, and nothing that has ended or was never held', async () => {
    const deploy = aRule({
      name: parseAccessName('prod-deploy'),
      arn: parseRoleArn('arn:aws:iam::222222222222:role/deploy'),
      extend: byPeople,
    });
    const world = await aWorld({ catalog: aCatalog([aRule({ extend: byPeople }), deploy]) });
    const first = await world.grant('alice', 'prod-s3', 30);
    await world.grant('alice', 'prod-deploy', 60);

    const named = await world.extend('alice', 'prod-s3');
    const misspelt = await world.extend('alice', 'prod-s33');
    world.clock.advance({ minutes: 30 });
    const over = await world.extend('alice', 'prod-s3');

    expect(named).toMatchObject({
      kind: 'requested',
      request: { requested: { target: 'prod-s3', extends: { request: first.id } } },
    });
    expect(misspelt).toMatchObject({ kind: 'refused', refusal: { kind: 'nothing_held' } });
    expect(over).toMatchObject({ kind: 'refused', refusal: { kind: 'nothing_held', held: ['prod-deploy'] } });
  });

  it('extends access that was approved a moment ago and that the index lists as pending', async () => {
    const world = await aWorldWith(byPeople);
    const recent = await world.requestAccess('alice', 'prod-s3');
    if (recent.kind !== 'requested') throw new Error(recent.kind);
    await world.settle();
    world.store.delayIndex('by requester');
    await world.review('bob', recent.request);
    await world.settle();

    const extending = await world.extend('alice', 'prod-s3');

    expect(extending).toMatchObject({
      kind: 'requested',
      request: { requested: { extends: { request: recent.request.id } } },
    });
  });

  it('needs an approval, and then sessions continue past the old end', async () => {
    const world = await aWorldWith(byPeople);
    const first = await world.grant('alice');
    world.clock.advance({ minutes: 50 });
    const more = await requested(world);
    expect(more.requested).toMatchObject({
      extends: { request: first.id, endsAt: addMinutes(NOON, 60), since: NOON },
      duration: { kind: 'until', at: addMinutes(NOON, 120) },
      reason: 'INC-42: db is down',
    });
    expect((await world.read(more)).status.kind).toBe('pending');

    await world.review('bob', more);
    await world.settle();
    world.clock.advance({ minutes: 10 });
    await world.sweep();

    expect((await world.read(first)).status).toMatchObject({ kind: 'ended', reason: 'expired' });
    expect(canUse(world)).toBe(true);
    expect(JSON.stringify(world.iam.guard(ROLE))).not.toContain('13:00:00');
    expect(world.slack.notifiedOf(U('alice'))).not.toContain('ended');
    world.clock.advance({ minutes: 60 });
    expect(canUse(world)).toBe(false);
    await world.sweep();
    expect(world.slack.notifiedOf(U('alice')).at(-1)).toBe('ended');
  });

  it('is linked to its base once, even if a message to Slack is repeated', async () => {
    const world = await aWorldWith(byPeople);
    const held = await world.grant('alice');
    const extension = await requested(world);
    await world.review('bob', extension);
    const error = new SlackFault({ kind: 'unavailable', message: 'no answer', fix: 'wait', retryable: true });
    world.slack.faults.inject({ on: ['notify'], times: 1000, error });

    await world.settle();
    world.slack.faults.clear();
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    const { events } = await world.read(held);
    expect(events.filter(({ fact }) => fact.kind === 'extended')).toHaveLength(1);
    expect(world.slack.notifiedOf(U('alice')).filter((kind) => kind === 'activated')).toHaveLength(2);
  });

  it('is approved without an approver only if the rule allowed it then and allows it now', async () => {
    const world = await aWorldWith(byRule);
    await world.grant('alice');
    expect((await requested(world)).status).toMatchObject({ kind: 'active', endsAt: addMinutes(NOON, 120) });

    const changing = await aWorldWith(byRule);
    await changing.grant('alice');
    const extending = await changing.extend('alice', 'prod-s3');
    changing.catalog = aCatalog([aRule({ extend: byPeople })]);
    await changing.settle();

    if (extending.kind !== 'requested') throw new Error('not requested');
    expect((await changing.read(extending.request)).status.kind).toBe('pending');
  });

  it('is requested only by the holder, who cannot approve it', async () => {
    const world = await aWorldWith(byPeople);
    const first = await world.grant('alice');

    const others = await world.extend('random', first);
    const more = await requested(world);
    const own = await world.review('alice', more);

    expect(others).toMatchObject({ kind: 'refused', refusal: { kind: 'not_yours_to_extend' } });
    expect(own).toMatchObject({ kind: 'refused', refusal: { kind: 'not_an_approver' } });
  });

  it('does not exceed the longest total from the first start', async () => {
    const world = await aWorldWith(byRule);
    await world.grant('alice', 'prod-s3', 90);

    const ends = [await requested(world), await requested(world)].map(
      ({ status }) => 'endsAt' in status && status.endsAt,
    );
    const third = await world.extend('alice', 'prod-s3');

    expect(ends).toEqual([addMinutes(NOON, 150), addMinutes(NOON, 180)]);
    expect(third).toMatchObject({ kind: 'refused', refusal: { kind: 'extended_enough', maxTotalMinutes: 180 } });
  });

  it('adds as much as was requested, up to the step of the rule', async () => {
    const world = await aWorldWith(byRule);
    await world.grant('alice');

    expect(await world.extend('alice', 'prod-s3', { minutes: 61 })).toMatchObject({
      refusal: { kind: 'extension_too_long', maxMinutes: 60 },
    });
    expect((await requested(world, 'alice', { minutes: 15 })).status).toMatchObject({ endsAt: addMinutes(NOON, 75) });
  });

  it('may exceed the longest duration of one request, but not the longest total', async () => {
    const rule = aRule({ durationMinutes: { default: 60, max: 60 }, extend: { ...byRule, maxTotalMinutes: 120 } });
    const world = await aWorld({ catalog: aCatalog([rule]) });
    await world.grant('alice');

    expect((await requested(world)).status).toMatchObject({ kind: 'active', endsAt: addMinutes(NOON, 120) });
  });

  it('lapses with its base, and a later click does not count', async () => {
    const world = await aWorldWith(byPeople);
    await world.grant('alice');
    const more = await requested(world);

    world.clock.advance({ minutes: 60 });
    const late = await world.review('bob', more);
    await world.sweep();

    expect(late).toMatchObject({ kind: 'refused', refusal: { kind: 'too_late' } });
    expect((await world.read(more)).status.kind).toBe('lapsed');
    expect(world.ours()).toEqual([]);
    expect(world.slack.notifiedOf(U('alice'))).toContain('ended');
  });

  it('cannot be approved after its base ended early', async () => {
    const world = await aWorldWith(byPeople);
    const first = await world.grant('alice');
    const more = await requested(world);
    await world.endOne('alice', first);
    await world.settle();

    const click = await world.review('bob', more);
    await world.settle();

    expect(click).toMatchObject({ kind: 'refused', refusal: { kind: 'unmet', unmet: { kind: 'base_ended' } } });
    expect(world.ours()).toEqual([]);
  });

  it('ends together with its base, whichever is ended', async () => {
    for (const part of ['first', 'second'] as const) {
      const world = await aWorldWith(byRule);
      const first = await world.grant('alice');
      const second = await requested(world);

      await world.endOne('alice', part === 'first' ? first : second);
      await world.settle();

      const states = [await world.read(first), await world.read(second)].map(({ status }) => status);
      expect(states).toMatchObject([
        { kind: 'ended', reason: 'released' },
        { kind: 'ended', reason: 'released' },
      ]);
      expect(canUse(world)).toBe(false);
    }
  });

  it('ends with its base if that ends during setup', async () => {
    const world = await aWorldWith(byPeople);
    const first = await world.grant('alice');
    const more = await requested(world);
    await world.review('bob', more);

    await world.endOne('alice', first);
    await world.settle();

    expect(canUse(world)).toBe(false);
    expect(['failed', 'ended']).toContain((await world.read(more)).status.kind);
  });

  it('leaves its base unchanged if it cannot be carried out', async () => {
    const world = await aWorldWith(byPeople);
    await world.grant('alice');
    const more = await requested(world);
    await world.review('bob', more);
    world.catalog = aCatalog([aRule({ extend: { ...byPeople, maxTotalMinutes: 90 } })]);
    await world.settle();

    expect((await world.read(more)).status).toMatchObject({ kind: 'failed' });
    expect(canUse(world)).toBe(true);
    world.clock.advance({ minutes: 60 });
    await world.sweep();
    expect(world.slack.notifiedOf(U('alice')).at(-1)).toBe('ended');
  });

  it('starts no earlier than the future start of its base', async () => {
    const world = await aWorldWith(byRule);
    const first = await world.requestAccess('alice', 'prod-s3', { from: { hour: 14, minute: 0 } });
    if (first.kind !== 'requested') throw new Error(JSON.stringify(first));
    await world.settle();
    await world.review('bob', first.request);
    await world.settle();

    const more = await requested(world);

    const { status } = await world.read(first.request);
    expect(more.status).toMatchObject({ startsAt: 'startsAt' in status ? status.startsAt : undefined });
  });

  it('of a bundle extends all its roles or none', async () => {
    const other = parseRoleArn('arn:aws:iam::222222222222:role/deploy');
    const deploy = { ...aRule({ name: parseAccessName('prod-deploy'), arn: other }) };
    const bundle = { name: parseAccessName('release'), description: '', roles: [aRule().name, deploy.name] };
    const rules = (second: ExtendRule | undefined) => [
      aRule({ extend: byRule }),
      second === undefined ? deploy : { ...deploy, extend: second },
    ];
    const bundles = { [bundle.name]: bundle };
    const world = await aWorld({ catalog: aCatalog(rules(byRule), { bundles }) });
    await world.grant('alice', 'release');

    const more = await world.extend('alice', 'release', { minutes: 30 });
    await world.settle();
    world.catalog = aCatalog(rules(undefined), { bundles });
    const refused = await world.extend('alice', 'release');

    if (more.kind !== 'requested') throw new Error('not requested');
    expect((await world.read(more.request)).status).toMatchObject({ kind: 'active', endsAt: addMinutes(NOON, 90) });
    expect(JSON.stringify(world.iam.trust(other))).toContain('2030-01-01T13:30:00Z');
    expect(refused).toMatchObject({ refusal: { kind: 'not_extendable', name: 'prod-deploy' } });
  });
});
