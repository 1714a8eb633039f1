import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSlack } from './testing/a-slack.ts';

let world: Awaited<ReturnType<typeof aSlack>>;

beforeEach(async () => {
  world = await aSlack();
});
afterEach(() => world.slack.close());

describe('shortcuts and events', () => {
  it('sends a global shortcut and a message shortcut', async () => {
    const { ts } = world.slack.as('U0CAROL').say('C0GENERAL', 'need prod');

    await world.slack.as('U0BOB').shortcut('ask_access');
    const global = world.bot.lastPayload();
    await world.slack.as('U0BOB').messageShortcut('ask_from_message', { channel: 'C0GENERAL', ts });

    expect(global).toMatchObject({
      type: 'shortcut',
      callback_id: 'ask_access',
      user: { id: 'U0BOB', team_id: 'T0LOCAL' },
    });
    expect(world.bot.lastPayload()).toMatchObject({
      type: 'message_action',
      callback_id: 'ask_from_message',
      message_ts: ts,
      message: { text: 'need prod', user: 'U0CAROL' },
      channel: { id: 'C0GENERAL' },
    });
  });

  it('sends an event when a user opens their Home tab', async () => {
    const isTaken = await world.slack.as('U0BOB').openHome();

    expect(isTaken).toBe(true);
    expect(world.bot.requests.at(-1)?.headers['content-type']).toBe('application/json');
    expect(world.bot.lastEvent()).toMatchObject({
      type: 'event_callback',
      team_id: 'T0LOCAL',
      api_app_id: 'A0ASSUME',
      event: { type: 'app_home_opened', user: 'U0BOB', tab: 'home', channel: 'D0BOB' },
      authorizations: [{ user_id: 'U0ASSUME', is_bot: true }],
    });
  });

  it('sends events for users who join, change or are deactivated', async () => {
    await world.slack.directory.addUser({ id: 'U0DAVE', name: 'dave' });
    const joined = world.bot.lastEvent().event;
    await world.slack.directory.deactivate('U0DAVE');

    expect(joined).toMatchObject({ type: 'team_join', user: { id: 'U0DAVE', deleted: false } });
    expect(world.bot.lastEvent().event).toMatchObject({ type: 'user_change', user: { id: 'U0DAVE', deleted: true } });
  });

  it('retries an event immediately, after one minute and after five minutes, then gives up', async () => {
    world.bot.answers(...Array.from({ length: 4 }, () => ({ status: 500, body: '' })));
    const retries = () => world.bot.requests.map((request) => request.headers['x-slack-retry-num']);

    const isTaken = await world.slack.as('U0BOB').openHome();
    await world.slack.retryEvents();
    const atOnce = retries();
    world.clock.passSeconds(60);
    await world.slack.retryEvents();
    world.clock.passSeconds(300);
    await world.slack.retryEvents();
    world.clock.passSeconds(3600);
    await world.slack.retryEvents();

    expect(isTaken).toBe(false);
    expect(atOnce).toEqual([undefined, '1']);
    expect(retries()).toEqual([undefined, '1', '2', '3']);
    expect(world.bot.requests.at(-1)?.headers['x-slack-retry-reason']).toBe('http_error');
  });

  it('does not retry an event if the bot asks for no retry', async () => {
    world.bot.answers({ status: 500, headers: { 'X-Slack-No-Retry': '1' }, body: '' });

    await world.slack.as('U0BOB').openHome();

    expect(world.bot.requests).toHaveLength(1);
  });

  it('sends no event without a subscription', async () => {
    const isTaken = await world.slack.event({ type: 'reaction_added', user: 'U0BOB' });

    expect([isTaken, world.bot.requests.length]).toEqual([false, 0]);
  });

  it('records each request and its result', async () => {
    world.bot.answers({ status: 200, body: '' }, Promise.reject(new Error('no route')));

    await world.slack.as('U0BOB').command('/assume');
    await world.slack.as('U0BOB').shortcut('ask_access');

    expect(world.slack.deliveries()).toMatchObject([
      { kind: 'command', user: 'U0BOB', status: 200 },
      { kind: 'shortcut', user: 'U0BOB', error: 'connection_failed' },
    ]);
  });

  it('throws a clear error if there is no bot, or no such user', async () => {
    const withoutBot = await aSlack({ transport: undefined });

    await expect(withoutBot.slack.as('U0BOB').command('/assume')).rejects.toThrow('has no bot');
    expect(() => withoutBot.slack.as('U0NOBODY')).toThrow('there is no user U0NOBODY');
    await withoutBot.slack.close();
  });
});
