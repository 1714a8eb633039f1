import { afterEach, describe, expect, it } from 'vitest';
import { keepSecret, SECRET_FORMS } from '../../../functions/adapters/aws/kept-secret.ts';
import { aClock } from '../../support/fixed-clock.ts';
import { aBot, type Bot, TOKEN } from './a-bot.ts';
import { gatewayEvent, SIGNING_SECRET, signedHeaders } from './a-request.ts';

const bots: Bot[] = [];
afterEach(async () => {
  for (const { slack } of bots.splice(0)) await slack.close();
});

/** A secret in Secrets Manager that is rotated from one value to another; `reads` counts the calls. */
const aRotatedSecret = async (before: string, after: string) => {
  const clock = aClock('2030-01-01T11:00:00Z');
  const count = { reads: 0 };
  const secret = await keepSecret({
    read: async () => {
      count.reads += 1;
      return count.reads === 1 ? before : after;
    },
    form: SECRET_FORMS.other,
    now: clock.now,
    onProblem: () => {},
  });
  clock.advance({ minutes: 60 });
  return { secret, clock, count };
};

const started = async (options: Parameters<typeof aBot>[0]): Promise<Bot> => {
  const bot = await aBot(options);
  bots.push(bot);
  return bot;
};

const body = 'command=%2Fassume&text=help&user_id=U0ALICE&team_id=T0LOCAL&trigger_id=1.2';
const signedWith = (bot: Bot, secret: string) =>
  bot.answer(
    gatewayEvent({ method: 'POST', headers: signedHeaders(body, bot.clock.now().getTime() / 1000, secret), body }),
  );

describe('after a rotation of the signing secret', () => {
  it('the first request that Slack signs with the new secret is answered, and the old secret is refused', async () => {
    const { secret } = await aRotatedSecret('the-old-secret', SIGNING_SECRET);
    const bot = await started({ signingSecret: secret });

    const fresh = await signedWith(bot, SIGNING_SECRET);
    const stale = await signedWith(bot, 'the-old-secret');

    expect([fresh.statusCode, stale.statusCode]).toEqual([200, 401]);
  });

  it('a flood of wrong signatures causes one read every 30 seconds, and correct requests cause none', async () => {
    const { secret, clock, count } = await aRotatedSecret(SIGNING_SECRET, SIGNING_SECRET);
    const bot = await started({ signingSecret: secret });

    const correct = await signedWith(bot, SIGNING_SECRET);
    const readsBefore = count.reads;
    for (let second = 0; second < 60; second += 1) {
      await Promise.all([signedWith(bot, 'guess'), signedWith(bot, 'other guess')]);
      clock.advance({ seconds: 1 });
    }

    expect([correct.statusCode, readsBefore]).toEqual([200, 1]);
    expect(count.reads).toBe(3);
  });

  it('a request with an old or missing timestamp or signature causes no read', async () => {
    const { secret, count } = await aRotatedSecret(SIGNING_SECRET, SIGNING_SECRET);
    const bot = await started({ signingSecret: secret });
    const old = signedHeaders(body, bot.clock.now().getTime() / 1000 - 301, 'guess');

    const answers = [
      await bot.answer(gatewayEvent({ method: 'POST', headers: old, body })),
      await bot.answer(gatewayEvent({ method: 'POST', headers: {}, body })),
    ];

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401]);
    expect(count.reads).toBe(1);
  });
});

describe('after a rotation of the bot token', () => {
  it('the form opens with the new token', async () => {
    const { secret } = await aRotatedSecret('xoxb-revoked', TOKEN);
    const bot = await started({ botToken: secret });

    await bot.slack.as('U0ALICE').command('/assume', '');

    expect(bot.slack.modalsOf('U0ALICE')).toHaveLength(1);
  });
});
