import { describe, expect, it } from 'vitest';
import { anObservedUser } from '../../core/trust/a-plan.ts';
import { aRoleInTime, type Opened } from '../../core/trust/a-role-in-time.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { alice, ROLE } from '../../support/builders.ts';

const open = (world: World): Opened => ({ by: alice, sessionName: 'alice', issuedAt: world.clock.now() });

/** The access of alice in AWS now. */
const aws = (world: World) => {
  const guard = world.iam.guard(ROLE);
  const trust = world.iam.trust(ROLE);
  if (trust === undefined) throw new Error('no role');
  const role = aRoleInTime({ trust, ...(guard === undefined ? {} : { guard }) });
  role.setUser(anObservedUser({ policies: world.iam.userPolicies(alice.arn) }));
  const now = world.clock.now();
  return {
    letsIn: role.mayAssume(alice, 'alice', now),
    lets: (session: Opened): boolean => role.mayAct(session, now),
  };
};

const minutesPass = async (world: World, minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    world.clock.advance({ minutes: 1 });
    await world.sweep();
  }
};
const drifts = (world: World): readonly string[] =>
  world.slack.toOperators().filter((text) => text.includes('was changed outside the bot'));

describe('a table that was restored to before a grant', () => {
  it('denies the sessions and closes the role in the next run, and notifies operators', async () => {
    const world = await aWorld();
    await world.grant('random', 'prod-s3', 240);
    const restore = world.store.backUp();
    await minutesPass(world, 2);
    await world.grant('alice', 'prod-s3', 240);
    const session = open(world);
    expect(aws(world)).toMatchObject({ letsIn: true });

    restore();
    await minutesPass(world, 5);

    expect(aws(world).letsIn).toBe(false);
    expect(aws(world).lets(session)).toBe(false);
    expect(drifts(world)).toHaveLength(1);
    expect(drifts(world)[0]?.split('\n').slice(1)).toEqual([
      'alice was in the trust policy without a grant; it was removed, and its sessions are denied from now on.',
      'alice was in the session guard without a grant; its sessions are denied from now on.',
    ]);
  });

  it('keeps those sessions denied if the user gets the role again, and leaves nothing in the end', async () => {
    const world = await aWorld();
    await world.grant('random', 'prod-s3', 240);
    const restore = world.store.backUp();
    await minutesPass(world, 2);
    await world.grant('alice', 'prod-s3', 240);
    const session = open(world);
    await world.revoke('carol', 'alice', 'all the laptop is lost');
    await world.settle();
    restore();
    await minutesPass(world, 10);

    await world.grant('alice', 'prod-s3', 45);
    const [again, isOldAlive] = [aws(world).letsIn, aws(world).lets(session)];
    await minutesPass(world, 30);
    const isOldAliveLater = aws(world).lets(session);
    await minutesPass(world, 240 + 66);

    expect({ again, isOldAlive, isOldAliveLater }).toEqual({ again: true, isOldAlive: false, isOldAliveLater: false });
    expect(world.ours()).toEqual([]);
    expect(world.iam.guard(ROLE)).toBeUndefined();
    expect(world.errors()).toEqual([]);
  });

  it("keeps the user's side, which alone gives no access, and removes it with the next grant", async () => {
    const world = await aWorld();
    const restore = world.store.backUp();
    await world.grant('alice', 'prod-s3', 60);
    restore();
    await minutesPass(world, 361);
    const left = { exists: world.iam.access(alice.arn) !== undefined, letsIn: aws(world).letsIn };

    await world.grant('alice', 'prod-s3', 30);
    await world.end('alice', 'prod-s3');
    await world.settle();

    expect(left).toEqual({ exists: true, letsIn: false });
    expect(world.iam.access(alice.arn)).toBeUndefined();
  });
});

describe('a table that was restored to before an end', () => {
  it('gives access again until the stored end, notifies operators, and ends it then', async () => {
    const world = await aWorld();
    const request = await world.grant('alice', 'prod-s3', 120);
    const restore = world.store.backUp();
    await minutesPass(world, 3);
    await world.revoke('carol', 'alice', 'all the laptop is lost');
    await world.settle();
    expect(aws(world).letsIn).toBe(false);

    restore();
    await minutesPass(world, 36);
    const back = aws(world).letsIn;
    const session = open(world);
    const reported = drifts(world);
    await minutesPass(world, 82);
    const after = aws(world);

    expect(back).toBe(true);
    expect(reported.join()).toContain('alice was missing in the trust policy');
    expect({ letsIn: after.letsIn, acts: after.lets(session) }).toEqual({ letsIn: false, acts: false });
    expect((await world.read(request)).status.kind).toBe('ended');
  });

  it('gives no access again if a lockdown is turned on before the workers run', async () => {
    const world = await aWorld();
    await world.grant('alice', 'prod-s3', 120);
    const restore = world.store.backUp();
    await world.revoke('carol', 'alice', 'all the laptop is lost');
    await world.settle();
    restore();

    await world.lockdown('carol', 'on', 'the table was restored');
    await world.settle();
    await minutesPass(world, 10);

    expect(aws(world).letsIn).toBe(false);
    expect(drifts(world)).toEqual([]);
  });
});
