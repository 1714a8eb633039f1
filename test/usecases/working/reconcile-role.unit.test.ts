import { describe, expect, it } from 'vitest';
import { IamFault } from '../../../functions/core/fault.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, alice, aTrust, breakGlass, ROLE, U } from '../../support/builders.ts';
import { failUserReads } from '../../support/iam-faults.ts';

const denied = (resource: string) =>
  new IamFault({ kind: 'denied', message: `${resource} is denied.`, fix: 'Tag it.', retryable: false, resource });
const throttled = (resource: string) =>
  new IamFault({ kind: 'throttled', message: 'Slow down.', fix: 'Wait.', retryable: true, resource });

/** The number of reads of IAM while some minutes pass. */
const looksIn = async (world: World, minutes: number): Promise<number> => {
  const before = world.iam.calls().length;
  for (let minute = 0; minute < minutes; minute += 1) {
    world.clock.advance({ minutes: 1 });
    await world.sweep();
  }
  return world.iam.calls().length - before;
};

const requested = async (world: World, name: string) => {
  const submitted = await world.requestAccess(name, 'prod-s3');
  if (submitted.kind !== 'requested') throw new Error(submitted.kind);
  await world.settle();
  return submitted.request;
};

describe('a role that was deleted in AWS', () => {
  it('is not read again after it also left the catalog', async () => {
    const world = await aWorld();
    await world.grant('alice', 'prod-s3', 5);
    world.clock.advance({ minutes: 75 });
    await world.sweep();
    world.catalog = aCatalog([], { hash: 'e'.repeat(64) });
    world.iam.removeRole(ROLE);

    const first = await looksIn(world, 7 * 60);
    const then = await looksIn(world, 7 * 60);

    expect(first).toBeGreaterThan(0);
    expect(then).toBe(0);
  });

  it('is read at long intervals while it is in the catalog', async () => {
    const world = await aWorld();
    world.iam.removeRole(ROLE);

    const looks = await looksIn(world, 24 * 60);

    expect(looks).toBeGreaterThan(1);
    expect(looks).toBeLessThan(10);
  });

  it('gets its open access back when it is created again', async () => {
    const world = await aWorld();
    await world.grant('alice', 'prod-s3', 120);
    const [mine, guard] = [world.ours(), world.iam.guard(ROLE)];
    world.iam.removeRole(ROLE);
    await looksIn(world, 10);

    world.iam.add({ roles: [{ arn: ROLE, trust: aTrust(breakGlass) }] });
    await looksIn(world, 6);

    expect(world.ours()).toEqual(mine);
    expect(world.iam.guard(ROLE)).toEqual(guard);
  });
});

describe('a user whose account cannot be reached', () => {
  it('does not affect the requests of other users', async () => {
    const world = await aWorld();
    const [mine, theirs] = [await requested(world, 'alice'), await requested(world, 'random')];
    failUserReads(world, denied(alice.arn), alice.arn);

    await Promise.all([world.review('bob', mine), world.review('bob', theirs)]);
    await world.settle();

    expect((await world.read(theirs)).status.kind).toBe('active');
    expect((await world.read(mine)).status).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('is denied'),
    });
  });

  it('gets active access only after a complete read if reading back failed', async () => {
    const world = await aWorld();
    const request = await requested(world, 'alice');
    world.iam.faults.inject({ on: ['readBackUser'], error: throttled(alice.arn) });

    await world.review('bob', request);
    await world.settle();

    const calls = world.iam.calls();
    expect(calls.slice(calls.lastIndexOf('put_user_policy') + 1)).toEqual(['readBackUser', 'observeUser']);
    expect((await world.read(request)).status.kind).toBe('active');
  });
});

describe('a maximum session duration that was lowered under a session guard', () => {
  it('keeps the guard for sessions of the longer duration', async () => {
    const world = await aWorld();
    world.iam.setMaxSession(ROLE, 4 * 3_600);
    await world.grant('alice', 'prod-s3', 30);
    world.iam.setMaxSession(ROLE, 3_600);

    await looksIn(world, 30 + 4 * 60);
    const whileTheyMayLive = world.iam.guard(ROLE);
    await looksIn(world, 10);

    expect(whileTheyMayLive).toBeDefined();
    expect(world.iam.guard(ROLE)).toBeUndefined();
  });
});

describe('a statement of the bot that was changed by hand', () => {
  it('is restored, and operators are notified', async () => {
    const world = await aWorld();
    await world.grant('alice');
    const mine = world.ours();
    const longer = JSON.parse(JSON.stringify(mine).replaceAll('T13:00:00Z', 'T23:00:00Z'));
    world.iam.editTrust(ROLE, aTrust(breakGlass, ...longer));

    await looksIn(world, 5);

    expect(world.ours()).toEqual(mine);
    expect(world.slack.toOperators()).toEqual([
      expect.stringMatching(/statement AssumeBot\w+ of the bot was changed in the trust policy; it was set back/),
    ]);
  });
});

describe('drift that cannot be repaired', () => {
  it('is reported with the figure, and not as restored', async () => {
    const world = await aWorld();
    await world.grant('alice');
    world.iam.editTrust(ROLE, aTrust({ ...breakGlass, Sid: 'x'.repeat(1_700) }));

    await looksIn(world, 5);

    expect(world.ours()).toEqual([]);
    expect(world.slack.toOperators()[0]).toContain('alice was missing in the trust policy, and it cannot be restored');
    expect(world.slack.toOperators()[0]).not.toContain('it was restored');
    expect(world.slack.notifiedOf(U('alice'))).toContain('activated');
  });
});

describe('a lockdown that is turned on while access opens', () => {
  it.each([
    'slack.person',
    'grants.add',
    'iam.observeRole',
    'iam.observeUser',
    'iam.put_guard',
    'iam.put_user_policy',
  ] as const)('ends the access, from %s on', async (moment) => {
    const world = await aWorld();
    const request = await requested(world, 'alice');
    await world.review('bob', request);
    const turnOn = async () => {
      if ((await world.store.lockdowns.read()) === undefined) await world.lockdown('carol', 'on');
    };
    world.faults.inject({ on: [moment], times: 1000, meanwhile: turnOn });

    await world.settle();
    await looksIn(world, 3);

    expect((await world.store.lockdowns.read())?.isOn).toBe(true);
    expect(world.ours()).toEqual([]);
    expect(world.iam.userPolicies(alice.arn)).toEqual({});
    expect((await world.read(request)).status).toMatchObject({ kind: expect.stringMatching(/^(ended|failed)$/) });
  });
});
