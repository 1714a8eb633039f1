import { describe, expect, it } from 'vitest';
import { aWorld } from '../support/a-world.ts';
import { aTrust, breakGlass, ROLE, U } from '../support/builders.ts';

describe('a trust policy that somebody else has filled up', () => {
  it('keeps the sessions of whoever ends dead, says so once it is written, and lets the others in again by itself', async () => {
    const world = await aWorld();
    await world.grant('alice', 'prod-s3', 120);
    await world.grant('random', 'prod-s3', 120);
    const filled = { ...breakGlass, Sid: 'Filled', Condition: { StringLike: { 'aws:userid': 'x'.repeat(1600) } } };
    world.iam.editTrust(ROLE, aTrust(breakGlass, filled));

    await world.end('alice', 'prod-s3');
    await world.settle();
    const told = world.slack.toldTo(U('alice')).includes('ended');
    const cut = JSON.stringify(
      world.iam.guard(ROLE)?.Statement.find(({ Condition }) => !Condition?.['DateGreaterThanEquals']),
    );
    world.iam.editTrust(ROLE, aTrust(breakGlass));
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect({ told, cut }).toEqual({ told: false, cut: expect.stringContaining('*:alice') });
    expect(world.ours().map(({ Condition }) => Condition?.['StringEquals']?.['aws:username'])).toEqual(['random_user']);
    expect(world.slack.toldTo(U('alice'))).toContain('ended');
    expect(world.foreign()).toEqual([breakGlass]);
  });
});
