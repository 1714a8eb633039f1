import { describe, expect, it } from 'vitest';
import { SlackFault } from '../../../functions/core/fault.ts';
import { parseRequestId } from '../../../functions/core/request/ids.ts';
import type { MessageRef, Request } from '../../../functions/core/request/request.ts';
import { updateSlack } from '../../../functions/usecases/working/update-slack.ts';
import { aWorld, silentLog, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';
import { fixtureTables } from '../../support/fixtures-0-1-0.ts';
import { requested } from '../../support/requested.ts';

const requestAccess = async (world: World): Promise<Request> => {
  const submitted = await world.requestAccess('alice', 'prod-s3');
  if (submitted.kind !== 'requested') throw new Error(`not asked: ${JSON.stringify(submitted)}`);
  await world.settle();
  return world.read(submitted.request);
};

const passing = new SlackFault({ kind: 'unavailable', message: 'no answer', fix: 'wait', retryable: true });
const shows = (world: World) => world.slack.holderMessages().map((message) => message.shows);
const remembered = ({ cards, requested }: Request) => cards.filter(({ to }) => to === requested.by);

describe('a holder message', () => {
  it('shows the decision in place of the button, and is not updated after that', async () => {
    const world = await aWorld();
    const request = await requestAccess(world);
    expect(shows(world)).toEqual(['pending']);
    expect(remembered(request)).toHaveLength(1);

    await world.review('bob', request, { deny: 'not today' });
    await world.settle();

    expect(shows(world)).toEqual(['denied']);
    expect(remembered(await world.read(request))).toEqual([]);
    expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared', 'denied']);
  });

  it.each([
    ['is cancelled', (world: World, request: Request) => world.endOne('alice', request), 'cancelled'],
    ['lapses', async (world: World) => world.clock.advance({ minutes: 24 * 60 }), 'lapsed'],
  ] as const)('shows that the request %s', async (_, act, shown) => {
    const world = await aWorld();
    const request = await requestAccess(world);

    await act(world, request);
    await world.sweep();

    expect(shows(world)).toEqual([shown]);
  });

  it('is updated at the approval, and the message about active access at its end', async () => {
    const world = await aWorld();
    const request = await requestAccess(world);

    await world.review('bob', request);
    await world.settle();
    expect(shows(world)).toEqual(['approved', 'active']);
    await world.end('alice', 'prod-s3');
    await world.settle();

    expect(shows(world)).toEqual(['approved', 'ended']);
    expect(remembered(await world.read(request))).toEqual([]);
  });

  it('shows each counted approval, without a new message', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ approvals: 2 })]) });
    const request = await requestAccess(world);

    await world.review('bob', request);
    await world.settle();

    expect(world.slack.faults.calls('redrawHolderMessage')).toHaveLength(1);
    expect(shows(world)).toEqual(['pending']);
    expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared']);
  });

  it('is updated once Slack answers again, with the state of that time', async () => {
    const world = await aWorld();
    const request = await requestAccess(world);
    const error = new SlackFault({ kind: 'unavailable', message: 'no answer', fix: 'wait', retryable: true });
    world.slack.faults.inject({ on: ['redrawHolderMessage'], error });

    await world.review('bob', request, { deny: 'no' });
    await world.settle().catch(() => {});
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(shows(world)).toEqual(['denied']);
  });

  it('does not stop other notifications if the holder cannot be reached', async () => {
    const world = await aWorld();
    const request = await requestAccess(world);
    const error = new SlackFault({ kind: 'person_unreachable', message: 'gone', fix: 'none', retryable: false });
    world.slack.faults.inject({ on: ['redrawHolderMessage'], error, times: 10 });

    await world.review('bob', request, { deny: 'no' });
    await world.settle();

    expect(world.slack.cards()).toMatchObject([{ shows: 'denied' }]);
    const { events, handledEvents, drawnEvents } = await world.read(request);
    expect([handledEvents, drawnEvents]).toEqual([events.length, events.length]);
  });

  it('is the only message to a requester who is also an approver', async () => {
    const rule = aRule({
      allowSelfApproval: true,
      notifyApprovers: 'direct',
      approvers: [{ kind: 'user', id: U('alice') }],
    });
    const world = await aWorld({ catalog: aCatalog([rule]) });

    await requestAccess(world);

    expect(world.slack.cards().map(({ channel }) => channel)).toEqual(['C0APPROVALS']);
    expect(shows(world)).toEqual(['pending']);
  });
});

