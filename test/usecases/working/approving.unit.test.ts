import { describe, expect, it } from 'vitest';
import { SlackFault } from '../../../functions/core/fault.ts';
import { parseAccessName, parseSlackGroupId, type SlackUserId } from '../../../functions/core/names.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';

const requestAccess = async (world: World, name = 'alice', minutes?: number): Promise<Request> => {
  const submitted = await world.requestAccess(name, 'prod-s3', minutes === undefined ? {} : { minutes });
  if (submitted.kind !== 'requested') throw new Error(`${name} could not ask: ${JSON.stringify(submitted)}`);
  await world.settle();
  return world.read(submitted.request);
};
const endsAt = ({ status }: Request) => (status.kind === 'active' || status.kind === 'approved' ? status.endsAt : null);
const minutesIn = (minutes: number) => new Date(Date.parse('2030-01-01T12:00:00Z') + minutes * 60_000);
const user = (name: string) => ({ kind: 'user', id: U(name) }) as const;

describe('approving for a shorter time', () => {
  it('grants the shorter time in IAM and on the card', async () => {
    const world = await aWorld();
    const requested = await requestAccess(world, 'alice', 60);

    const decision = await world.review('bob', requested, { shorter: 15 });
    await world.settle();

    expect(decision).toMatchObject({ kind: 'approved', endsAt: minutesIn(15) });
    expect(endsAt(await world.read(requested))).toEqual(minutesIn(15));
    expect(JSON.stringify(world.ours())).toContain('2030-01-01T12:15:00Z');
    expect((await world.read(requested)).events.find(({ fact }) => fact.kind === 'approved')?.fact).toMatchObject({
      minutes: 15,
    });
  });

  it('grants the shortest time of several approvals', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ approvals: 2 })]) });
    const requested = await requestAccess(world, 'alice', 60);

    await world.review('bob', requested, { shorter: 30 });
    await world.review('carol', requested);
    await world.settle();

    expect(endsAt(await world.read(requested))).toEqual(minutesIn(30));
  });

  it.each([60, 61, 600, 0, -5, 1.5, Number.NaN])(
    'refuses a time that is not shorter than requested, or not positive: %s',
    async (shorter) => {
      const world = await aWorld();
      const requested = await requestAccess(world, 'alice', 60);

      const decision = await world.review('bob', requested, { shorter });

      expect(decision).toMatchObject({ kind: 'refused', refusal: { kind: 'not_shorter' } });
      expect((await world.read(requested)).status.kind).toBe('pending');
    },
  );

  it('is refused to users who may not approve', async () => {
    const world = await aWorld();
    const requested = await requestAccess(world, 'bob', 60);

    const decisions = [
      await world.review('bob', requested, { shorter: 15 }),
      await world.review('alice', requested, { shorter: 15 }),
    ];

    expect(decisions.map((one) => one.kind === 'refused' && one.refusal.kind)).toEqual([
      'self_approval_refused',
      'not_an_approver',
    ]);
  });
});

describe('the card for approvers', () => {
  it('shows the access that the user holds and the number of recent requests for the same role', async () => {
    const other = aRule({ name: parseAccessName('prod-db'), arn: aRule().arn });
    const world = await aWorld({ catalog: aCatalog([aRule(), other]) });
    await world.grant('alice', 'prod-db', 240);
    await world.grant('alice', 'prod-s3', 5);
    world.clock.advance({ minutes: 10 });
    await world.sweep();

    const requested = await requestAccess(world);

    expect(requested.events.find(({ fact }) => fact.kind === 'prepared')?.fact).toMatchObject({
      kind: 'prepared',
      holding: [{ name: 'prod-db', endsAt: minutesIn(240) }],
      earlierRequests: 1,
      earlierGrants: 1,
    });
  });
});

