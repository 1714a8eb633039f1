import { describe, expect, it } from 'vitest';
import { SlackFault } from '../../../functions/core/fault.ts';
import { parseAccessName, parseSlackChannelId } from '../../../functions/core/names.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, ROLE, U } from '../../support/builders.ts';
import { requested } from '../../support/requested.ts';

const passing = new SlackFault({ kind: 'unavailable', message: 'no answer', fix: 'wait', retryable: true });
const lasting = new SlackFault({ kind: 'refused', message: 'not like this', fix: 'none', retryable: false });

const db = aRule({
  name: parseAccessName('prod-db'),
  arn: `${ROLE}-db` as typeof ROLE,
  channel: parseSlackChannelId('C0DBADMINS'),
});
const both = { name: parseAccessName('both'), description: '', roles: [aRule().name, db.name] };
const inTwoChannels = aCatalog([aRule(), db], { bundles: { [both.name]: both } });
const notifiedDirectly = aCatalog([aRule({ notifyApprovers: 'direct', approvals: 2 })]);

const askForBoth = async (world: World): Promise<Request> => {
  const submitted = await world.requestAccess('alice', 'both');
  if (submitted.kind !== 'requested') throw new Error(JSON.stringify(submitted));
  await world.settle();
  return submitted.request;
};
const follow = async (world: World, { id }: Request): Promise<void> => {
  await world.queue.wake({ kind: 'request', id });
  await world.settle();
};
const channels = (world: World) => world.slack.cards().map(({ channel }) => String(channel));

describe('a card', () => {
  it('is posted once in each channel, even if Slack fails between the two', async () => {
    const world = await aWorld({ catalog: inTwoChannels });
    world.slack.faults.inject({ on: ['drawCard'], nth: 2, error: passing });

    await askForBoth(world);

    expect(channels(world)).toEqual(['C0APPROVALS', 'C0DBADMINS']);
  });

  it('is posted once in each channel, even if Slack gives both the same timestamp and the process stops', async () => {
    const world = await aWorld({ catalog: inTwoChannels });
    world.slack.freezeTimestamps();
    world.slack.faults.inject({ on: ['notify'], meanwhile: () => world.faults.inject({ on: ['requests.save'] }) });
    world.slack.faults.inject({ on: ['notify'] });

    const request = await askForBoth(world);

    const posts = world.slack.faults.calls('drawCard').filter(({ args: [, , at] }) => at === undefined);
    expect(posts.map(({ args: [, channel] }) => channel)).toEqual(['C0APPROVALS', 'C0DBADMINS']);
    expect((await world.read(request)).cards.filter(({ to }) => to === undefined)).toHaveLength(2);
  });

  it('that was clicked while other cards were posted is stored', async () => {
    const world = await aWorld();
    const request = await requested(world);
    const forgotten = { channel: parseSlackChannelId('C0APPROVALS'), ts: '98.000100' };
    const press = () => world.review('random', request, 'approve', forgotten);
    world.slack.faults.inject({ on: ['drawCard'], meanwhile: press });

    await world.review('bob', request);
    await world.settle();

    expect((await world.read(request)).cards).toContainEqual(forgotten);
  });

  it('that cannot be updated does not affect the access', async () => {
    const world = await aWorld();
    const request = await requested(world);
    world.slack.faults.inject({ on: ['drawCard'], times: 1000, error: lasting });

    await world.review('bob', request);
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('active');
    expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared', 'activated']);
  });

  it('is neither updated nor stored again without new facts', async () => {
    const world = await aWorld();
    const request = await world.grant('alice');
    const before = [world.faults.effects(), (await world.read(request)).version];

    await follow(world, request);

    expect([world.faults.effects(), (await world.read(request)).version]).toEqual(before);
  });
});

