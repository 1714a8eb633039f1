import { describe, expect, it } from 'vitest';
import { IamFault } from '../../../functions/core/fault.ts';
import { parseAccessName } from '../../../functions/core/names.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aFederated, aGrant, alice, anIamUser, aRule, bob, ROLE, U } from '../../support/builders.ts';
import { failUserReads } from '../../support/iam-faults.ts';
import { requested } from '../../support/requested.ts';

const unavailable = new IamFault({
  kind: 'unavailable',
  message: 'no answer',
  fix: 'wait',
  retryable: true,
  resource: ROLE,
});

/** A stored request that no worker has processed yet. */
const placed = async (world: World, what = 'prod-s3'): Promise<Request> => {
  const submitted = await world.requestAccess('alice', what);
  if (submitted.kind !== 'requested') throw new Error(JSON.stringify(submitted));
  return submitted.request;
};
const prepared = async (world: World, request: Request) =>
  (await world.read(request)).events.map(({ fact }) => fact).find(({ kind }) => kind === 'prepared');

describe('preparing a request', () => {
  it('does not read the account of a user whose side the organization manages', async () => {
    const external = anIamUser('alice', { identity: 'external' });
    const world = await aWorld({ catalog: aCatalog([aRule()], { people: { [U('alice')]: external } }) });
    failUserReads(world, unavailable);

    const request = await requested(world);

    expect(world.slack.cards()).toMatchObject([{ shows: 'pending' }]);
    expect((await world.read(request)).status.kind).toBe('pending');
  });

  it.each(['observeRole', 'observeUser'] as const)('waits for IAM to answer %s, and does not fail', async (call) => {
    const world = await aWorld();
    const request = await placed(world);
    world.iam.faults.inject({ on: [call], error: unavailable });

    await world.settle();

    expect((await world.read(request)).status.kind).toBe('pending');
    expect(world.slack.cards()).toMatchObject([{ shows: 'pending' }]);
  });

  it('notifies the holder and operators once while an account cannot be reached, and the approvers when it can', async () => {
    const world = await aWorld();
    const request = await placed(world);
    const endOutage = world.iam.faults.inject({ on: ['observeRole'], error: unavailable, times: 1000 });

    for (let minutes = 0; minutes < 20; minutes += 1) {
      world.clock.advance({ minutes: 1 });
      await world.sweep();
    }
    const during = { cards: world.slack.cards(), notified: world.slack.notifiedOf(U('alice')) };
    const operators = world.slack.toOperators();
    endOutage();
    for (let minutes = 0; minutes < 6; minutes += 1) {
      world.clock.advance({ minutes: 1 });
      await world.sweep();
    }

    expect(during).toEqual({ cards: [], notified: ['preparation_delayed'] });
    expect(operators).toEqual([expect.stringContaining('cannot read IAM in account 222222222222')]);
    expect(world.slack.cards()).toMatchObject([{ shows: 'pending' }]);
    expect((await world.read(request)).status).not.toHaveProperty('delayedBy');
  });

  it('does not fail because of another user on the same role', async () => {
    const world = await aWorld();
    const request = await placed(world);
    await world.store.grants.add(aGrant({ principal: bob, state: 'wanted', by: U('bob') }));
    world.iam.removeUser(bob.arn);

    await world.settle();

    expect((await world.read(request)).status.kind).toBe('pending');
  });

  it('fails before approvers are notified if another user has the same session name', async () => {
    const world = await aWorld();
    const request = await placed(world);
    await world.store.grants.add(aGrant({ principal: aFederated('alice'), by: U('random') }));

    await world.settle();

    expect((await world.read(request)).status).toMatchObject({ kind: 'failed', why: expect.stringContaining('alice') });
    expect(world.slack.cards()).toEqual([]);
  });

  it('identifies the user by their email address in Slack if the catalog contains a template', async () => {
    const byEmail = { template: 'arn:aws:iam::111111111111:user/{local}', domains: ['example.com'] };
    const world = await aWorld({ catalog: aCatalog([aRule()], { people: {}, byEmail }) });
    world.iam.add({ users: [{ arn: alice.arn }] });
    world.slack.setPerson(U('alice'), { accountStatus: 'member', name: 'alice', email: 'alice@example.com' });
    const known = {
      accountStatus: 'member',
      name: 'alice',
      email: 'alice@example.com',
      readAt: world.clock.now(),
    } as const;
    await world.store.directory.merge({ people: { [U('alice')]: known } });

    const request = await requested(world);

    expect((await world.read(request)).principal).toMatchObject({ arn: alice.arn });
    expect((await world.read(request)).status.kind).toBe('pending');
  });
});

