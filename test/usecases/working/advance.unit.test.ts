import { describe, expect, it } from 'vitest';
import { IamFault, SlackFault } from '../../../functions/core/fault.ts';
import { aWorld } from '../../support/a-world.ts';
import { alice, ROLE, U } from '../../support/builders.ts';
import { changeRequestItem } from '../../support/damage.ts';
import { requested } from '../../support/requested.ts';

describe('a request', () => {
  it('fails if its card cannot be posted, because no approver could see it', async () => {
    const world = await aWorld();
    const fault = { kind: 'channel_unusable', message: 'The bot is not in it.', fix: 'Invite it.' } as const;
    world.slack.faults.inject({
      on: ['drawCard'],
      times: 1000,
      error: new SlackFault({ ...fault, retryable: false }),
    });

    const request = await requested(world);

    expect((await world.read(request)).status).toMatchObject({
      kind: 'failed',
      why: 'The bot is not in it. Invite it.',
    });
    expect(world.slack.notifiedOf(U('alice'))).toContain('failed');
  });

  it('fails with the reason before approvers are notified if the AWS user does not exist', async () => {
    const world = await aWorld();
    world.iam.removeUser(alice.arn);

    const request = await requested(world);

    expect((await world.read(request)).status).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining(alice.arn),
    });
    expect(world.slack.cards()).toEqual([]);
    expect(world.slack.notifiedOf(U('alice'))).toEqual(['failed']);
  });

  it('fails before approvers are notified if the requester is a guest', async () => {
    const world = await aWorld();
    world.slack.setPerson(U('alice'), { accountStatus: 'guest', name: 'alice' });

    const request = await requested(world);

    expect((await world.read(request)).status.kind).toBe('failed');
    expect(world.slack.cards()).toEqual([]);
  });

  it('becomes active only after IAM was read back with the grant', async () => {
    const world = await aWorld();
    const request = await requested(world);
    world.iam.faults.inject({ on: ['put_trust'], times: 10 });

    await world.review('bob', request);
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('approved');
    expect(world.slack.notifiedOf(U('alice'))).not.toContain('activated');
    expect(world.slack.cards()).toMatchObject([{ shows: 'approved' }]);
  });

  it("stays approved while the user's side cannot be read back", async () => {
    const world = await aWorld();
    const request = await requested(world);
    const fault = { kind: 'manager_unreachable', message: 'no way in', fix: 'deploy it', resource: ROLE } as const;
    const error = new IamFault({ ...fault, retryable: true });
    world.iam.faults.inject({ on: ['readBackUser'], times: 1000, error });
    world.iam.faults.inject({ on: ['observeUser'], nth: 2, times: 1000, error });

    await world.review('bob', request);
    await world.settle();
    const away = (await world.read(request)).status.kind;
    world.iam.faults.clear();
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(away).toBe('approved');
    expect((await world.read(request)).status.kind).toBe('active');
  });

  it('becomes active once IAM shows the writes', async () => {
    const world = await aWorld();
    const request = await requested(world);
    world.iam.delayReads(ROLE, 3);
    world.iam.delayReads(alice.arn, 4);

    await world.review('bob', request);
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('active');
    expect(world.iam.faults.calls('readBackRole')).toHaveLength(3);
    expect(world.iam.faults.calls('readBackUser')).toHaveLength(3);
  });

  it.each(["role's", "user's"])(
    'stays approved while IAM does not show the writes on the %s side, and becomes active later',
    async (side) => {
      const world = await aWorld();
      const request = await requested(world);
      const showWrites = world.iam.delayReads(side === "role's" ? ROLE : alice.arn);

      await world.review('bob', request);
      await world.settle();
      const unseen = { status: (await world.read(request)).status.kind, dead: world.queue.dead() };
      showWrites();
      world.clock.advance({ minutes: 1 });
      await world.sweep();

      expect(unseen).toMatchObject({ status: 'approved', dead: [{ message: 'IAM does not show a write yet' }] });
      expect((await world.read(request)).status.kind).toBe('active');
    },
  );

  it('fails at once if the AWS user was deleted before the approval', async () => {
    const world = await aWorld();
    const request = await requested(world);
    world.iam.removeUser(alice.arn);

    await world.review('bob', request);
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('failed');
    expect(world.ours()).toEqual([]);
  });

  it('opens nothing if its approver is a guest', async () => {
    const world = await aWorld();
    const request = await requested(world);
    world.slack.setPerson(U('bob'), { accountStatus: 'guest', name: 'bob' });

    await world.review('bob', request);
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('failed');
    expect(world.ours()).toEqual([]);
  });

  it('opens nothing if its stored record was changed outside the bot', async () => {
    const world = await aWorld();
    const request = await requested(world);
    await world.review('bob', request);
    const { events } = await world.read(request);
    const changed = JSON.parse(JSON.stringify(events).replace('INC-42', 'INC-43'));
    changeRequestItem(world, request.id, { events: changed });

    await world.settle();

    expect((await world.read(request)).status.kind).toBe('failed');
    expect(world.ours()).toEqual([]);
  });
});
