import { afterEach, describe, expect, it } from 'vitest';
import { aBot, type Bot } from './a-bot.ts';
import { gatewayEvent, SIGNING_SECRET, signedHeaders } from './a-request.ts';

const bots: Bot[] = [];
const start = async (...options: Parameters<typeof aBot>): Promise<Bot> => {
  const bot = await aBot(...options);
  bots.push(bot);
  return bot;
};
afterEach(async () => {
  for (const { slack } of bots.splice(0)) await slack.close();
});

const JSON_TYPE = 'application/json';
const nowSeconds = ({ clock }: Bot) => clock.now().getTime() / 1000;

const send = (bot: Bot, body: string, contentType?: string) =>
  bot.answer(
    gatewayEvent({
      method: 'POST',
      headers: signedHeaders(body, nowSeconds(bot), SIGNING_SECRET, contentType),
      body,
    }),
  );

const interaction = (payload: object) => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();

const alice = { id: 'U0ALICE', username: 'alice', name: 'alice', team_id: 'T0LOCAL' };
const press = (actionId: string, value?: string) =>
  interaction({
    type: 'block_actions',
    user: alice,
    team: { id: 'T0LOCAL', domain: 'local' },
    trigger_id: '1.2.3',
    container: { type: 'message', message_ts: '1893499200.000100', channel_id: 'C0APPROVALS' },
    actions: [{ type: 'button', action_id: actionId, block_id: 'b', ...(value === undefined ? {} : { value }) }],
  });

describe('a request that Slack did not sign', () => {
  it.each([
    ['a command', 'command=%2Fassume&text=prod-s3+1h+INC-42&user_id=U0ALICE&team_id=T0LOCAL'],
    ['a payload that Bolt cannot parse', 'payload=x'],
    ['an SSL check with more in it', 'ssl_check=1&command=%2Fassume'],
  ])('is answered 401, and only the fact is logged: %s', async (_, body) => {
    const bot = await start();
    const headers = signedHeaders(body, nowSeconds(bot), 'another-secret');

    const answer = await bot.answer(gatewayEvent({ method: 'POST', headers, body }));

    expect(answer).toEqual({ statusCode: 401, body: '' });
    expect(bot.lines).toEqual([
      { level: 'warn', message: 'a request was turned away', fields: { status: 401, reason: 'wrong signature' } },
    ]);
    expect(bot.queue.size()).toBe(0);
    expect(bot.store.refused()).toEqual([]);
  });

  it('is a replay after five minutes', async () => {
    const bot = await start();
    await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42');
    const [recorded] = bot.sent;
    if (recorded === undefined) throw new Error('nothing was sent');
    bot.clock.advance({ seconds: 301 });

    expect(await bot.answer(gatewayEvent(recorded))).toEqual({ statusCode: 401, body: '' });
  });
});

describe('the protocol of Slack', () => {
  it('covers the SSL check and the URL verification, with any characters', async () => {
    const bot = await start();
    const challenge = 'Zürich-3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P';

    const check = await send(bot, 'ssl_check=1&token=local-verification-token');
    const verification = await send(bot, JSON.stringify({ type: 'url_verification', challenge }), JSON_TYPE);

    expect(check.statusCode).toBe(200);
    expect(verification.statusCode).toBe(200);
    expect(JSON.parse(verification.body ?? '')).toEqual({ challenge });
  });

  it('acknowledges events that the bot does not handle', async () => {
    const bot = await start();
    const event = { type: 'event_callback', team_id: 'T0LOCAL', event: { type: 'app_home_opened', user: 'U0ALICE' } };

    expect((await send(bot, JSON.stringify(event), JSON_TYPE)).statusCode).toBe(200);
  });
});

describe('clicks and forms without a valid request', () => {
  it.each([
    ['approve', 'not an id'],
    ['approve', undefined],
    ['deny', '<!channel>'],
    ['end', 'FFFFFFFFFFFFFFFFFFFF'],
    ['cancel', '../..'],
  ])('are acknowledged and logged: %s with %s', async (actionId, value) => {
    const bot = await start();

    const answer = await send(bot, press(actionId, value));

    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(bot.lines).toMatchObject([{ level: 'warn', message: 'a click named no request' }]);
    expect(bot.slack.callCounts()).toEqual({});
    expect(bot.queue.size()).toBe(0);
  });

  it.each(['open_console_prod-s3', 'approve_later', 'xapprove', 'access'])('are acknowledged: %s', async (actionId) => {
    const bot = await start();

    expect(await send(bot, press(actionId, 'a'.repeat(20)))).toMatchObject({ statusCode: 200, body: '' });
    expect(bot.lines).toEqual([]);
  });

  it('are acknowledged: a denial form', async () => {
    const bot = await start();
    const view = { id: 'V1', type: 'modal', callback_id: 'deny', private_metadata: 'x', state: { values: {} } };

    const answer = await send(
      bot,
      interaction({ type: 'view_submission', user: alice, team: { id: 'T0LOCAL' }, view }),
    );

    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(bot.lines).toMatchObject([{ message: 'a click named no request' }]);
  });
});

describe('a request of Slack that is about the app itself', () => {
  it.each(['ssl_check=1', 'ssl_check=1&token=Jhj5dZrVaK7ZwHHjRyZWjbDl', 'token=Jhj5dZrVaK7ZwHHjRyZWjbDl&ssl_check=1'])(
    'is answered 200 if it checks the certificate, signed or not, and does nothing: %s',
    async (body) => {
      const bot = await start();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };

      const unsigned = await bot.answer(gatewayEvent({ method: 'POST', headers, body }));

      expect([unsigned, await send(bot, body)]).toEqual(Array(2).fill({ statusCode: 200, body: '' }));
      expect(bot.lines).toEqual([]);
      expect(bot.store.refused()).toEqual([]);
    },
  );

  it('is answered and logged if it says that events are dropped', async () => {
    const bot = await start();
    const minute = 1_893_499_200;

    const answer = await send(
      bot,
      JSON.stringify({ type: 'app_rate_limited', team_id: 'T0LOCAL', minute_rate_limited: minute, api_app_id: 'A0' }),
      JSON_TYPE,
    );

    expect(answer.statusCode).toBe(200);
    expect(bot.lines).toEqual([
      {
        level: 'error',
        message: 'Slack limits the events of the app',
        fields: { minute: '2030-01-01T12:00:00.000Z' },
      },
    ]);
  });
});

describe('a fault', () => {
  it('is answered 500, so that the user sees an error and the alarm counts it', async () => {
    const bot = await start();
    bot.faults.inject({ on: ['read'] });

    const outcome = await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42');

    expect(outcome).toMatchObject({ ok: false, error: 'dispatch_failed', status: 500 });
    expect(bot.lines.map(({ level }) => level)).toContain('error');
  });

  it('is logged without tokens', async () => {
    const bot = await start();
    bot.slack.fail({ method: 'views.open', kind: 'disconnect' });

    await bot.slack.as('U0ALICE').command('/assume');
    await send(bot, press('deny', 'a'.repeat(20)));

    expect(bot.slack.takeRefusals()).toMatchObject([{ error: 'invalid_trigger_id' }]);
    expect(bot.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(bot.lines.map(({ message }) => message))).not.toContain('xoxb');
  });
});