describe('the history that approvers see', () => {
  const many = ['one', 'two', 'three', 'four', 'five', 'six'].map((name) =>
    aRule({ name: parseAccessName(name), arn: `${ROLE}-${name}` as typeof ROLE }),
  );

  it('contains the five latest requests that the user holds, including access that is about to open', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule(), ...many]) });
    for (const { name } of many.slice(0, 5)) {
      await world.grant('alice', name, 240);
      world.clock.advance({ minutes: 1 });
    }
    world.iam.faults.inject({ times: 1000 });
    await world.grant('alice', 'six', 240);
    world.iam.faults.clear();
    world.clock.advance({ minutes: 1 });

    const request = await requested(world);

    const fact = await prepared(world, request);
    const names = fact?.kind === 'prepared' ? fact.holding?.map(({ name }) => String(name)) : [];
    expect(names?.toSorted()).toEqual(['five', 'four', 'six', 'three', 'two']);
  });

  it.each([
    [29, 1],
    [31, 0],
  ])('counts for a request of %i days ago: %i', async (days, earlierRequests) => {
    const world = await aWorld();
    await world.review('bob', await requested(world), { deny: '' });
    await world.settle();
    world.clock.advance({ minutes: days * 24 * 60 });
    await world.sweep();

    expect(await prepared(world, await requested(world))).toMatchObject({ earlierRequests });
  });
});

describe('a request that needs no approval', () => {
  it('fails if it extends access that has ended', async () => {
    const extend = { byMinutes: 60, automatic: true, maxTotalMinutes: 240 };
    const world = await aWorld({ catalog: aCatalog([aRule({ extend })]) });
    const held = await world.grant('alice', 'prod-s3', 60);
    const extending = await world.extend('alice', 'prod-s3');
    if (extending.kind !== 'requested') throw new Error(JSON.stringify(extending));
    await world.endOne('alice', held);

    await world.settle();

    expect((await world.read(extending.request)).status).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('ended early'),
    });
    expect(world.ours()).toEqual([]);
  });

  it('fails if it is an emergency for a role that left the catalog', async () => {
    const emergency = {
      requesters: [{ kind: 'user', id: U('alice') }],
      reviewWithinMinutes: 200,
      contacts: [],
      maxMinutes: 60,
    } as const;
    const world = await aWorld({ catalog: aCatalog([aRule({ emergency })]) });
    const submitted = await world.requestAccess('alice', 'prod-s3', { emergency: true });
    if (submitted.kind !== 'requested') throw new Error(JSON.stringify(submitted));
    world.catalog = aCatalog([], { hash: 'e'.repeat(64) });

    await world.settle();

    expect((await world.read(submitted.request)).status.kind).toBe('failed');
    expect(world.ours()).toEqual([]);
  });

  it('does not count requests that the user cancelled, and counts the granted ones', async () => {
    const world = await aWorld();
    for (let times = 0; times < 3; times += 1) {
      await world.endOne('alice', await requested(world));
      await world.settle();
      world.clock.advance({ minutes: 1 });
    }
    await world.endOne('alice', await world.grant('alice'));
    await world.settle();

    expect(await prepared(world, await requested(world))).toMatchObject({ earlierRequests: 1, earlierGrants: 1 });
  });
});
