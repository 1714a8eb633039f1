import { describe, expect, it } from 'vitest';
import { SlackFault } from '../../../functions/core/fault.ts';
import type { SlackGroupId } from '../../../functions/core/names.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, alice, anIamUser, aRule, aTrust, bob, breakGlass, ROLE, U } from '../../support/builders.ts';
import { anIamFault, failUserReads } from '../../support/iam-faults.ts';

/** Users whose side the organization manages: only the trust policy decides about their access. */
const people = {
  [U('alice')]: anIamUser('alice', { identity: 'external' }),
  [U('random')]: anIamUser('random_user', { identity: 'external' }),
};

/** Whether the guard denies every session of alice now, including new ones. */
const isCutOff = (world: World): boolean =>
  (world.iam.guard(ROLE)?.Statement ?? []).some(({ Action, Condition = {} }) => {
    const { StringLike, DateGreaterThanEquals, ...rest } = Condition;
    const names = [StringLike?.['aws:userid'] ?? []].flat();
    const from = DateGreaterThanEquals?.['aws:CurrentTime'];
    const hasCome = from === undefined || new Date(String(from)) <= world.clock.now();
    return Action === '*' && names.includes('*:alice') && hasCome && Object.keys(rest).length === 0;
  });

const isTrusted = (world: World): boolean => JSON.stringify(world.ours()).includes('"alice"');

describe('a user whose access has ended', () => {
  it('is denied by the guard while the trust policy cannot be closed, and for the longest session after that', async () => {
    const named = { ...breakGlass, Sid: 'Bob', Principal: { AWS: bob.arn } };
    const world = await aWorld({ catalog: aCatalog([aRule()], { people }), trust: [named] });
    world.iam.add({ users: [{ arn: bob.arn }] });
    world.iam.editTrust(ROLE, aTrust(named));
    await world.grant('alice', 'prod-s3', 480);
    await world.grant('random', 'prod-s3', 480);
    world.iam.removeUser(bob.arn);

    await world.revoke('carol', 'alice', 'all the laptop is lost');
    await world.settle();
    const whileBroken: unknown[] = [];
    for (let minutes = 0; minutes < 150; minutes += 10) {
      world.clock.advance({ minutes: 10 });
      await world.sweep();
      whileBroken.push({ isTrusted: isTrusted(world), isCutOff: isCutOff(world) });
    }
    world.iam.editTrust(ROLE, aTrust(breakGlass, ...world.ours()));
    world.clock.advance({ minutes: 1 });
    await world.sweep();
    const repaired = { isTrusted: isTrusted(world), isCutOff: isCutOff(world) };
    world.clock.advance({ minutes: 60 });
    await world.sweep();
    const anHourLater = isCutOff(world);
    world.clock.advance({ minutes: 6 });
    await world.sweep();

    expect(whileBroken).toEqual(whileBroken.map(() => ({ isTrusted: true, isCutOff: true })));
    expect(repaired).toEqual({ isTrusted: false, isCutOff: true });
    expect(anHourLater).toBe(true);
    expect(isCutOff(world)).toBe(false);
  });

  it('is denied by the guard before a start in the future too, while the trust policy cannot be closed', async () => {
    const named = { ...breakGlass, Sid: 'Bob', Principal: { AWS: bob.arn } };
    const world = await aWorld({ catalog: aCatalog([aRule()], { people }) });
    world.iam.add({ users: [{ arn: bob.arn }] });
    world.iam.editTrust(ROLE, aTrust(named));
    await world.grant('random', 'prod-s3', 480);
    const from = { hour: 16, minute: 0 };
    const submitted = await world.requestAccess('alice', 'prod-s3', { minutes: 60, from });
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();
    await world.review('bob', submitted.request);
    await world.settle();
    world.iam.removeUser(bob.arn);

    await world.revoke('carol', 'alice', 'all the laptop is lost');
    await world.settle();
    const before = [isTrusted(world), isCutOff(world)];
    world.clock.advance({ minutes: 190 });
    await world.sweep();
    const begun = [isTrusted(world), isCutOff(world)];

    expect(before).toEqual([true, true]);
    expect(begun).toEqual([true, true]);
  });

  it('leaves nothing in IAM immediately if the access had not started', async () => {
    const world = await aWorld();
    const submitted = await world.requestAccess('alice', 'prod-s3', { minutes: 60, from: { hour: 16, minute: 0 } });
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();
    await world.review('bob', submitted.request);
    await world.settle();
    expect(isTrusted(world)).toBe(true);

    await world.end('alice', 'prod-s3');
    await world.settle();

    expect({ isTrusted: isTrusted(world), guard: world.iam.guard(ROLE) }).toEqual({
      isTrusted: false,
      guard: undefined,
    });
    expect((await world.store.grants.ofRole(ROLE)).grants).toEqual([]);
  });

  it('is denied for the longest session that was possible during the access, even if the maximum is shorter now', async () => {
    const world = await aWorld();
    world.iam.setMaxSession(ROLE, 4 * 3600);
    await world.grant('alice');
    world.iam.setMaxSession(ROLE, 3600);
    await world.end('alice', 'prod-s3');
    await world.settle();

    world.clock.advance({ minutes: 240 });
    await world.sweep();
    const fourHoursLater = isCutOff(world);
    world.clock.advance({ minutes: 6 });
    await world.sweep();

    expect(fourHoursLater).toBe(true);
    expect(world.iam.guard(ROLE)).toBeUndefined();
  });

  it('is denied for the longest session after the next run, even if the bot was down for hours', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule()], { people }) });
    await world.grant('alice', 'prod-s3', 30);

    world.clock.advance({ minutes: 180 });
    await world.sweep();
    const back = isCutOff(world);
    world.clock.advance({ minutes: 66 });
    await world.sweep();

    expect(back).toBe(true);
    expect(world.iam.guard(ROLE)).toBeUndefined();
    expect((await world.store.grants.ofRole(ROLE)).grants).toEqual([]);
  });
});

