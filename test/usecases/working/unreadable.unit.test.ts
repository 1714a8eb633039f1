import { describe, expect, it } from 'vitest';
import type { RoleRule } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, bob, ROLE } from '../../support/builders.ts';
import { addUnknownDue, changeGrantRow, changeRequestItem, makeUnreadable } from '../../support/damage.ts';

/** Three kinds of unreadable items. They must not delay other work. */
const SPOILS: readonly [string, (world: World, request: Request) => void][] = [
  ['a request that cannot be read', (world, { id }) => void makeUnreadable(world, id)],
  ['a grant row that was changed', (world, { id }) => changeGrantRow(world, ROLE, id, { principal: bob })],
  ['an unknown key in the index of what is due', (world) => addUnknownDue(world, 'WHAT#1')],
];

/** A world in which alice and random hold the role, and an item of alice is unreadable. */
const aSpoiledWorld = async (spoil: (typeof SPOILS)[number][1]) => {
  const world = await aWorld();
  const [spoiled, other] = [await world.grant('alice'), await world.grant('random', 'prod-s3', 30)];
  spoil(world, spoiled);
  return { world, spoiled, other };
};

/** Runs the sweep each minute. Faults of the sweep and the workers are ignored. */
const minutesPass = async (world: World, minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    world.clock.advance({ minutes: 1 });
    await world.sweep().catch(() => world.settle());
  }
};
const trusts = (world: World, name: string): boolean => JSON.stringify(world.ours()).includes(`"${name}"`);
const isCut = (world: World, name: string): boolean =>
  (world.iam.guard(ROLE)?.Statement ?? []).some(
    (statement) =>
      statement.Action === '*' &&
      new Date(String(statement.Condition?.['DateGreaterThanEquals']?.['aws:CurrentTime'] ?? 0)) <= world.clock.now() &&
      JSON.stringify(statement).includes(`*:${name}"`),
  );

describe.each(SPOILS)('%s', (_, spoil) => {
  it('does not delay the end of another user on the same role', async () => {
    const { world, other } = await aSpoiledWorld(spoil);

    await world.endOne('random', other);
    await world.settle().catch(() => undefined);
    await minutesPass(world, 1);

    expect((await world.read(other)).status).toMatchObject({ kind: 'ended', reason: 'released' });
    expect([trusts(world, 'random_user'), isCut(world, 'random_user')]).toEqual([false, true]);
    expect(world.slack.notifiedOf(other.requested.by)).toContain('ended');
  });

  it('does not delay a lockdown: all access is closed in AWS', async () => {
    const { world, other } = await aSpoiledWorld(spoil);

    await world.lockdown('carol', 'on');
    await world.settle().catch(() => undefined);
    await minutesPass(world, 2);

    expect((await world.read(other)).status).toMatchObject({ kind: 'ended', reason: 'lockdown' });
    expect(world.ours()).toEqual([]);
    expect([isCut(world, 'alice'), isCut(world, 'random_user')]).toEqual([true, true]);
  });

  it('does not stop the sweep: other requests are prepared, end on time, and are announced', async () => {
    const { world, other } = await aSpoiledWorld(spoil);
    const submitted = await world.requestAccess('bob', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(JSON.stringify(submitted));
    world.queue.lose();

    await minutesPass(world, 31);

    expect((await world.read(submitted.request)).isPrepared).toBe(true);
    expect((await world.read(other)).status).toMatchObject({ kind: 'ended', reason: 'expired' });
    expect(world.slack.notifiedOf(other.requested.by)).toContain('ended');
  });
});

describe('a user with a request that cannot be read', () => {
  const DB: RoleRule = aRule({
    name: parseAccessName('prod-db'),
    arn: parseRoleArn('arn:aws:iam::222222222222:role/db'),
  });

  it('can end another request at once, and keeps the access of the unreadable one until its end', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule(), DB]) });
    const [unreadable, other] = [await world.grant('alice'), await world.grant('alice', 'prod-db')];
    makeUnreadable(world, unreadable.id);

    await world.endOne('alice', other);
    await world.settle().catch(() => undefined);
    await minutesPass(world, 1);
    const meanwhile = { db: JSON.stringify(world.iam.trust(DB.arn)).includes('"alice"'), s3: trusts(world, 'alice') };
    await minutesPass(world, 60);

    expect(meanwhile).toEqual({ db: false, s3: true });
    expect(trusts(world, 'alice')).toBe(false);
  });

  it('can end and request other access by name, and the answer names the rest', async () => {
    const world = await aWorld();
    const first = await world.grant('alice');
    const second = await world.requestAccess('alice', 'prod-s3', { minutes: 30, anyway: true });
    if (second.kind !== 'requested') throw new Error(second.kind);
    changeRequestItem(world, second.request.id, { events: 'rubbish' });

    const ending = await world.end('alice', 'prod-s3');
    const third = await world.requestAccess('alice', 'prod-s3', { minutes: 30 });
    await world.settle().catch(() => undefined);

    expect(third).toMatchObject({ kind: 'requested' });
    expect(ending).toMatchObject({ kind: 'done', left: [second.request.id] });
    expect((await world.read(first)).status).toMatchObject({ kind: 'ended', reason: 'released' });
  });
});
