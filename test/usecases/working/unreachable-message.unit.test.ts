import { describe, expect, it } from 'vitest';
import { SlackFault } from '../../../functions/core/fault.ts';
import { parseAccessName, parseSlackChannelId } from '../../../functions/core/names.ts';
import type { MessageRef, Request } from '../../../functions/core/request/request.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, aTrust, breakGlass, ROLE, U } from '../../support/builders.ts';
import { requested } from '../../support/requested.ts';

const passing = new SlackFault({ kind: 'unavailable', message: 'no answer', fix: 'wait', retryable: true });
const notInChannel = new SlackFault({
  kind: 'channel_unusable',
  message: 'The bot is not in the channel.',
  fix: 'Invite it.',
  retryable: false,
});

const db = aRule({
  name: parseAccessName('prod-db'),
  arn: `${ROLE}-db` as typeof ROLE,
  channel: parseSlackChannelId('C0DBADMINS'),
});
const both = { name: parseAccessName('both'), description: '', roles: [aRule().name, db.name] };
const inTwoChannels = aCatalog([aRule(), db], { bundles: { [both.name]: both } });
const direct = aCatalog([aRule({ notifyApprovers: 'direct' })]);
const anywhere = { times: 1000 } as const;

const askForBoth = async (world: World): Promise<Request> => {
  const submitted = await world.requestAccess('alice', 'both');
  if (submitted.kind !== 'requested') throw new Error(JSON.stringify(submitted));
  await world.settle();
  return submitted.request;
};
const inChannel = (channel: string) => (_: Request, drawnIn: string) => drawnIn === channel;
const shownIn = (world: World) => Object.fromEntries(world.slack.cards().map(({ channel, shows }) => [channel, shows]));

describe('a request for roles of two channels', () => {
  it('that cannot be reviewed in one of them shows the failure in the other and to the requester', async () => {
    const world = await aWorld({ catalog: inTwoChannels });
    world.slack.faults.inject({ on: ['drawCard'], where: inChannel('C0DBADMINS'), error: notInChannel, ...anywhere });

    const request = await askForBoth(world);

    expect((await world.read(request)).status.kind).toBe('failed');
    expect(shownIn(world)).toEqual({ C0APPROVALS: 'failed' });
    expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared', 'failed']);
    expect(world.queue.dead()).toEqual([]);
  });

  it.each(['C0APPROVALS', 'C0DBADMINS'])('is shown in the other one while the card in %s fails', async (failing) => {
    const world = await aWorld({ catalog: inTwoChannels });
    const request = await askForBoth(world);
    world.slack.faults.inject({ on: ['drawCard'], where: inChannel(failing), error: passing, ...anywhere });

    await world.review('bob', request);
    await world.settle();

    const other = failing === 'C0APPROVALS' ? 'C0DBADMINS' : 'C0APPROVALS';
    expect(shownIn(world)).toMatchObject({ [failing]: 'pending', [other]: 'active' });
    expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared', 'activated']);
  });

  it('is drawn again once the card that failed can be drawn', async () => {
    const world = await aWorld({ catalog: inTwoChannels });
    const request = await askForBoth(world);
    world.slack.faults.inject({ on: ['drawCard'], where: inChannel('C0APPROVALS'), error: passing, ...anywhere });
    await world.review('bob', request);
    await world.settle();

    world.slack.faults.clear();
    world.clock.advance({ minutes: 10 });
    await world.sweep();

    expect(shownIn(world)).toEqual({ C0APPROVALS: 'active', C0DBADMINS: 'active' });
  });
});

describe('a bot that was removed from the channel after the approval', () => {
  it('still updates the direct cards and the message of the holder', async () => {
    const world = await aWorld({ catalog: direct });
    const request = await requested(world);
    world.slack.faults.inject({ on: ['drawCard'], error: notInChannel, ...anywhere });

    await world.review('bob', request);
    await world.settle();
    await world.end('alice', 'prod-s3');
    await world.settle();

    expect(shownIn(world)).toEqual({ C0APPROVALS: 'pending', DU0BOB: 'ended', DU0CAROL: 'ended' });
    expect(world.slack.holderMessages().map(({ shows }) => shows)).toEqual(['approved', 'ended']);
    expect(world.queue.dead()).toEqual([]);
  });
});