describe('a holder message after Slack faults and other changes', () => {
  it('is not updated by a fact that does not concern it', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ approvals: 2 })]) });
    const request = await requested(world);
    await world.review('bob', request);
    await world.settle();
    const redraws = () => world.slack.faults.calls('redrawHolderMessage').length;
    const before = redraws();

    await world.review('random', request);
    await world.settle();
    world.clock.advance({ minutes: 30 });
    await world.sweep();

    expect((await world.read(request)).events.map(({ fact }) => fact.kind)).toContain('reminded');
    expect(redraws()).toBe(before);
  });

  it('is updated by each fact that concerns it, also after its button stayed', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ approvals: 2 })]) });
    const request = await requested(world);
    await world.review('bob', request);
    await world.settle();

    await world.review('carol', request, { deny: 'no' });
    await world.settle();

    expect(world.slack.holderMessages()).toEqual([{ to: U('alice'), shows: 'denied' }]);
  });

  it('shows the end of access even if the cards were updated much later', async () => {
    const world = await aWorld();
    const request = await requested(world);
    world.slack.faults.inject({ on: ['drawCard'], times: 1000, error: passing });
    await world.review('bob', request);
    await world.settle();
    world.slack.faults.clear();
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    await world.end('alice', 'prod-s3');
    await world.settle();

    expect(world.slack.holderMessages().map(({ shows }) => shows)).toEqual(['approved', 'ended']);
  });

  it('is stored even if Slack fails at the next call', async () => {
    const world = await aWorld();
    const request = await requested(world);
    world.slack.faults.inject({ on: ['notify'], times: 1000, error: passing });
    await world.review('bob', request);
    await world.settle();
    world.clock.advance({ minutes: 50 });
    await world.sweep();
    world.slack.faults.clear();
    world.slack.faults.inject({ on: ['notify'], nth: 2, error: passing });
    world.clock.advance({ minutes: 1 });

    await world.sweep();
    await world.end('alice', 'prod-s3');
    await world.settle();

    expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared', 'activated', 'ends_soon', 'ended']);
    expect(world.slack.holderMessages().map(({ shows }) => shows)).toEqual(['approved', 'ended', 'ended']);
  });

  it('is stored even if a card is posted again and the process stops after that', async () => {
    const world = await aWorld();
    const request = await requested(world);
    const stored = await world.read(request);
    await world.store.requests.save({ ...stored, cards: stored.cards.filter(({ to }) => to !== undefined) });
    const stopAtSave = () => world.faults.inject({ on: ['requests.save'] });
    world.slack.faults.inject({ on: ['redrawHolderMessage'], meanwhile: stopAtSave });
    world.slack.faults.inject({ on: ['redrawHolderMessage'] });

    await world.review('bob', request, { deny: 'no' });
    await world.settle();

    expect(world.slack.holderMessages().map(({ shows }) => shows)).toEqual(['denied']);
  });
});

describe('a holder message of release 0.1.0', () => {
  const withButton = fixtureTables().flatMap(({ name, at, items }) =>
    items
      .filter(
        ({ sk, cards, asked }) =>
          sk === 'REQUEST' && (asked as { by: string }).by === 'U0ALICE' && JSON.stringify(cards).includes('U0ALICE'),
      )
      .map((item) => ({ name: `${name}, ${item['statusKind']}, ${item['pk']}`, at, item })),
  );

  it.each(withButton)('is updated once by this release: $name', async ({ at, item }) => {
    const world = await aWorld();
    const id = parseRequestId(String(item['pk']).replace('REQ#', ''));
    world.clock.advance({ seconds: (Date.parse(at) - world.clock.now().getTime()) / 1000 });
    world.store.items().set(`${item['pk']} / ${item['sk']}`, item);
    const messages = (item['cards'] as { to?: string; ts: string }[]).filter(({ to }) => to === 'U0ALICE');
    const deps = { ...world.store, ...world, log: silentLog };

    for (let run = 0; run < 2; run += 1) {
      const request = await world.store.requests.get(id);
      if (request === undefined) throw new Error('not stored');
      await updateSlack(deps, request);
    }

    const redrawn = world.slack.faults.calls('redrawHolderMessage').map(({ args: [, at] }) => (at as MessageRef).ts);
    expect(redrawn).toEqual(messages.map(({ ts }) => ts));
  });
});

describe('access that was extended and ends early', () => {
  it('is announced as ended once, not once for each request', async () => {
    const extend = { byMinutes: 60, automatic: true, maxTotalMinutes: 240 };
    const world = await aWorld({ catalog: aCatalog([aRule({ extend })]) });
    await world.grant('alice', 'prod-s3', 60);
    await world.extend('alice', 'prod-s3');
    await world.settle();

    await world.end('alice', 'prod-s3');
    await world.settle();

    expect(world.slack.notifiedOf(U('alice')).filter((kind) => kind === 'ended')).toHaveLength(1);
    expect(shows(world)).toEqual(['approved', 'ended', 'ended']);
  });
});
