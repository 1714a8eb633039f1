import { describe, expect, it } from 'vitest';
import { SlackFault } from '../../functions/core/fault.ts';
import type { Request } from '../../functions/core/request.ts';
import type { World } from '../support/a-world.ts';
import { aWorld } from '../support/a-world.ts';
import { aCatalog, aRule, U } from '../support/builders.ts';

const ask = async (world: World): Promise<Request> => {
  const asking = await world.ask('alice', 'prod-s3');
  if (asking.kind !== 'asked') throw new Error(`not asked: ${JSON.stringify(asking)}`);
  await world.settle();
  return world.read(asking.request);
};

const shows = (world: World) => world.slack.toldMessages().map((message) => message.shows);
const remembered = ({ cards, asked }: Request) => cards.filter(({ to }) => to === asked.by);

describe('a message with a button to press', () => {
  it('shows the decision in the place of the button, and is let go', async () => {
    const world = await aWorld();
    const request = await ask(world);
    expect(shows(world)).toEqual(['pending']);
    expect(remembered(request)).toHaveLength(1);

    await world.review('bob', request, { deny: 'not today' });
    await world.settle();

    expect(shows(world)).toEqual(['denied']);
    expect(remembered(await world.read(request))).toEqual([]);
    expect(world.slack.toldTo(U('alice'))).toEqual(['prepared', 'denied']);
  });

  it.each([
    ['is cancelled', (world: World, request: Request) => world.endOne('alice', request), 'cancelled'],
    ['lapses', async (world: World) => world.clock.advance({ minutes: 24 * 60 }), 'lapsed'],
  ] as const)('shows that the request %s', async (_, act, shown) => {
    const world = await aWorld();
    const request = await ask(world);

    await act(world, request);
    await world.sweep();

    expect(shows(world)).toEqual([shown]);
  });

  it('is drawn at the approval, and the one that came with the access at its end', async () => {
    const world = await aWorld();
    const request = await ask(world);

    await world.review('bob', request);
    await world.settle();
    expect(shows(world)).toEqual(['approved', 'active']);
    await world.end('alice', 'prod-s3');
    await world.settle();

    expect(shows(world)).toEqual(['approved', 'ended']);
    expect(remembered(await world.read(request))).toEqual([]);
  });

  it('shows each approval that counts where the quorum takes more, without a message of its own', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ approvals: 2 })]) });
    const request = await ask(world);
    let drawn = 0;
    const { redrawTold } = world.slack;
    world.slack.redrawTold = (...given) => {
      drawn += 1;
      return redrawTold(...given);
    };

    await world.review('bob', request);
    await world.settle();

    expect(drawn).toBe(1);
    expect(shows(world)).toEqual(['pending']);
    expect(world.slack.toldTo(U('alice'))).toEqual(['prepared']);
  });

  it('waits for Slack to answer, and says then what is true then', async () => {
    const world = await aWorld();
    const request = await ask(world);
    const error = new SlackFault({ kind: 'unavailable', message: 'no answer', fix: 'wait', retryable: true });
    world.slack.breakPoints.at({ on: ['redrawTold'], error });

    await world.review('bob', request, { deny: 'no' });
    await world.settle().catch(() => {});
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(shows(world)).toEqual(['denied']);
  });

  it('keeps nothing from being told when its reader cannot be reached any more', async () => {
    const world = await aWorld();
    const request = await ask(world);
    const error = new SlackFault({ kind: 'person_unreachable', message: 'gone', fix: 'none', retryable: false });
    world.slack.breakPoints.at({ on: ['redrawTold'], error, times: 10 });

    await world.review('bob', request, { deny: 'no' });
    await world.settle();

    expect(world.slack.cards()).toMatchObject([{ shows: 'denied' }]);
    const { events, handledEvents, drawnEvents } = await world.read(request);
    expect([handledEvents, drawnEvents]).toEqual([events.length, events.length]);
  });

  it('is the only one that somebody gets who may approve what they asked for', async () => {
    const rule = aRule({
      allowSelfApproval: true,
      notifyApprovers: 'direct',
      approvers: [{ kind: 'user', id: U('alice') }],
    });
    const world = await aWorld({ catalog: aCatalog([rule]) });

    await ask(world);

    expect(world.slack.cards().map(({ channel }) => channel)).toEqual(['C0APPROVALS']);
    expect(shows(world)).toEqual(['pending']);
  });
});

describe('access that was extended and is ended early', () => {
  it('is told to have ended once, not once for each of its parts', async () => {
    const extend = { byMinutes: 60, automatic: true, maxTotalMinutes: 240 };
    const world = await aWorld({ catalog: aCatalog([aRule({ extend })]) });
    await world.grant('alice', 'prod-s3', 60);
    await world.extend('alice', 'prod-s3');
    await world.settle();

    await world.end('alice', 'prod-s3');
    await world.settle();

    expect(world.slack.toldTo(U('alice')).filter((kind) => kind === 'ended')).toHaveLength(1);
    expect(shows(world)).toEqual(['approved', 'ended', 'ended']);
  });
});
