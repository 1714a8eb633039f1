import { describe, expect, it } from 'vitest';
import type { Request } from '../../../functions/core/request/request.ts';
import { policyChars } from '../../../functions/core/trust/documents.ts';
import { ROLE_INLINE_QUOTA_CHARS } from '../../../functions/core/trust/observed.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { alice, aTrust, breakGlass, ROLE, U } from '../../support/builders.ts';
import { anIamFault, failWrites } from '../../support/iam-faults.ts';

describe('a trust policy that is filled by foreign statements', () => {
  it('does not delay an end, and opens the other access again once there is capacity', async () => {
    const world = await aWorld();
    await world.grant('alice', 'prod-s3', 120);
    await world.grant('random', 'prod-s3', 120);
    const filled = { ...breakGlass, Sid: 'Filled', Condition: { StringLike: { 'aws:userid': 'x'.repeat(1600) } } };
    world.iam.editTrust(ROLE, aTrust(breakGlass, filled));

    await world.end('alice', 'prod-s3');
    await world.settle();
    const isNotified = world.slack.notifiedOf(U('alice')).includes('ended');
    const cut = JSON.stringify(
      world.iam.guard(ROLE)?.Statement.find(({ Condition }) => !Condition?.['DateGreaterThanEquals']),
    );
    world.iam.editTrust(ROLE, aTrust(breakGlass));
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect({ isNotified, cut }).toEqual({ isNotified: true, cut: expect.stringContaining('*:alice') });
    expect(world.ours().map(({ Condition }) => Condition?.['StringEquals']?.['aws:username'])).toEqual(['random_user']);
    expect(world.foreign()).toEqual([breakGlass]);
  });
});

describe('a role whose inline quota is used up by foreign policies', () => {
  /** Leaves this number of characters for the policies of the bot, in addition to the existing guard. */
  const fill = (world: World, chars: number): void => {
    const used = policyChars(world.iam.guard(ROLE) ?? aTrust());
    const empty = aTrust({ Sid: '', Effect: 'Allow', Action: 's3:Get*', Resource: '*' });
    const Sid = 'X'.repeat(ROLE_INLINE_QUOTA_CHARS - used - policyChars(empty) - chars);
    world.iam.editRolePolicy(ROLE, 'theirs', aTrust({ Sid, Effect: 'Allow', Action: 's3:Get*', Resource: '*' }));
  };
  const cutNow = (world: World, name: string): boolean =>
    (world.iam.guard(ROLE)?.Statement ?? []).some(
      (one) =>
        one.Action === '*' &&
        String(one.Condition?.['DateGreaterThanEquals']?.['aws:CurrentTime'] ?? '') <= isoTime(world) &&
        JSON.stringify(one).includes(`*:${name}"`),
    );
  const isoTime = (world: World) => world.clock.now().toISOString();

  it.each<[string, (world: World, held: readonly Request[]) => unknown]>([
    ['ended by its holder', (world) => world.end('alice', 'prod-s3')],
    ['revoked', (world) => world.revoke('carol', 'alice', 'all laptop lost')],
    [
      'lost with the account',
      async (world) => {
        world.slack.setPerson(U('alice'), { accountStatus: 'deactivated', name: 'alice' });
        world.clock.advance({ minutes: 31 });
        await world.sweep();
      },
    ],
  ])(
    'closes immediately for one of two users who share a statement of the guard, and denies their sessions: %s',
    async (_, end) => {
      const world = await aWorld();
      const held = [await world.grant('alice', 'prod-s3', 120), await world.grant('random', 'prod-s3', 120)];
      fill(world, 20);

      await end(world, held);
      await world.settle();
      expect(world.ours().map(({ Condition }) => Condition?.['StringEquals']?.['aws:username'])).toEqual([
        'random_user',
      ]);
      expect([cutNow(world, 'alice'), cutNow(world, 'random_user')]).toEqual([true, false]);
      expect(world.slack.notifiedOf(U('alice'))).toContain('ended');
    },
  );
});

describe("a user's side without capacity", () => {
  it('refuses only that user, and opens access for a user who was approved at the same time', async () => {
    const world = await aWorld();
    const requestAccess = async (name: string) => {
      const submitted = await world.requestAccess(name, 'prod-s3');
      if (submitted.kind !== 'requested') throw new Error(`not asked: ${JSON.stringify(submitted)}`);
      await world.settle();
      return submitted.request;
    };
    const [first, second] = [await requestAccess('alice'), await requestAccess('random')];
    failWrites(world, alice.arn, anIamFault('quota', alice.arn, { message: 'no room for PutUserPolicy.' }));

    await world.review('bob', first);
    await world.review('bob', second);
    await world.settle();

    expect((await world.read(first)).status).toMatchObject({ kind: 'failed', why: expect.stringContaining('no room') });
    expect((await world.read(second)).status.kind).toBe('active');
    expect(world.ours().map(({ Condition }) => Condition?.['StringEquals']?.['aws:username'])).toEqual(['random_user']);
  });
});
