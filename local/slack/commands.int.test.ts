import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSlack, SIGNING_SECRET } from './testing/a-slack.ts';
import { section } from './testing/samples.ts';

let world: Awaited<ReturnType<typeof aSlack>>;

beforeEach(async () => {
  world = await aSlack();
});
afterEach(() => world.slack.close());

describe('a slash command', () => {
  it('reaches the bot in the format of Slack, signed over the body', async () => {
    const { bot, slack } = world;

    await slack.as('U0RANDOM').command('/assume', 'prod-s3 2m because @bob said so', { channel: 'C0APPROVALS' });

    const [request] = bot.requests;
    const timestamp = String(Date.parse('2030-01-01T12:00:00Z') / 1000);
    const hmac = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${request?.body}`).digest('hex');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hmac}`,
    });
    expect(bot.lastForm()).toMatchObject({
      command: '/assume',
      text: 'prod-s3 2m because <@U0BOB|bob> said so',
      user_id: 'U0RANDOM',
      user_name: 'random_user',
      team_id: 'T0LOCAL',
      channel_id: 'C0APPROVALS',
      channel_name: 'approvals',
      api_app_id: 'A0ASSUME',
      is_enterprise_install: 'false',
    });
  });

  it('shows its answer to the user who typed it', async () => {
    const { bot, slack } = world;
    bot.answersJson({ text: 'Nearest: prod-s3', blocks: [section('Nearest: prod-s3')] });

    const outcome = await slack.as('U0RANDOM').command('/assume', 'prod-s4');

    expect(outcome).toMatchObject({ ok: true, message: { text: 'Nearest: prod-s3', ephemeralTo: 'U0RANDOM' } });
    expect(slack.seenBy('U0RANDOM', 'C0GENERAL')).toHaveLength(1);
    expect(slack.messages('C0GENERAL')).toEqual([]);
  });

  it('shows plain text unchanged, an in_channel answer to all members, and nothing for an empty answer', async () => {
    const { bot, slack } = world;
    bot.answers({ status: 200, body: 'only text' });
    bot.answersJson({ text: 'for all', response_type: 'in_channel' });

    const alone = await slack.as('U0BOB').command('/assume', 'help');
    const all = await slack.as('U0BOB').command('/assume', 'list');
    const none = await slack.as('U0BOB').command('/assume');

    expect([alone, all, none].map((outcome) => outcome.ok && outcome.message?.text)).toEqual([
      'only text',
      'for all',
      undefined,
    ]);
    expect(slack.messages('C0GENERAL').map((message) => message.text)).toEqual(['for all']);
  });

  it('fails with the error that Slack shows if the bot answers with invalid content, with an error, or too late', async () => {
    const slow = await aSlack({ ackTimeoutMs: 5, transport: () => new Promise(() => {}) });
    world.bot.answers({ status: 401, body: '' });
    world.bot.answersJson({ text: 'x', blocks: [section('')] });

    const refused = await world.slack.as('U0BOB').command('/assume');
    const invalid = await world.slack.as('U0BOB').command('/assume');
    const late = await slow.slack.as('U0BOB').command('/assume');
    await slow.slack.close();

    expect(refused).toEqual({ ok: false, error: 'dispatch_failed', status: 401 });
    expect(invalid).toMatchObject({ error: 'invalid_answer', problems: [{ pointer: '/blocks/0/text/text' }] });
    expect(late).toEqual({ ok: false, error: 'operation_timeout' });
  });

  it('contains the team of a user from another workspace', async () => {
    await world.slack.as('U0EXTERNAL').command('/assume', 'prod-s3');

    expect(world.bot.lastForm()).toMatchObject({ user_id: 'U0EXTERNAL', team_id: 'T0OTHER' });
  });

  it('can be typed in the direct message with the bot, but not in a channel that the user is not in', async () => {
    await world.slack.as('U0BOB').command('/assume', '', { channel: 'D0BOB' });

    expect(world.bot.lastForm()).toMatchObject({ channel_id: 'D0BOB', channel_name: 'directmessage' });
    const elsewhere = world.slack.as('U0VISITOR').command('/assume', '', { channel: 'C0GENERAL' });
    await expect(elsewhere).rejects.toThrow('U0VISITOR is not in C0GENERAL');
  });
});

it('lets a test send any signed body to the bot', async () => {
  world.bot.answers({ status: 400, body: 'what?' });

  const answer = await world.slack.deliver('payload=x');

  expect(answer).toMatchObject({ status: 400, body: 'what?' });
  expect(world.bot.requests[0]?.headers['x-slack-signature']).toMatch(/^v0=[0-9a-f]{64}$/);
});