describe('a message that Slack does not take now', () => {
  const toThread = (channel: string) => (card: MessageRef) => card.channel === channel;

  it.each(['C0APPROVALS', 'C0DBADMINS'])(
    'in the thread in %s is repeated, without repeating the others',
    async (channel) => {
      const world = await aWorld({ catalog: inTwoChannels });
      const request = await askForBoth(world);
      world.slack.faults.inject({ on: ['reply'], where: toThread(channel), error: passing, times: 2 });

      await world.review('bob', request);
      await world.settle();
      await world.end('alice', 'both');
      await world.settle();

      const once = ['approved', 'ended'];
      expect(world.slack.replies('C0APPROVALS').filter((kind) => once.includes(kind))).toEqual(once);
      expect(world.slack.replies('C0DBADMINS').filter((kind) => once.includes(kind))).toEqual(once);
      expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared', 'activated', 'ended']);
      expect((await world.read(request)).delivered).toEqual([]);
    },
  );

  it('to a user who cannot be reached for a day stops no message to others, and comes once, in order', async () => {
    const world = await aWorld({ catalog: inTwoChannels });
    const request = await askForBoth(world);
    const toAlice = ({ to }: { readonly to: string }) => to === U('alice');
    world.slack.faults.inject({ on: ['notify'], where: toAlice, error: passing, ...anywhere });

    await world.review('bob', request);
    await world.settle();
    await world.end('alice', 'both');
    await world.settle();
    const meanwhile = world.slack.replies('C0APPROVALS');
    world.slack.faults.clear();
    await world.queue.wake({ kind: 'request', id: request.id });
    await world.settle();

    expect(meanwhile).toEqual(expect.arrayContaining(['approved', 'ended']));
    expect(world.slack.replies('C0APPROVALS')).toEqual(meanwhile);
    expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared', 'activated', 'ended']);
  });
});

describe('a worker that cannot reach Slack at all', () => {
  it('gives up after three calls, and leaves the rest to the retry', async () => {
    const approvers = ['bob', 'carol', 'dave', 'erin', 'frank'].map((name) => ({ kind: 'user', id: U(name) }) as const);
    const world = await aWorld({ catalog: aCatalog([aRule({ notifyApprovers: 'direct', approvers, approvals: 2 })]) });
    for (const name of ['dave', 'erin', 'frank']) world.slack.setPerson(U(name), { accountStatus: 'member', name });
    world.clock.advance({ minutes: 6 });
    await world.sweep();
    const request = await requested(world);
    expect(world.slack.cards()).toHaveLength(6);
    world.slack.faults.inject({ on: ['drawCard', 'drawCardFor', 'notify', 'reply'], error: passing, ...anywhere });
    const before = world.slack.faults.calls('drawCard', 'drawCardFor').length;

    await world.review('bob', request);
    await world.settle();

    const [dead] = world.queue.dead();
    const calls = world.slack.faults.calls('drawCard', 'drawCardFor').length - before;
    expect(dead).toBeDefined();
    // The queue delivers it three times.
    expect(calls).toBe(9);
    world.slack.faults.clear();
    world.clock.advance({ minutes: 10 });
    await world.sweep();
    expect((await world.read(request)).drawnEvents).toBe((await world.read(request)).events.length);
  });
});

describe('a message outside of a request that cannot be sent', () => {
  it('is no card, if the user whose click was refused has to be notified', async () => {
    const world = await aWorld();
    const request = await requested(world);
    const [card] = (await world.read(request)).cards;
    world.slack.faults.inject({ on: ['drawCard'], error: notInChannel, ...anywhere });

    await world.review('random', request, 'approve', card);
    await world.settle();

    expect(world.slack.notifiedOf(U('random'))).toEqual(['click_refused']);
  });

  it('in the channel of the operators does not make the worker of a role fail', async () => {
    const world = await aWorld();
    await world.grant('alice');
    world.slack.faults.inject({ on: ['notifyOperators'], error: notInChannel, ...anywhere });
    world.iam.editTrust(ROLE, aTrust({ ...breakGlass, Sid: 'New' }));

    world.clock.advance({ minutes: 5 });
    await world.sweep();

    expect(world.ours()).toHaveLength(1);
    expect(world.queue.dead()).toEqual([]);
  });

  it('in the channel of the operators is repeated when a lockdown was turned on', async () => {
    const world = await aWorld();
    const toChannel = (to: string) => to.startsWith('C');
    world.slack.faults.inject({ on: ['notifyOperators'], where: toChannel, error: passing, times: 2 });

    await world.lockdown('carol', 'on');
    await world.settle();

    const toOperators = world.slack.faults.calls('notifyOperators').filter(({ args: [to] }) => toChannel(String(to)));
    expect(toOperators.length).toBeGreaterThan(2);
    expect(world.slack.toOperators().length).toBeGreaterThan(toOperators.length - 2);
    expect(world.queue.dead()).toEqual([]);
  });
});
