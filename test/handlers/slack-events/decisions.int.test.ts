import { afterEach, describe, expect, it } from 'vitest';
import type { Request } from '../../../functions/core/request/request.ts';
import type { Wake } from '../../../functions/usecases/ports.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';
import type { Bot } from './a-bot.ts';
import { aBotWithCard } from './a-card.ts';

const bots: Bot[] = [];
const aCard = async (options?: Parameters<typeof aBotWithCard>[0]) => {
  const bot = await aBotWithCard(options);
  bots.push(bot);
  return bot;
};
afterEach(async () => {
  for (const { slack } of bots.splice(0)) await slack.close();
});

const lastFact = ({ events }: Request) => events.at(-1)?.fact;

describe('Approve', () => {
  it('decides on the stored request, wakes the worker and makes no call to Slack', async () => {
    const { slack, at, reread, queue } = await aCard();

    const outcome = await slack.as('U0BOB').press(at('approve'));

    expect(outcome.ok).toBe(true);
    expect((await reread()).status.kind).toBe('approved');
    expect(queue.size()).toBe(1);
    expect(slack.callCounts()).toEqual({});
  });

  it('decides once, even if it is clicked repeatedly', async () => {
    const { slack, at, reread } = await aCard();

    for (let click = 0; click < 10; click += 1) await slack.as('U0BOB').press(at('approve'));

    const request = await reread();
    expect(request.events.filter(({ fact }) => fact.kind === 'approved')).toHaveLength(1);
    expect(request.status.kind).toBe('approved');
  });

  it.each([
    ['U0ALICE', 'not_an_approver'],
    ['U0RANDOM', 'not_an_approver'],
    ['U0EXTERNAL', 'outside_workspace'],
    ['U0GUEST', 'not_a_member'],
  ])('by %s is refused, and recorded so that a worker notifies them', async (id, refusal) => {
    const { slack, at, card, request, reread, store, queue } = await aCard();

    await slack.as(id).press(at('approve'));

    expect(await reread()).toEqual(request);
    const click = { request: request.id, action: 'approve', card };
    expect(store.refused()).toMatchObject([{ by: id, text: `approve ${request.id}`, refusal, click }]);
    expect(queue.size()).toBe(1);
  });

  it('records each refused click without enlarging the request', async () => {
    const { slack, at, request, reread, store } = await aCard();

    for (let click = 0; click < 160; click += 1) await slack.as('U0RANDOM').press(at('approve'));

    expect(await reread()).toEqual(request);
    expect(store.refused()).toHaveLength(160);
  });

  it('after a decision is refused, and names the card to update', async () => {
    const { slack, at, card, reread, store } = await aCard();
    await slack.as('U0BOB').press(at('approve'));
    const decided = await reread();

    await slack.as('U0CAROL').press(at('approve'));

    expect(await reread()).toEqual(decided);
    expect(store.refused()).toMatchObject([{ by: 'U0CAROL', refusal: 'already_decided', click: { card } }]);
  });

  it('by the requester is refused', async () => {
    const approvers = ['alice', 'bob'].map((name) => ({ kind: 'user', id: U(name) }) as const);
    const { slack, at, store } = await aCard({ catalog: aCatalog([aRule({ approvers })]) });

    await slack.as('U0ALICE').press(at('approve'));

    expect(store.refused()).toMatchObject([{ refusal: 'self_approval_refused' }]);
  });

  it('after the request has lapsed is refused, and wakes the worker', async () => {
    const { slack, at, clock, request, queue, store } = await aCard();
    clock.advance({ minutes: 24 * 60 });

    await slack.as('U0BOB').press(at('approve'));

    expect(store.refused()).toMatchObject([{ refusal: 'too_late' }]);
    const woken: Wake[] = [];
    await queue.drain(async (wake) => void woken.push(wake));
    expect(woken).toContainEqual({ kind: 'request', id: request.id });
  });

  it('stores a card that was missing, so that it is updated with the others', async () => {
    const { slack, at, card, request, store, reread } = await aCard();
    await store.requests.save({ ...request, cards: [] });

    await slack.as('U0BOB').press(at('approve'));

    expect((await reread()).cards).toEqual([card]);
  });

  it('on a request that is not stored any more is explained in a modal, and recorded', async () => {
    const { slack, store, forgottenCard } = await aCard();

    const card = await forgottenCard();
    const formOf = () => slack.modalsOf('U0BOB').at(-1)?.id ?? '';
    await slack.as('U0BOB').press({ ...card, actionId: 'approve' });
    const shown = JSON.stringify(slack.modalsOf('U0BOB')[0]?.blocks);
    await slack.as('U0BOB').closeView(formOf());
    await slack.as('U0BOB').press({ ...card, actionId: 'deny' });
    const instead = JSON.stringify(slack.modalsOf('U0BOB')[0]?.blocks);

    expect(shown).toContain('record has been deleted');
    expect(instead).toContain('record has been deleted');
    expect(store.refused().map(({ refusal }) => refusal)).toEqual(['unknown_request']);
  });
});