describe('a request without a decision', () => {
  it('reminds approvers in the thread at growing intervals, and then lapses', async () => {
    const world = await aWorld();
    await requestAccess(world);

    for (let hour = 0; hour < 50; hour += 1) {
      world.clock.advance({ minutes: 30 });
      await world.sweep();
      await world.sweep();
    }

    expect(world.slack.replies('C0APPROVALS')).toEqual(['prepared', 'reminded', 'reminded', 'reminded', 'lapsed']);
    expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared', 'lapsed']);
  });

  it('reminds once after reminders were missed', async () => {
    const world = await aWorld();
    await requestAccess(world);

    world.clock.advance({ minutes: 7 * 60 });
    await world.sweep();
    await world.sweep();

    expect(world.slack.replies('C0APPROVALS')).toEqual(['prepared', 'reminded']);
  });

  it('sends no reminder after the decision', async () => {
    const world = await aWorld();
    await world.grant('alice', 'prod-s3', 240);

    world.clock.advance({ minutes: 120 });
    await world.sweep();

    expect(world.slack.replies('C0APPROVALS')).toEqual(['prepared', 'approved']);
  });

  it('lets the second line approve only after the time of the first line', async () => {
    const rule = aRule({ approvers: [user('bob')], escalation: { afterMinutes: 60, approvers: [user('carol')] } });
    const world = await aWorld({ catalog: aCatalog([rule]) });
    const requested = await requestAccess(world);
    world.clock.advance({ minutes: 59 });
    await world.sweep();
    const early = await world.review('carol', requested);
    await world.settle();

    world.clock.advance({ minutes: 1 });
    await world.sweep();
    const late = await world.review('carol', requested);
    await world.settle();

    expect(early).toMatchObject({ kind: 'refused', refusal: { kind: 'not_an_approver' } });
    expect(late.kind).toBe('approved');
    expect((await world.read(requested)).status.kind).toBe('active');
    expect(world.slack.notifiedOf(U('alice'))).toContain('escalated');
    expect(world.slack.replies('C0APPROVALS')).toEqual(['prepared', 'reminded', 'escalated', 'approved']);
  });

  it('does not let users of the second line approve their own requests', async () => {
    const rule = aRule({ approvers: [user('bob')], escalation: { afterMinutes: 60, approvers: [user('alice')] } });
    const world = await aWorld({ catalog: aCatalog([rule]) });
    const requested = await requestAccess(world);

    world.clock.advance({ minutes: 60 });
    await world.sweep();

    expect(await world.review('alice', requested)).toMatchObject({ refusal: { kind: 'self_approval_refused' } });
  });
});

describe('a rule that notifies approvers directly', () => {
  const sre = parseSlackGroupId('S0SRE');
  const rule = aRule({ notifyApprovers: 'direct', approvers: [user('bob'), { kind: 'group', id: sre }] });
  const aDirectWorld = async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ notifyApprovers: 'direct' })]) });
    world.slack.setGroup(sre, [U('carol'), U('alice')]);
    world.catalog = aCatalog([rule]);
    world.clock.advance({ minutes: 5 });
    await world.sweep();
    return world;
  };

  it('sends the card to each approver, also to members of groups, but not to the requester', async () => {
    const world = await aDirectWorld();

    await requestAccess(world);

    expect(world.slack.cards().map(({ channel }) => channel)).toEqual(['C0APPROVALS', 'DU0BOB', 'DU0CAROL']);
  });

  it('updates all cards in place after the decision', async () => {
    const world = await aDirectWorld();
    const requested = await requestAccess(world);

    await world.review('bob', requested);
    await world.settle();

    expect(world.slack.cards().map(({ shows }) => shows)).toEqual(['active', 'active', 'active']);
    expect(world.slack.replies('DU0BOB')).toEqual([]);
  });

  it('lets the other approvers decide if one cannot be reached', async () => {
    const world = await aDirectWorld();
    world.slack.faults.inject({
      on: ['drawCardFor'],
      where: (_: Request, to: SlackUserId) => to === U('bob'),
      times: 1000,
      error: new SlackFault({ kind: 'person_unreachable', message: 'gone', fix: 'look', retryable: false }),
    });

    const requested = await requestAccess(world);
    await world.review('carol', requested);
    await world.settle();

    expect((await world.read(requested)).status.kind).toBe('active');
  });
});

describe('a card that was deleted in Slack', () => {
  it('is posted again once, and then updated in place', async () => {
    const world = await aWorld();
    const requested = await requestAccess(world);
    const [first] = requested.cards;
    world.slack.deleteMessage(String(first?.ts));

    for (const minutes of [30, 90, 240]) {
      world.clock.advance({ minutes });
      await world.sweep();
    }

    const cards = (await world.read(requested)).cards.filter(({ to }) => to === undefined);
    expect(cards).toHaveLength(1);
    expect(cards[0]?.ts).not.toBe(first?.ts);
    expect(world.slack.cards()).toHaveLength(2);
  });
});

describe('notifications', () => {
  it('mention the requester in the thread of the card, unless no one has to decide', async () => {
    const automatic = aRule({ name: parseAccessName('logs'), approvals: 0 });
    const world = await aWorld({ catalog: aCatalog([aRule(), automatic]) });

    await world.requestAccess('alice', 'logs');
    await world.settle();
    const withoutApproval = world.slack.replies('C0APPROVALS').filter((kind) => kind === 'prepared');
    await world.requestAccess('alice', 'prod-s3');
    await world.settle();
    await world.settle();

    expect(withoutApproval).toEqual([]);
    expect(world.slack.replies('C0APPROVALS').filter((kind) => kind === 'prepared')).toHaveLength(1);
  });

  it('reach each user once: one card, its thread, and direct messages', async () => {
    const world = await aWorld();

    const request = await world.grant('alice', 'prod-s3', 30);
    for (const minutes of [20, 10, 0]) {
      world.clock.advance({ minutes });
      await world.sweep();
    }

    expect(world.slack.cards()).toHaveLength(1);
    expect(world.slack.replies('C0APPROVALS')).toEqual(['prepared', 'approved', 'ended']);
    expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared', 'activated', 'ends_soon', 'ended']);
    expect(world.slack.notifiedOf(U('bob'))).toEqual([]);
    expect((await world.read(request)).dueAt).toBeUndefined();
  });
});
