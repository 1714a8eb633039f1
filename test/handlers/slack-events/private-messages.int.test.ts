import type { Message } from '@assume-bot/local-slack/world/model';
import { afterEach, describe, expect, it } from 'vitest';
import { createRedrawAnswer } from '../../../functions/usecases/working/redraw-answer.ts';
import { aBotWithCard } from './a-card.ts';

type Card = Awaited<ReturnType<typeof aBotWithCard>>;

const bots: Card[] = [];
const start = async (): Promise<Card> => {
  const bot = await aBotWithCard();
  bots.push(bot);
  return bot;
};
afterEach(async () => {
  for (const { slack } of bots.splice(0)) await slack.close();
});

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** Runs the worker for the private messages. */
const work = ({ queue, store, web: slack, clock, catalog }: Card) =>
  queue.drain(async (wake) => {
    if (wake.kind === 'answer') await createRedrawAnswer({ ...store, slack, clock, catalog, log: silent })(wake);
  });

/** Sends a command, and returns the private answer as it is now. */
const answered = async (bot: Card, text: string, by = 'U0ALICE') => {
  const outcome = await bot.slack.as(by).command('/assume', text);
  const ts = outcome.ok ? outcome.message?.ts : undefined;
  const now = (): Message | undefined => bot.slack.seenBy(by).find((message) => message.ts === ts);
  const press = async (actionId: string) =>
    bot.slack.as(by).press({ channel: now()?.channel ?? '', ts: ts ?? '', actionId });
  return { now, press };
};

describe('the list', () => {
  it('is current after a click in it, for the user only', async () => {
    const bot = await start();
    const { now, press } = await answered(bot, 'list');
    const before = JSON.stringify(now()?.blocks);

    const outcome = await press('cancel');
    await work(bot);

    expect(outcome).toMatchObject({ ok: true });
    expect(before).toContain('"action_id":"cancel"');
    expect((await bot.reread()).status.kind).toBe('cancelled');
    expect(JSON.stringify(now()?.blocks)).not.toContain('"action_id":"cancel"');
    expect(now()).toMatchObject({ ephemeralTo: 'U0ALICE' });
    expect(bot.slack.callCounts()).toEqual({});
  });

  it('shows approvers what they can decide, and is current after a decision in it', async () => {
    const bot = await start();
    const { now, press } = await answered(bot, 'list', 'U0BOB');
    const before = JSON.stringify(now()?.blocks);
    const own = await answered(bot, 'list');

    await press('approve');
    await work(bot);

    expect(before).toContain('Requests for you to decide');
    expect(before).toContain('<@U0ALICE> requests `prod-s3` for 1h in prod (222222222222).');
    expect(before).toContain('Reason: INC-42');
    expect(JSON.stringify(own.now()?.blocks)).not.toContain('to decide');
    expect((await bot.reread()).status.kind).toBe('approved');
    expect(JSON.stringify(now()?.blocks)).not.toContain('to decide');
  });

  it('is current again after a click on a request that had ended meanwhile', async () => {
    const bot = await start();
    const { now, press } = await answered(bot, 'list');
    await bot.slack.as('U0ALICE').command('/assume', 'end prod-s3');

    await press('cancel');
    await work(bot);

    expect(JSON.stringify(now()?.blocks)).not.toContain('"action_id":"cancel"');
  });

  it('stays as it is if its address has expired', async () => {
    const bot = await start();
    const { now, press } = await answered(bot, 'list');
    const before = now()?.blocks;
    await press('cancel');
    bot.clock.advance({ minutes: 31 });

    await work(bot);

    expect(now()?.blocks).toEqual(before);
    expect(bot.queue.dead()).toEqual([]);
  });
});

describe('the answer about a pending request', () => {
  it('says that it was cancelled after a click on Cancel in it, without a button', async () => {
    const bot = await start();
    const { now, press } = await answered(bot, 'prod-s3 1h INC-42');
    const before = now()?.text;

    await press('cancel');
    await work(bot);

    expect(before).toContain('You already have a pending request');
    expect(now()?.text).toContain('Cancelled your request for `prod-s3`');
    expect(JSON.stringify(now()?.blocks)).not.toContain('"type":"button"');
  });
});