describe('a user whose grant was written by an earlier release', () => {
  /** Rewrites the grants of the role as release 0.1.0 did: without a seal, and without the time when IAM was closed. */
  const asWrittenBefore = (world: World): void => {
    const items = world.store.items();
    for (const [key, { seal: _, closedAt: __, ...item }] of [...items]) {
      if (key.includes(' / GRANT#')) items.set(key, { ...item, v: 1, identityCleared: true });
    }
  };

  it('is denied by the guard while the trust policy cannot be closed, and for the longest session after that', async () => {
    const named = { ...breakGlass, Sid: 'Bob', Principal: { AWS: bob.arn } };
    const world = await aWorld({ catalog: aCatalog([aRule()], { people }), trust: [named] });
    world.iam.add({ users: [{ arn: bob.arn }] });
    world.iam.editTrust(ROLE, aTrust(named));
    await world.grant('alice', 'prod-s3', 480);
    await world.grant('random', 'prod-s3', 480);
    world.iam.removeUser(bob.arn);
    await world.revoke('carol', 'alice', 'all the laptop is lost');
    await world.settle();
    asWrittenBefore(world);

    const minutesPass = async (minutes: number): Promise<void> => {
      world.clock.advance({ minutes });
      await world.sweep();
    };
    await minutesPass(120);
    const broken = { isTrusted: isTrusted(world), isCutOff: isCutOff(world) };
    world.iam.editTrust(ROLE, aTrust(breakGlass, ...world.ours()));
    await minutesPass(1);
    await minutesPass(60);
    const anHourLater = { isTrusted: isTrusted(world), isCutOff: isCutOff(world) };
    await minutesPass(6);

    expect(broken).toEqual({ isTrusted: true, isCutOff: true });
    expect(anHourLater).toEqual({ isTrusted: false, isCutOff: true });
    expect(isCutOff(world)).toBe(false);
    expect((await world.store.grants.ofRole(ROLE)).grants).toHaveLength(1);
  });

  it('loses access at the decided end if the grant is active during the upgrade', async () => {
    const world = await aWorld();
    await world.grant('alice', 'prod-s3', 60);
    asWrittenBefore(world);

    world.clock.advance({ minutes: 61 });
    await world.sweep();
    const ended = { isTrusted: isTrusted(world), isCutOff: isCutOff(world) };
    world.clock.advance({ minutes: 66 });
    await world.sweep();

    expect(ended).toEqual({ isTrusted: false, isCutOff: true });
    expect(world.iam.guard(ROLE)).toBeUndefined();
    expect((await world.store.grants.ofRole(ROLE)).grants).toEqual([]);
    expect(world.errors()).toEqual([]);
  });
});

