import { describe, expect, it } from 'vitest';
import type { TicketEvidence } from '../../../functions/core/catalog/ticket-evidence.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule } from '../../support/builders.ts';

const JIRA: TicketEvidence = { kind: 'jira', status: ['In Progress'], of: ['OPS'], endWhenClosed: true };
const catalogWith = (evidence: TicketEvidence, approvals = 1) =>
  aCatalog([aRule({ ticket: 'OPS-[0-9]+', evidence, approvals })]);

const aTicketWorld = async (evidence = JIRA, approvals = 1): Promise<World> => {
  const world = await aWorld({ catalog: catalogWith(evidence, approvals) });
  world.tickets.set('OPS-42', 'In Progress');
  return world;
};
const request = async (world: World, name = 'alice', reason = 'OPS-42 and OPS-7: db is down') => {
  const submitted = await world.requestAccess(name, 'prod-s3', { reason });
  if (submitted.kind !== 'requested') throw new Error(JSON.stringify(submitted));
  await world.settle();
  return world.read(submitted.request);
};
const statusOf = async (world: World, one: Parameters<World['read']>[0]) => (await world.read(one)).status;
const granted = async (world: World, name = 'alice') => {
  const one = await request(world, name);
  await world.review('bob', one);
  await world.settle();
  return world.read(one);
};
/** The sweep of each minute. */
const minutes = async (world: World, count: number): Promise<void> => {
  for (let minute = 0; minute < count; minute += 1) {
    world.clock.advance({ minutes: 1 });
    await world.sweep();
  }
};

describe('a role that requires a ticket in a state', () => {
  it('is granted with the first ticket of the reason, and the record has what was read', async () => {
    const world = await aTicketWorld();
    const one = await granted(world);

    expect(one.status.kind).toBe('active');
    expect(new Set(world.tickets.reads)).toEqual(new Set(['jira OPS-42']));
    const lines = one.events.flatMap(({ fact }) =>
      'evidence' in fact ? fact.evidence.filter(({ kind }) => kind === 'ticket').map(() => fact.kind) : [],
    );
    expect(lines).toEqual(['prepared', 'tickets_checked']);
    expect(world.ours()).toHaveLength(1);
  });

  it('is granted without approval by one reading before the grant and one after it', async () => {
    const world = await aTicketWorld(JIRA, 0);
    const one = await request(world);

    expect(one.status.kind).toBe('active');
    expect(one.events.find(({ fact }) => fact.kind === 'approved')?.fact).toMatchObject({
      evidence: expect.arrayContaining([expect.objectContaining({ kind: 'ticket', status: 'In Progress' })]),
    });
  });

  it.each([
    ['does not exist', (world: World) => world.tickets.remove('OPS-42'), 'Jira has no ticket OPS-42'],
    ['is in another state', (world: World) => world.tickets.set('OPS-42', 'Done'), 'OPS-42 is Done in Jira'],
    ['belongs elsewhere', (world: World) => world.tickets.set('OPS-42', 'In Progress', 'WEB'), 'the project WEB'],
  ])('is refused before approvers are notified if the ticket %s', async (_, change, why) => {
    const world = await aTicketWorld();
    change(world);
    const one = await request(world);

    expect(one.status).toMatchObject({ kind: 'failed', why: expect.stringContaining(why) });
    expect(world.ours()).toEqual([]);
  });

  it('does not open if the ticket was closed after the request', async () => {
    const world = await aTicketWorld();
    const one = await request(world);
    world.tickets.set('OPS-42', 'Done');
    await world.review('bob', one);
    await world.settle();

    expect(await statusOf(world, one)).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('OPS-42 is Done'),
    });
    expect(world.ours()).toEqual([]);
  });

  it('waits while the ticket cannot be read, tells the user once, and continues when it can', async () => {
    const world = await aTicketWorld();
    world.tickets.down('unavailable');
    const one = await request(world);
    await minutes(world, 10);
    const waiting = await world.read(one);

    expect(waiting).toMatchObject({ isPrepared: false, status: { kind: 'pending' } });
    expect(waiting.events.filter(({ fact }) => fact.kind === 'ticket_unread')).toHaveLength(1);

    world.tickets.down(undefined);
    await minutes(world, 6);
    expect(await world.read(one)).toMatchObject({ isPrepared: true, status: { kind: 'pending' } });
  });

  it('never opens without a reading after the approval, and opens when the ticket can be read', async () => {
    const world = await aTicketWorld();
    const one = await request(world);
    world.tickets.down('limited');
    world.clock.advance({ minutes: 1 });
    await world.review('bob', one);
    await world.settle();
    await minutes(world, 3);

    expect((await statusOf(world, one)).kind).toBe('approved');
    expect(world.ours()).toEqual([]);

    world.tickets.down(undefined);
    await minutes(world, 6);
    expect((await statusOf(world, one)).kind).toBe('active');
  });

  it('must satisfy the rule of today too, if it became stricter after the request', async () => {
    const world = await aTicketWorld();
    const one = await request(world);
    world.catalog = catalogWith({ ...JIRA, status: ['Approved'] });
    await world.review('bob', one);
    await world.settle();

    expect(await statusOf(world, one)).toMatchObject({ kind: 'failed', why: expect.stringContaining('Approved') });
  });
});

describe('access that ends with its ticket', () => {
  it('ends within five minutes after the ticket was closed, and says why', async () => {
    const world = await aTicketWorld();
    const one = await granted(world);
    world.tickets.set('OPS-42', 'Done');
    await minutes(world, 5);

    expect(await statusOf(world, one)).toMatchObject({ kind: 'ended', reason: 'evidence_closed' });
    expect(world.ours()).toEqual([]);
    const last = (await world.read(one)).events.findLast(({ fact }) => fact.kind === 'ended');
    expect(last?.fact).toMatchObject({ why: expect.stringContaining('OPS-42 is Done in Jira') });
  });

  it.each([
    ['cannot be read', (world: World) => world.tickets.down('unavailable')],
    ['is hidden from the bot', (world: World) => world.tickets.remove('OPS-42')],
  ])('stays open while the ticket %s', async (_, change) => {
    const world = await aTicketWorld();
    const one = await granted(world);
    change(world);
    await minutes(world, 20);

    expect((await statusOf(world, one)).kind).toBe('active');
  });

  it('is checked every five minutes, once for all requests of a ticket', async () => {
    const world = await aTicketWorld();
    await granted(world, 'alice');
    const before = world.tickets.reads.length;
    await minutes(world, 20);

    expect(world.tickets.reads.length - before).toBe(4);
  });

  it('stays open where the rule does not end it', async () => {
    const { endWhenClosed: _, ...staying } = JIRA;
    const world = await aTicketWorld(staying);
    const one = await granted(world);
    world.tickets.set('OPS-42', 'Done');
    await minutes(world, 10);

    expect((await statusOf(world, one)).kind).toBe('active');
  });
});
