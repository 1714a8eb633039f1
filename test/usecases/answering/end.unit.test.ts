import { describe, expect, it } from 'vitest';
import { IamFault, SlackFault } from '../../../functions/core/fault.ts';
import type { SlackGroupId } from '../../../functions/core/names.ts';
import { aWorld } from '../../support/a-world.ts';
import { aCatalog, alice, aRule, ROLE, U } from '../../support/builders.ts';
import { anIamFault, failUserReads } from '../../support/iam-faults.ts';
import { requested } from '../../support/requested.ts';

describe('ending access', () => {
  it('is immediate for the holder, during activation too', async () => {
    const world = await aWorld();
    const request = await requested(world);
    await world.review('bob', request);

    await world.end('alice', 'prod-s3');
    await world.settle();

    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'released' });
    expect(world.ours()).toEqual([]);
    expect((await world.store.grants.ofRole(ROLE)).grants).toEqual([]);
  });

  it('with a click on a row ends all requests in it, and no error reports what had ended already', async () => {
    const world = await aWorld();
    const [first, second, third] = [
      await world.grant('alice', 'prod-s3', 60),
      await world.grant('alice', 'prod-s3', 30),
      await world.grant('alice', 'prod-s3', 15),
    ];
    await world.endOne('alice', third);
    await world.settle();

    const ending = await world.endOne('alice', first, second, third);
    await world.settle();

    expect(ending).toMatchObject({ kind: 'done', left: [] });
    for (const one of [first, second])
      expect((await world.read(one)).status).toMatchObject({ kind: 'ended', reason: 'released' });
    expect(world.store.refused()).toEqual([]);
    expect(world.ours()).toEqual([]);
  });

  it('includes a request of a moment ago that the index does not list yet', async () => {
    const world = await aWorld();
    world.store.delayIndex('by requester');
    const request = await requested(world);

    const ending = await world.end('alice', 'prod-s3');

    expect(ending.kind).toBe('done');
    expect((await world.read(request)).status.kind).toBe('cancelled');
  });

  it('by a name shows what is open if nothing has that name, and the nearest name', async () => {
    const world = await aWorld();
    const held = await world.grant('alice');
    await world.end('alice', 'prod-s3');
    const waiting = await requested(world);
    await world.review('bob', waiting, { deny: '' });

    expect(await world.end('alice', 'prod-s3')).toEqual({ kind: 'nothing_open', open: [], nearest: [] });
    expect(await world.end('alice', 'prod-s33')).toEqual({ kind: 'nothing_open', open: [], nearest: ['prod-s3'] });
    expect(await world.endOne('alice', held)).toMatchObject({ kind: 'refused', refusal: { kind: 'already_closed' } });
  });

  it('reports a request that is not stored any more', async () => {
    const world = await aWorld();
    const request = await requested(world);

    expect(await world.endOne('alice', { ...request, id: '0'.repeat(20) as never })).toMatchObject({
      kind: 'nothing_open',
    });
  });

  it('is refused to other users, who are notified; the refusal and its explanation are recorded, and nothing ends', async () => {
    const world = await aWorld();
    const held = await world.grant('alice');
    const waiting = await requested(world, 'random');

    const tries = [await world.endOne('bob', held), await world.endOne('bob', waiting)];
    await world.settle();

    expect(tries).toEqual(tries.map(() => ({ kind: 'refused', refusal: { kind: 'not_yours' } })));
    expect((await world.read(held)).status.kind).toBe('active');
    expect((await world.read(waiting)).status.kind).toBe('pending');
    const explanation = { why: 'This access belongs to another user.', contacts: world.catalog.settings.admins };
    expect(world.store.refused()).toMatchObject([
      { by: U('bob'), refusal: 'not_yours', click: { request: held.id, action: 'end', explanation } },
      { by: U('bob'), refusal: 'not_yours', click: { request: waiting.id, action: 'cancel', explanation } },
    ]);
    expect(world.slack.notifiedOf(U('bob'))).toEqual(['click_refused', 'click_refused']);
  });

  it('works after hundreds of refused clicks, which are recorded without enlarging the request', async () => {
    const world = await aWorld();
    const held = await world.grant('alice');

    const sizeOf = () => JSON.stringify(world.store.items().get(`REQ#${held.id} / REQUEST`)).length;
    const before = sizeOf();

    for (let click = 0; click < 200; click += 1) {
      await world.endOne('bob', held);
      await world.review('random', held);
    }
    await world.settle();
    const after = sizeOf();
    await world.endOne('alice', held);

    expect(world.store.refused()).toHaveLength(400);
    expect(after).toBe(before);
    expect(world.slack.notifiedOf(U('random'))).toHaveLength(200);
    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'released' });
  });

  it('cancels a pending request', async () => {
    const world = await aWorld();
    const request = await requested(world);

    await world.end('alice', 'prod-s3');
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('cancelled');
    expect(world.slack.cards()).toMatchObject([{ shows: 'cancelled' }]);
  });

  it('is reported after IAM has changed if it is early, and immediately if it is by the clock', async () => {
    const world = await aWorld();
    await world.grant('alice');
    const expiring = await world.grant('random', 'prod-s3', 5);
    world.iam.faults.inject({ times: 1000 });
    await world.end('alice', 'prod-s3');
    await world.settle();
    const whileOpen = world.slack.notifiedOf(U('alice'));

    world.clock.advance({ minutes: 5 });
    await world.sweep();
    const byTheClock = world.slack.notifiedOf(U('random'));
    world.iam.faults.clear();
    world.clock.advance({ minutes: 6 });
    await world.sweep();

    expect(whileOpen).not.toContain('ended');
    expect(byTheClock).toContain('ended');
    expect((await world.read(expiring)).status.kind).toBe('ended');
    expect(world.slack.notifiedOf(U('alice'))).toContain('ended');
  });

  it('is retried while IAM refuses the change', async () => {
    const world = await aWorld();
    await world.grant('alice');
    await world.end('alice', 'prod-s3');
    world.iam.faults.inject({ times: 30 });
    await world.settle();
    world.iam.faults.clear();

    world.clock.advance({ minutes: 6 });
    await world.sweep();

    expect(world.ours()).toEqual([]);
    expect(world.iam.userPolicies(alice.arn)).toEqual({});
  });

  it('is retried within a minute after a permanent refusal of IAM, and the log reports it', async () => {
    const world = await aWorld();
    await world.grant('alice');
    await world.end('alice', 'prod-s3');
    const fault = {
      kind: 'denied',
      message: 'not authorized',
      fix: 'let it',
      retryable: false,
      resource: ROLE,
    } as const;
    world.iam.faults.inject({ on: ['put_trust'], times: 1000, error: new IamFault(fault) });

    await world.settle();
    const refused = { ours: world.ours().length, dead: world.queue.dead() };
    world.iam.faults.clear();
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(refused.ours).toBe(1);
    expect(refused.dead).toContainEqual(expect.objectContaining({ message: 'not authorized' }));
    expect(world.ours()).toEqual([]);
  });

  it('raises an alarm if the cleanup is 15 minutes late, and none after the cleanup', async () => {
    const world = await aWorld();
    await world.grant('random', 'prod-s3', 30);
    await world.grant('alice', 'prod-s3', 60);
    const alarm = 'a grant is past its end';
    world.clock.advance({ minutes: 30 });
    await world.sweep();
    world.clock.advance({ minutes: 30 });
    world.iam.faults.inject({ times: 1000 });
    const raisedAfter = async (minutes: number) => {
      world.clock.advance({ minutes });
      await world.sweep();
      return world.errors().includes(alarm);
    };

    expect([await raisedAfter(0), await raisedAfter(14), await raisedAfter(1)]).toEqual([false, false, true]);
  });

  it('is immediate even if IAM refuses a new grant on the same role', async () => {
    const world = await aWorld();
    await world.grant('alice');
    const wanted = await requested(world, 'random');
    world.iam.faults.inject({
      on: ['put_user_policy'],
      error: new IamFault({ kind: 'denied', message: 'no', fix: 'let it', retryable: false, resource: ROLE }),
    });

    await world.review('bob', wanted);
    await world.end('alice', 'prod-s3');
    await world.settle();

    expect((await world.read(wanted)).status.kind).toBe('failed');
    expect(world.ours()).toEqual([]);
  });

  it("closes the role while the account of the user is unreachable, and cleans up the user's side later", async () => {
    const world = await aWorld();
    await world.grant('alice');
    const reconnect = failUserReads(world, anIamFault('unavailable', alice.arn));

    await world.end('alice', 'prod-s3');
    await world.settle();
    const whileAway = { ours: world.ours(), user: Object.keys(world.iam.userPolicies(alice.arn)).length };
    reconnect();
    world.clock.advance({ minutes: 6 });
    await world.sweep();

    expect(whileAway).toEqual({ ours: [], user: 1 });
    expect(world.iam.userPolicies(alice.arn)).toEqual({});
  });

  it('does not wait for another grant on the role whose user groups are unknown', async () => {
    const sre = { kind: 'group', id: 'S0SRE' as SlackGroupId } as const;
    const world = await aWorld({
      catalog: aCatalog([aRule({ requesters: [{ kind: 'everyone' }, sre], approvers: [sre] })]),
      groups: { S0SRE: [U('bob')] },
    });
    const held = await world.grant('alice', 'prod-s3', 30);
    const submitted = await world.requestAccess('random', 'prod-s3');
    await world.settle();
    world.iam.faults.inject({ times: 1000 });
    if (submitted.kind === 'requested') await world.review('bob', submitted.request);
    await world.settle();
    world.iam.faults.clear();
    const forgotten = new SlackFault({ kind: 'unavailable', message: 'no answer', fix: 'wait', retryable: true });
    world.slack.faults.inject({ on: ['membersOf'], times: 1000, error: forgotten });

    world.clock.advance({ minutes: 30 });
    await world.sweep().catch(() => world.settle());

    expect((await world.read(held)).status.kind).toBe('ended');
    expect(world.ours()).toEqual([]);
  });

  it('of one grant leaves an overlapping grant open', async () => {
    const world = await aWorld();
    const first = await world.grant('alice', 'prod-s3', 60);
    world.clock.advance({ minutes: 30 });
    const second = await world.grant('alice', 'prod-s3', 60);
    expect(second.status.kind).toBe('active');

    world.clock.advance({ minutes: 30 });
    await world.sweep();

    expect((await world.read(first)).status.kind).toBe('ended');
    expect((await world.read(second)).status.kind).toBe('active');
    expect(world.ours()[0]?.Condition?.['DateLessThan']).toEqual({ 'aws:CurrentTime': '2030-01-01T13:30:00Z' });
  });

  it('works after the role was removed from the catalog', async () => {
    const world = await aWorld();
    const request = await world.grant('alice');
    world.catalog = aCatalog([], { hash: 'e'.repeat(64) });

    world.clock.advance({ minutes: 60 });
    await world.sweep();

    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'expired' });
    expect(world.ours()).toEqual([]);
  });
});