describe('Approve with options', () => {
  it('approves as requested with a comment, which is stored with the approval', async () => {
    const { slack, at, reread } = await aCard();
    await slack.as('U0BOB').press(at('approve_shorter'));

    await slack.as('U0BOB').submitView(slack.modalsOf('U0BOB')[0]?.id ?? '', { reason: 'only for *this* report' });

    expect(lastFact(await reread())).toMatchObject({ kind: 'approved', by: 'U0BOB', note: 'only for *this* report' });
    expect((await reread()).status).toMatchObject({ endsAt: new Date('2030-01-01T13:00:00Z') });
  });

  it('approves for less time, without a comment', async () => {
    const { slack, at, reread } = await aCard();
    await slack.as('U0BOB').press(at('approve_shorter'));

    await slack.as('U0BOB').submitView(slack.modalsOf('U0BOB')[0]?.id ?? '', { length: '30' });

    expect(lastFact(await reread())).toMatchObject({ kind: 'approved', minutes: 30 });
    expect(lastFact(await reread())).not.toHaveProperty('note');
  });
});

describe('Deny', () => {
  it('opens a form with the request and a field for the reason, and makes no other call to Slack', async () => {
    const { slack, at, reread } = await aCard();

    await slack.as('U0BOB').press(at('deny'));

    const [form] = slack.modalsOf('U0BOB');
    expect(form).toMatchObject({ callback_id: 'deny' });
    expect(JSON.stringify(form?.blocks)).toContain('<@U0ALICE> requests `prod-s3` for 1h in prod (222222222222).');
    expect(JSON.stringify(form?.blocks)).toContain('Reason: INC-42');
    expect(slack.callCounts()).toEqual({ 'views.open': 1 });
    expect((await reread()).status.kind).toBe('pending');
  });

  it('denies with the reason when the form is submitted', async () => {
    const { slack, at, reread } = await aCard();
    await slack.as('U0BOB').press(at('deny'));
    const [form] = slack.modalsOf('U0BOB');

    const outcome = await slack.as('U0BOB').submitView(form?.id ?? '', { reason: 'not <today> & not tomorrow' });

    expect(outcome).toEqual({ ok: true, action: 'close' });
    expect((await reread()).status).toMatchObject({ kind: 'denied', by: 'U0BOB' });
    expect(lastFact(await reread())).toMatchObject({ kind: 'denied', why: 'not <today> & not tomorrow' });
  });

  it('needs no reason', async () => {
    const { slack, at, reread } = await aCard();
    await slack.as('U0BOB').press(at('deny'));

    await slack.as('U0BOB').submitView(slack.modalsOf('U0BOB')[0]?.id ?? '');

    expect((await reread()).status.kind).toBe('denied');
  });

  it('by a user who is not an approver is refused and recorded', async () => {
    const { slack, at, reread, store } = await aCard();
    await slack.as('U0RANDOM').press(at('deny'));

    const outcome = await slack.as('U0RANDOM').submitView(slack.modalsOf('U0RANDOM')[0]?.id ?? '');

    expect(outcome).toEqual({ ok: true, action: 'close' });
    expect((await reread()).status.kind).toBe('pending');
    expect(store.refused()).toMatchObject([{ refusal: 'not_an_approver', click: { action: 'deny' } }]);
  });
});

describe('End and Cancel', () => {
  it('cancel a pending request from the list of its requester', async () => {
    const { slack, reread } = await aCard();
    const list = await slack.as('U0ALICE').command('/assume', 'list');
    const message = list.ok ? list.message : undefined;

    await slack.as('U0ALICE').press({ channel: message?.channel ?? '', ts: message?.ts ?? '', actionId: 'cancel' });

    expect((await reread()).status).toMatchObject({ kind: 'cancelled', by: 'U0ALICE' });
    expect(slack.callCounts()).toEqual({});
  });
});
