import { describe, expect, it } from 'vitest';
import { parseAccessName } from '../../../functions/core/names.ts';
import { aWorld } from '../../support/a-world.ts';
import { aCatalog, anIamUser, aRule, ROLE, U } from '../../support/builders.ts';
import { requested } from '../../support/requested.ts';

describe('requesting access', () => {
  it('shows the pending request after a second command, even at the same instant', async () => {
    const world = await aWorld();

    const [first, second] = await Promise.all([
      world.requestAccess('alice', 'prod-s3'),
      world.requestAccess('alice', 'prod-s3'),
    ]);
    await world.settle();
    const third = await world.requestAccess('alice', 'prod-s3');

    expect([first.kind, second.kind].toSorted()).toEqual(['already_pending', 'requested']);
    expect(third.kind).toBe('already_pending');
    expect(world.slack.cards()).toHaveLength(1);
  });

  it('shows the access that is held, or pending, in place of another grant, unless the user requests it anyway', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ approvals: 0 })]) });
    const first = await requested(world);
    await world.settle();

    const again = await world.requestAccess('alice', 'prod-s3');
    const meanwhile = world.slack.cards().length;
    const anyway = await world.requestAccess('alice', 'prod-s3', { minutes: 30, anyway: true });
    const whilePending = await world.requestAccess('alice', 'prod-s3', { anyway: true });
    await world.settle();

    expect(again).toMatchObject({ kind: 'already_held', request: { id: first.id } });
    expect(meanwhile).toBe(1);
    expect([anyway.kind, whilePending.kind]).toEqual(['requested', 'requested']);
    expect(world.slack.cards()).toHaveLength(3);
  });

  it('is possible for a time after the access that is held, and for an emergency', async () => {
    const emergency = {
      requesters: [{ kind: 'user', id: U('alice') }],
      reviewWithinMinutes: 60,
      contacts: [],
      maxMinutes: 60,
    } as const;
    const world = await aWorld({ catalog: aCatalog([aRule({ emergency })]) });
    await world.grant('alice', 'prod-s3', 60);

    const during = await world.requestAccess('alice', 'prod-s3', { from: { hour: 13, minute: 30 } });
    const after = await world.requestAccess('alice', 'prod-s3', { from: { hour: 14, minute: 0 } });
    const now = await world.requestAccess('alice', 'prod-s3', { emergency: true });

    expect([during.kind, after.kind, now.kind]).toEqual(['already_held', 'requested', 'requested']);
  });

  it('distinguishes two approvals within one second', async () => {
    const world = await aWorld();
    const [a, b] = [await requested(world, 'alice'), await requested(world, 'random')];

    await Promise.all([world.review('bob', a), world.review('bob', b)]);
    await world.settle();

    const userNames = world.ours()[0]?.Condition?.['StringEquals']?.['aws:username'];
    expect(userNames).toEqual(['alice', 'random_user']);
    expect((await world.store.grants.ofRole(ROLE)).grants).toHaveLength(2);
  });

  it('makes a new request with a new ID after a decision', async () => {
    const world = await aWorld();
    const first = await requested(world);
    await world.review('bob', first, { deny: '' });

    const second = await requested(world);

    expect(second.id).not.toBe(first.id);
  });

  it('records refusals for the audit', async () => {
    const world = await aWorld();

    const refused = await world.requestAccess('alice', 'prod-s3', { minutes: 9 * 60 });

    expect(refused).toMatchObject({ kind: 'refused', refusal: { kind: 'too_long', maxMinutes: 480 } });
    expect(world.store.refused()).toMatchObject([{ by: U('alice'), refusal: 'too_long' }]);
  });

  it('refuses a user without an AWS identity immediately', async () => {
    const world = await aWorld();

    const refused = await world.requestAccess('carol', 'prod-s3');

    expect(refused).toMatchObject({ kind: 'refused', refusal: { kind: 'no_identity' } });
  });

  it('refuses users of other workspaces, guests, bots and deactivated users', async () => {
    const world = await aWorld();
    await world.store.directory.merge({
      people: { [U('random')]: { accountStatus: 'guest', name: 'random', readAt: world.clock.now() } },
    });

    const guest = await world.requestAccess('random', 'prod-s3');

    expect(guest).toMatchObject({ kind: 'refused', refusal: { kind: 'not_a_member', accountStatus: 'guest' } });
  });

  it('grants one role to at least 48 users, and refuses the next request before approvers are notified', async () => {
    const people = Array.from({ length: 80 }, (_, index) => anIamUser(`person-${String(index).padStart(9, '0')}`));
    const ids = people.map((_, index) => U(`P${index}`));
    const catalog = aCatalog([aRule()], {
      people: Object.fromEntries(people.map((person, index) => [ids[index], person])),
    });
    const world = await aWorld({ catalog });

    const outcomes: string[] = [];
    for (const [index] of people.entries()) {
      const submitted = await world.requestAccess(`P${index}`, 'prod-s3', { minutes: 60 + index });
      outcomes.push(submitted.kind === 'refused' ? submitted.refusal.kind : submitted.kind);
      if (submitted.kind !== 'requested') break;
      await world.settle();
      await world.review('bob', submitted.request);
      await world.settle();
    }

    expect(outcomes.at(-1)).toBe('does_not_fit');
    expect(outcomes.filter((outcome) => outcome === 'requested').length).toBeGreaterThanOrEqual(48);
    expect(world.slack.cards().every(({ shows }) => shows === 'active')).toBe(true);
  });

  it('does nothing on a wake-up for a request that is not stored any more', async () => {
    const world = await aWorld();

    await world.queue.wake({ kind: 'request', id: '0'.repeat(20) as never });
    await world.settle();

    expect(world.queue.dead()).toEqual([]);
  });

  it('works with the queue down: the sweep finds the work', async () => {
    const world = await aWorld();
    world.queue.isDown = true;
    const submitted = await world.requestAccess('alice', 'prod-s3');
    world.queue.isDown = false;
    expect(submitted.kind).toBe('requested');

    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(world.slack.cards()).toMatchObject([{ shows: 'pending' }]);
  });

  it('distinguishes a name from another that contains it', async () => {
    const world = await aWorld();

    const refused = await world.requestAccess('alice', 'prod');

    expect(refused).toMatchObject({ kind: 'refused', refusal: { kind: 'unknown_access', nearest: ['prod-s3'] } });
  });

  it('limits each role to its own longest duration', async () => {
    const short = aRule({
      name: parseAccessName('prod-db'),
      arn: `${ROLE}-db` as typeof ROLE,
      durationMinutes: { default: 15, max: 30 },
    });
    const bundle = { name: parseAccessName('both'), description: '', roles: [parseAccessName('prod-s3'), short.name] };
    const world = await aWorld({ catalog: aCatalog([aRule(), short], { bundles: { [bundle.name]: bundle } }) });

    const alone = await world.requestAccess('alice', 'prod-db', { minutes: 60 });
    const together = await world.requestAccess('alice', 'both', { minutes: 60 });

    expect([alone, together]).toMatchObject([
      { refusal: { kind: 'too_long', maxMinutes: 30 } },
      { refusal: { maxMinutes: 30 } },
    ]);
  });
});