const SRE = 'S0SRE' as SlackGroupId;

describe('a user whose grant was written by a run that then stopped', () => {
  /** A request that was approved and written to IAM. The run stopped before it was confirmed. */
  const aHalfGranted = async (world: World) => {
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();
    world.faults.inject({ on: ['grants.settle'], when: 'before', times: 3 });
    await world.review('bob', submitted.request);
    await world.settle();
    expect(isTrusted(world)).toBe(true);
    return submitted.request;
  };

  /** The same, approved by a member of a group that cannot be read 16 minutes later. */
  const anUnreadableApproval = async () => {
    const world = await aWorld({
      catalog: aCatalog([aRule({ approvers: [{ kind: 'group', id: SRE }] })], { people }),
      groups: { [SRE]: [U('bob')] },
    });
    const request = await aHalfGranted(world);
    const error = new SlackFault({ kind: 'unavailable', message: 'no answer', fix: 'wait', retryable: true });
    world.slack.faults.inject({ on: ['membersOf'], times: 1000, error });
    world.clock.advance({ minutes: 16 });
    await world.sweep().catch(() => world.settle());
    return { world, request };
  };

  it('has no access and no valid sessions until the membership of the approver can be read', async () => {
    const { world, request } = await anUnreadableApproval();

    const unknown = { isTrusted: isTrusted(world), isCutOff: isCutOff(world) };
    world.slack.faults.clear();
    world.slack.setGroup(SRE, []);
    world.clock.advance({ minutes: 1 });
    await world.sweep();
    await world.sweep();

    expect(unknown).toEqual({ isTrusted: false, isCutOff: true });
    expect((await world.read(request)).status.kind).toBe('failed');
    expect({ isTrusted: isTrusted(world), isCutOff: isCutOff(world) }).toEqual({ isTrusted: false, isCutOff: true });
    world.clock.advance({ minutes: 60 });
    await world.sweep();
    expect(isCutOff(world)).toBe(true);
    world.clock.advance({ minutes: 10 });
    await world.sweep();
    expect(isCutOff(world)).toBe(false);
    expect(world.slack.toOperators().filter((text) => text.includes('was changed outside the bot'))).toEqual([]);
  });

  it('has the decided access once the membership of the approver is confirmed', async () => {
    const { world, request } = await anUnreadableApproval();

    world.slack.faults.clear();
    world.clock.advance({ minutes: 1 });
    await world.sweep();
    await world.sweep();

    expect((await world.read(request)).status).toMatchObject({
      kind: 'active',
      endsAt: new Date('2030-01-01T13:00:00Z'),
    });
    expect({ isTrusted: isTrusted(world), isCutOff: isCutOff(world) }).toEqual({ isTrusted: true, isCutOff: false });
  });

  it("gets no access on the user's side until the account can be reached", async () => {
    const world = await aWorld();
    const request = await aHalfGranted(world);
    const reconnect = failUserReads(world, anIamFault('manager_unreachable', ROLE));

    world.clock.advance({ minutes: 1 });
    await world.sweep();
    const away = { status: (await world.read(request)).status.kind, access: world.iam.access(alice.arn) };
    reconnect();
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(away).toEqual({ status: 'approved', access: undefined });
    expect((await world.read(request)).status.kind).toBe('active');
    expect(world.iam.access(alice.arn)).toBeDefined();
    expect({ isTrusted: isTrusted(world), isCutOff: isCutOff(world) }).toEqual({ isTrusted: true, isCutOff: false });
  });
});
