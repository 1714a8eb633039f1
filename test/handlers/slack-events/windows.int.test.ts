import { afterEach, describe, expect, it } from 'vitest';
import { createOfferWindow } from '../../../functions/usecases/working/offer-window.ts';
import { aBot, type Bot } from './a-bot.ts';
import { aBotWithCard } from './a-card.ts';

const bots: Bot[] = [];
const start = async (...options: Parameters<typeof aBot>): Promise<Bot> => {
  const bot = await aBot(...options);
  bots.push(bot);
  return bot;
};
afterEach(async () => {
  for (const { slack } of bots.splice(0)) await slack.close();
});

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const withCard = async () => {
  const bot = await aBotWithCard();
  bots.push(bot);
  return bot;
};

/** Runs the worker for the windows that did not open. */
const deliver = ({ queue, web }: Awaited<ReturnType<typeof withCard>>) =>
  queue.drain(async (wake) => {
    if (wake.kind === 'window') await createOfferWindow({ slack: web, log: silent })(wake.user, wake);
  });

/** What Slack does to the call that opens a window. */
const failures = [
  ['expired', { kind: 'error', error: 'expired_trigger_id' }],
  ['already used', { kind: 'error', error: 'exchanged_trigger_id' }],
  ['lost', { kind: 'disconnect' }],
  ['answered with an error', { kind: 'http', status: 503 }],
] as const;

describe('a command whose window does not open', () => {
  it.each(failures)('is answered with a button that opens it, after one try: the trigger is %s', async (_, failure) => {
    const bot = await start();
    const alice = bot.slack.as('U0ALICE');
    bot.slack.fail({ method: 'views.open', ...failure });

    const outcome = await alice.command('/assume');
    const message = outcome.ok ? outcome.message : undefined;

    expect(bot.slack.callCounts()).toEqual({ 'views.open': 1 });
    expect(message?.text).toContain('Open it with the button');
    await alice.press({ channel: message?.channel ?? '', ts: message?.ts ?? '', actionId: 'ask' });
    expect(bot.slack.modalsOf('U0ALICE')).toHaveLength(1);
    expect(bot.queue.size()).toBe(0);
  });
});

describe('a window that Slack neither opens nor refuses', () => {
  it('is tried once, and the command is answered', async () => {
    const bot = await start({ slackTimeoutMs: 100 });
    bot.slack.fail({ method: 'views.open', kind: 'hang', times: 5 });

    const outcome = await bot.slack.as('U0ALICE').command('/assume');

    expect(outcome.ok && outcome.message?.text).toContain('Open it with the button');
    expect(bot.slack.callCounts()).toEqual({ 'views.open': 1 });
  });
});

describe('a click whose window does not open', () => {
  it.each(failures)(
    'changes nothing, and wakes a worker that sends its button: the trigger is %s',
    async (_, failure) => {
      const bot = await withCard();
      const bob = bot.slack.as('U0BOB');
      bot.slack.fail({ method: 'views.open', ...failure });

      const outcome = await bob.press(bot.at('deny'));
      await deliver(bot);

      expect(outcome).toMatchObject({ ok: true });
      expect(bot.slack.callCounts()).toEqual({ 'views.open': 1, 'chat.postMessage': 1 });
      const message = bot.slack.seenBy('U0BOB').at(-1);
      expect(message?.text).toContain('nothing was changed');
      await bob.press({ channel: message?.channel ?? '', ts: message?.ts ?? '', actionId: 'deny' });
      const [form] = bot.slack.modalsOf('U0BOB');
      await bob.submitView(form?.id ?? '', { reason: 'wait for the release' });
      expect((await bot.reread()).status.kind).toBe('denied');
    },
  );

  it('keeps the text of the message on which the shortcut was used', async () => {
    const bot = await withCard();
    const alice = bot.slack.as('U0ALICE');
    const { channel, ts } = alice.say('C0GENERAL', 'INC-7: the database is full');
    bot.slack.fail({ method: 'views.open', kind: 'error', error: 'expired_trigger_id' });

    await alice.messageShortcut('ask_access_message', { channel, ts });
    await deliver(bot);

    const message = bot.slack.seenBy('U0ALICE').at(-1);
    await alice.press({ channel: message?.channel ?? '', ts: message?.ts ?? '', actionId: 'ask' });
    expect(JSON.stringify(bot.slack.modalsOf('U0ALICE')[0]?.blocks)).toContain('INC-7: the database is full');
  });

  it('names the users in that message, whom Slack sends as IDs', async () => {
    const bot = await withCard();
    const alice = bot.slack.as('U0ALICE');
    const { channel, ts, text } = alice.say('C0GENERAL', '@bob: ask @gone in #general');

    await alice.messageShortcut('ask_access_message', { channel, ts });

    const form = JSON.stringify(bot.slack.modalsOf('U0ALICE')[0]?.blocks);
    expect(text).toContain('<@U0BOB>');
    expect(form).toContain('@bob: ask @unknown-user in #unknown-channel');
  });

  it('on a button that decides is not offered again as a window', async () => {
    const bot = await withCard();
    const forgotten = await bot.forgottenCard();
    bot.slack.forgetCalls();
    bot.slack.fail({ method: 'views.open', kind: 'error', error: 'expired_trigger_id' });

    const outcome = await bot.slack.as('U0BOB').press({ ...forgotten, actionId: 'approve' });
    await deliver(bot);

    expect(outcome).toMatchObject({ ok: true });
    expect(bot.slack.callCounts()).toEqual({ 'views.open': 1 });
  });
});
