import { describe, expect, it } from 'vitest';
import { SlackFault } from '../../../functions/core/fault.ts';
import type { HomeTab } from '../../../functions/core/request/home-tab.ts';
import type { Wake } from '../../../functions/usecases/ports.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';

/** The number of requests in each section of a user's tab. */
const shownTo = (world: World, name: string) => {
  const home = world.slack.homeOf(U(name))?.home;
  if (home?.kind !== 'home') return home?.kind;
  const count = (part: Exclude<keyof Extract<HomeTab, { kind: 'home' }>, 'kind' | 'requestable' | 'delegations'>) =>
    home[part].length;
  return {
    held: count('held'),
    pending: count('pending'),
    toDecide: count('toDecide'),
    toReview: count('toReview'),
    recent: count('recent'),
    requestable: home.requestable.accounts.flatMap(({ roles }) => roles.map((rule) => String(rule.name))),
  };
};

const nothing = { held: 0, pending: 0, toDecide: 0, toReview: 0, recent: 0, requestable: ['prod-s3'] };
const drawnFor = (world: World, name: string) => world.slack.homeOf(U(name))?.drawn ?? 0;

describe('the Home tab', () => {
  it('shows held, pending and closed requests, requests to decide and roles to request', async () => {
    const world = await aWorld();
    await world.openHome('alice');
    await world.openHome('bob');
    expect(shownTo(world, 'alice')).toEqual(nothing);

    await world.requestAccess('alice', 'prod-s3');
    await world.settle();
    expect(shownTo(world, 'alice')).toEqual({ ...nothing, pending: 1 });
    expect(shownTo(world, 'bob')).toEqual({ ...nothing, toDecide: 1 });

    const [summary] = await world.store.requests.recentOf(U('alice'), { limit: 1 });
    const request = summary === undefined ? undefined : await world.store.requests.get(summary.id);
    if (request === undefined) throw new Error('nothing was asked');
    await world.review('bob', request);
    await world.settle();
    expect(shownTo(world, 'alice')).toEqual({ ...nothing, held: 1 });
    expect(shownTo(world, 'bob')).toEqual(nothing);

    world.clock.advance({ minutes: 60 });
    await world.sweep();
    expect(shownTo(world, 'alice')).toEqual({ ...nothing, recent: 1 });
  });

  it('is not published for users who never opened it', async () => {
    const world = await aWorld();
    await world.openHome('carol');
    const before = drawnFor(world, 'carol');

    await world.grant('alice');

    expect(drawnFor(world, 'alice')).toBe(0);
    expect(drawnFor(world, 'bob')).toBe(0);
    expect(drawnFor(world, 'carol')).toBeGreaterThan(before);
  });

  it('is not updated for users whom a request does not concern', async () => {
    const world = await aWorld();
    await world.openHome('random');

    await world.grant('alice');

    expect(drawnFor(world, 'random')).toBe(1);
  });

  it('offers no decision to the requester, and to approvers who already approved', async () => {
    const world = await aWorld();
    await world.openHome('bob');

    await world.requestAccess('bob', 'prod-s3');
    await world.settle();

    expect(shownTo(world, 'bob')).toEqual({ ...nothing, pending: 1 });
  });

  it('explains to a guest why it is empty', async () => {
    const world = await aWorld();
    world.slack.setPerson(U('guest'), { accountStatus: 'guest', name: 'guest' });

    await world.openHome('guest');

    expect(world.slack.homeOf(U('guest'))?.home).toEqual({
      kind: 'refused',
      refusal: { kind: 'not_a_member', accountStatus: 'guest' },
    });
  });

  it('delays nothing if Slack refuses it', async () => {
    const world = await aWorld();
    await world.openHome('alice');
    const error = new SlackFault({ kind: 'unavailable', message: 'down', fix: 'wait', retryable: true });
    world.slack.faults.inject({ on: ['publishHomeTab'], times: 1000, error });

    const request = await world.grant('alice');

    expect(request.status.kind).toBe('active');
    expect(world.queue.dead()).toEqual([]);
  });

  it('shows approved access that is about to open as held', async () => {
    const world = await aWorld();
    world.iam.faults.inject({ times: 1000 });
    await world.grant('alice');

    await world.openHome('alice');

    expect(shownTo(world, 'alice')).toEqual({ ...nothing, held: 1 });
  });

  it('lists the oldest request to decide first', async () => {
    const world = await aWorld();
    await world.requestAccess('random', 'prod-s3');
    world.clock.advance({ minutes: 1 });
    await world.requestAccess('alice', 'prod-s3');
    await world.settle();

    await world.openHome('bob');

    const home = world.slack.homeOf(U('bob'))?.home;
    expect(home?.kind === 'home' && home.toDecide.map(({ requested }) => requested.by)).toEqual([
      U('random'),
      U('alice'),
    ]);
  });

  it('shows an emergency to its reviewers until one of them has reviewed it', async () => {
    const emergency = {
      requesters: [{ kind: 'everyone' }],
      reviewWithinMinutes: 60,
      contacts: [],
      maxMinutes: 30,
    } as const;
    const world = await aWorld({ catalog: aCatalog([aRule({ emergency })]) });
    for (const name of ['alice', 'bob', 'carol', 'random']) await world.openHome(name);
    const toReview = () => ['alice', 'bob', 'carol', 'random'].map((name) => Object(shownTo(world, name)).toReview);

    const submitted = await world.requestAccess('bob', 'prod-s3', { emergency: true });
    await world.settle();
    expect(toReview()).toEqual([0, 0, 1, 0]);

    world.clock.advance({ minutes: 90 });
    await world.sweep();
    expect(toReview()).toEqual([0, 0, 1, 0]);
    expect(await world.list('carol')).toMatchObject({ toReview: [{ requested: { by: U('bob') } }] });
    expect(await world.list('bob')).toMatchObject({ toReview: [] });

    if (submitted.kind !== 'requested') throw new Error('not requested');
    await world.reviewEmergency('carol', await world.read(submitted.request), true);
    await world.settle();
    expect(toReview()).toEqual([0, 0, 0, 0]);
  });

  it('shows the five latest closed requests', async () => {
    const world = await aWorld();
    for (let time = 0; time < 6; time += 1) {
      await world.requestAccess('alice', 'prod-s3');
      await world.settle();
      await world.end('alice', 'prod-s3');
      world.clock.advance({ minutes: 1 });
    }
    await world.settle();

    await world.openHome('alice');

    expect(shownTo(world, 'alice')).toEqual({ ...nothing, recent: 5 });
  });

  it('is stored as opened once', async () => {
    const world = await aWorld();
    await world.openHome('alice');
    const merges = world.faults.calls('directory.merge').length;

    await world.openHome('alice');

    expect(world.faults.calls('directory.merge')).toHaveLength(merges);
  });

  it('is published again after a fault outside Slack', async () => {
    const world = await aWorld();
    world.slack.faults.inject({ on: ['publishHomeTab'] });

    await world.openHome('alice');

    expect(drawnFor(world, 'alice')).toBe(1);
  });

  it('is published for fifty users after one change, first for the requester', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ approvers: [{ kind: 'everyone' }] })]) });
    const others = Array.from({ length: 60 }, (_, index) => U(`P${index}`));
    await world.store.directory.merge({ homeTabs: [...others, U('alice')] });

    await world.requestAccess('alice', 'prod-s3');
    await world.settle();

    const drawn = world.slack.faults.calls('publishHomeTab').map(({ args: [user] }) => user);
    expect(drawn).toHaveLength(50);
    expect(drawn[0]).toBe(U('alice'));
  });

  it('is published for other users even if one wake-up fails', async () => {
    const world = await aWorld();
    await world.openHome('alice');
    await world.openHome('bob');
    const isOfAlice = (target: Wake) => target.kind === 'home' && target.user === U('alice');
    world.faults.inject({ on: ['queue.wake'], where: isOfAlice, times: 1000 });

    await world.requestAccess('alice', 'prod-s3');
    await world.settle();

    expect(shownTo(world, 'bob')).toEqual({ ...nothing, toDecide: 1 });
  });
});