describe('a request', () => {
  it('for two roles of one channel has one card there', async () => {
    const { channel } = aRule();
    const world = await aWorld({
      catalog: aCatalog([aRule(), { ...db, channel }], { bundles: { [both.name]: both } }),
    });

    await askForBoth(world);

    expect(channels(world)).toEqual(['C0APPROVALS']);
  });

  it('whose card cannot be posted needs no more work once the requester is notified', async () => {
    const world = await aWorld();
    world.slack.faults.inject({ on: ['drawCard'], times: 1000, error: lasting });

    const request = await requested(world);

    expect(await world.read(request)).toMatchObject({ status: { kind: 'failed' } });
    expect((await world.read(request)).dueAt).toBeUndefined();
  });

  it('with a failed notification is given up after three tries, and stays due for the sweep', async () => {
    const world = await aWorld();
    world.slack.faults.inject({ on: ['notify'], times: 1000, error: passing });

    const request = await requested(world);

    expect(world.queue.dead()).toMatchObject([{ errors: [passing] }]);
    expect((await world.read(request)).dueAt).toBeDefined();
  });
});

describe('an approver who is notified directly', () => {
  const direct = (world: World) => channels(world).filter((channel) => channel.startsWith('D'));

  it('has one card, which is updated in place', async () => {
    const world = await aWorld({ catalog: notifiedDirectly });
    const request = await requested(world);

    await world.review('bob', request);
    await world.settle();

    expect(direct(world)).toEqual(['DU0BOB', 'DU0CAROL']);
    expect((await world.read(request)).status.kind).toBe('pending');
  });

  it('is notified once, even if Slack fails for the next approver', async () => {
    const world = await aWorld({ catalog: notifiedDirectly });
    world.slack.faults.inject({ on: ['drawCardFor'], nth: 2, error: passing });

    await requested(world);

    expect(direct(world)).toEqual(['DU0BOB', 'DU0CAROL']);
  });

  it('is notified later if Slack does not answer, and skipped if Slack refuses', async () => {
    const passed = await aWorld({ catalog: notifiedDirectly });
    passed.slack.faults.inject({ on: ['drawCardFor'], error: lasting });
    const waited = await aWorld({ catalog: notifiedDirectly });
    waited.slack.faults.inject({ on: ['drawCardFor'], error: passing });

    await requested(passed);
    await requested(waited);

    expect(direct(passed)).toEqual(['DU0CAROL']);
    expect(direct(waited).toSorted()).toEqual(['DU0BOB', 'DU0CAROL']);
  });

  it('gets a new card if the old one cannot be updated', async () => {
    const world = await aWorld({ catalog: notifiedDirectly });
    const request = await requested(world);
    const old = (await world.read(request)).cards.find(({ to }) => to === U('carol'));
    world.slack.faults.inject({ on: ['drawCardFor'], nth: 2, error: lasting });

    await world.review('bob', request);
    await world.settle();

    const own = (await world.read(request)).cards.filter(({ to }) => to === U('carol'));
    expect(own).toHaveLength(1);
    expect(own).not.toContainEqual(old);
  });
});

describe('a call that Slack refuses', () => {
  it('in a thread does not stop later notifications', async () => {
    const world = await aWorld();
    const request = await requested(world);
    world.slack.faults.inject({ on: ['reply'], times: 1000, error: lasting });

    await world.review('bob', request);
    await world.settle();

    expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared', 'activated']);
    expect(world.queue.dead()).toEqual([]);
  });
});

describe('operators', () => {
  it('are not notified of a normal end, and are notified by name of a user who loses access by leaving', async () => {
    const world = await aWorld();
    await world.grant('random');
    await world.end('random', 'prod-s3');
    const request = await world.grant('alice');
    const whileAllIsWell = world.slack.toOperators();
    world.slack.setPerson(U('alice'), { accountStatus: 'deactivated', name: 'Alice Adams' });

    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(whileAllIsWell).toEqual([]);
    expect(world.slack.toOperators()).toEqual([
      expect.stringContaining(`Ended the access of Alice Adams to prod-s3 (request ${request.id}).`),
    ]);
  });

  it('need no channel for a requester to be notified of a failure', async () => {
    const { operatorsChannel: _, ...settings } = aCatalog().settings;
    const world = await aWorld({ catalog: aCatalog([aRule()], { settings }) });
    world.slack.setPerson(U('alice'), { accountStatus: 'guest', name: 'alice' });

    await requested(world);

    expect(world.slack.notifiedOf(U('alice'))).toEqual(['failed']);
    expect(world.queue.dead()).toEqual([]);
  });
});
