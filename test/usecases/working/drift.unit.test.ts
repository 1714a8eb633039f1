import { describe, expect, it } from 'vitest';
import { aWorld } from '../../support/a-world.ts';
import { aCatalog, aRule, aTrust, breakGlass, ROLE } from '../../support/builders.ts';

describe('drift', () => {
  it('restores a statement that was removed and reports it, without changing foreign statements', async () => {
    const world = await aWorld();
    await world.grant('alice');
    const mine = world.ours();
    world.iam.editTrust(ROLE, aTrust({ ...breakGlass, Sid: 'New' }));

    world.clock.advance({ minutes: 5 });
    await world.sweep();

    expect(world.ours()).toEqual(mine);
    expect(world.foreign()).toEqual([{ ...breakGlass, Sid: 'New' }]);
    expect(world.slack.toOperators()).toEqual([expect.stringContaining('alice was missing in the trust policy')]);
  });

  it('removes an orphan and denies its sessions, and keeps foreign statements', async () => {
    const other = await aWorld();
    await other.grant('random');
    const orphan = other.ours();
    const world = await aWorld({ trust: [breakGlass, ...orphan] });
    world.iam.editRolePolicy(ROLE, 'theirs', aTrust());
    const guarded = world.iam.guard(ROLE)?.Statement[0]?.Condition?.['StringLike'];

    for (let minute = 0; minute < 70; minute += 5) {
      world.clock.advance({ minutes: 5 });
      await world.sweep();
    }

    expect(orphan).toHaveLength(1);
    expect(world.ours()).toEqual([]);
    expect(world.foreign()).toEqual([breakGlass]);
    expect(guarded).toEqual({ 'aws:userid': '*:random_user' });
    expect(Object.keys(world.iam.rolePolicies(ROLE))).toEqual(['theirs']);
    expect(world.slack.toOperators()).toEqual([
      expect.stringContaining('random_user was in the trust policy without a grant'),
    ]);
  });

  it('is corrected without an operators channel too', async () => {
    const { operatorsChannel: _, ...settings } = aCatalog().settings;
    const world = await aWorld({ catalog: aCatalog([aRule()], { settings }) });
    await world.grant('alice');
    world.iam.editTrust(ROLE, aTrust(breakGlass));

    world.clock.advance({ minutes: 5 });
    await world.sweep();

    expect(world.ours()).toHaveLength(1);
    expect(world.slack.toOperators()).toEqual([]);
  });

  it('is not reported, and nothing is written, if IAM matches the grants', async () => {
    const world = await aWorld();
    await world.grant('alice');
    const writes = world.iam.faults.effects();

    for (let minute = 0; minute < 20; minute += 1) {
      world.clock.advance({ minutes: 1 });
      await world.sweep();
    }

    expect(world.iam.faults.effects()).toBe(writes);
    expect(world.slack.toOperators()).toEqual([]);
  });
});

describe('a role that left the catalog', () => {
  it('is reconciled only until no statement of the bot is left', async () => {
    const world = await aWorld();
    await world.grant('alice');
    world.catalog = aCatalog([], { hash: 'e'.repeat(64) });

    world.clock.advance({ minutes: 1 });
    await world.sweep();
    const ended = await world.store.grants.ofRole(ROLE);
    world.clock.advance({ minutes: 66 });
    await world.sweep();
    const { state, grants } = await world.store.grants.ofRole(ROLE);

    expect(ended.grants).toHaveLength(1);
    expect(world.iam.guard(ROLE)).toBeUndefined();
    expect({ grants, dueAt: state?.dueAt }).toEqual({ grants: [], dueAt: undefined });
  });
});
