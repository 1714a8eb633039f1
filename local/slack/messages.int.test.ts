import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSlack, errorOf } from './testing/a-slack.ts';
import { actions, button, section } from './testing/samples.ts';

let world: Awaited<ReturnType<typeof aSlack>>;

beforeEach(async () => {
  world = await aSlack();
});
afterEach(() => world.slack.close());

const GENERAL = { channel: 'C0GENERAL' };
const richText = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
});

describe('posting', () => {
  it('posts a message with blocks to every member of the channel', async () => {
    const { client, slack } = world;

    const posted = await client.chat.postMessage({ ...GENERAL, text: 'hello', blocks: [section('hello')] });

    expect(posted).toMatchObject({ ok: true, channel: 'C0GENERAL', ts: slack.messages('C0GENERAL')[0]?.ts });
    expect(slack.seenBy('U0BOB', 'C0GENERAL')).toMatchObject([{ user: 'U0ASSUME', bot_id: 'B0ASSUME', text: 'hello' }]);
    expect(posted.message?.blocks?.[0]?.block_id).toMatch(/^b/);
  });

  it('gives each message a unique timestamp, in order, even if the clock does not advance or goes back', async () => {
    const { client, clock } = world;

    const first = await client.chat.postMessage({ ...GENERAL, text: '1' });
    const second = await client.chat.postMessage({ ...GENERAL, text: '2' });
    clock.passSeconds(-60);
    const third = await client.chat.postMessage({ ...GENERAL, text: '3' });

    const stamps = [first.ts, second.ts, third.ts];
    expect(first.ts).toMatch(/^1893499200\.\d{6}$/);
    expect(new Set(stamps).size).toBe(3);
    expect(stamps.toSorted()).toEqual(stamps);
  });

  it('reaches a user by their id, in the direct message that conversations.open returns', async () => {
    const { client, slack } = world;

    const posted = await client.chat.postMessage({ channel: 'U0ALICE', text: 'psst' });
    const opened = await client.conversations.open({ users: 'U0ALICE' });

    expect(posted.channel).toBe('D0ALICE');
    expect(opened.channel?.id).toBe('D0ALICE');
    expect(slack.seenBy('U0ALICE', 'D0ALICE').map((message) => message.text)).toEqual(['psst']);
    expect(slack.seenBy('U0BOB', 'D0ALICE')).toEqual([]);
  });

  it('keeps replies in their thread, out of the history unless they are broadcast', async () => {
    const { client, slack } = world;
    slack.setScopes(['chat:write', 'channels:history']);
    const root = await client.chat.postMessage({ ...GENERAL, text: 'root' });
    const thread = { ...GENERAL, thread_ts: String(root.ts) };
    const reply = await client.chat.postMessage({ ...thread, text: 'reply' });
    await client.chat.postMessage({ ...thread, thread_ts: String(reply.ts), text: 'loud', reply_broadcast: true });

    const history = await client.conversations.history(GENERAL);
    const replies = await client.conversations.replies({ ...GENERAL, ts: String(root.ts) });

    expect(history.messages?.map((message) => message.text)).toEqual(['loud', 'root']);
    expect(replies.messages?.map((message) => message.text)).toEqual(['root', 'reply', 'loud']);
  });

  it('shows an ephemeral message to one user, and to no API method', async () => {
    const { client, slack } = world;

    const posted = await client.chat.postEphemeral({ ...GENERAL, user: 'U0ALICE', text: 'only you' });

    expect(slack.seenBy('U0ALICE', 'C0GENERAL').map((message) => message.text)).toEqual(['only you']);
    expect(slack.seenBy('U0BOB', 'C0GENERAL')).toEqual([]);
    expect(slack.messages('C0GENERAL')).toEqual([]);
    const update = client.chat.update({ ...GENERAL, ts: String(posted.message_ts), text: 'new' });
    expect(await errorOf(update)).toMatchObject({ error: 'message_not_found' });
  });

  it('accepts JSON bodies and forms', async () => {
    const { slack } = world;

    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: 'Bearer xoxb-local', 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ ...GENERAL, text: 'json', blocks: [section('json')] }),
    });

    expect(await response.json()).toMatchObject({ ok: true });
    expect(slack.messages('C0GENERAL')).toMatchObject([{ text: 'json', blocks: [{ type: 'section' }] }]);
  });
});

describe('a message', () => {
  it.each([
    ['to an unknown channel', { channel: 'C0NOWHERE', text: 'x' }, 'channel_not_found'],
    ['to an unknown user', { channel: 'U0NOBODY', text: 'x' }, 'channel_not_found'],
    ['to a deactivated user', { channel: 'U0GONE', text: 'x' }, 'channel_not_found'],
    ['to a user of another workspace', { channel: 'U0EXTERNAL', text: 'x' }, 'channel_not_found'],
    ['to a bot', { channel: 'U0BOTBOT', text: 'x' }, 'cannot_dm_bot'],
    ['without text', { ...GENERAL }, 'no_text'],
    ['past 40,000 characters', { ...GENERAL, text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['with blocks that exceed a limit', { ...GENERAL, text: 'x', blocks: [section('')] }, 'invalid_blocks'],
    ['as a reply to an unknown message', { ...GENERAL, text: 'x', thread_ts: '1.000000' }, 'thread_not_found'],
    ['with attachments, which are not implemented', { ...GENERAL, text: 'x', attachments: [{}] }, 'invalid_arguments'],
  ])('is rejected %s', async (_title, message, error) => {
    const { client, slack } = world;

    const refused = await errorOf(client.apiCall('chat.postMessage', message));

    expect(refused).toMatchObject({ ok: false, error });
    expect(slack.seenBy('U0ASSUME')).toEqual([]);
  });

  it('is rejected with the location of invalid blocks', async () => {
    const blocks = [section('ok'), actions(button({ value: 'x'.repeat(2001) }))];

    const refused = await errorOf(world.client.chat.postMessage({ ...GENERAL, text: 'x', blocks }));

    const message = '[ERROR] must be less than 2001 characters [json-pointer:/blocks/1/elements/0/value]';
    expect(refused).toMatchObject({ error: 'invalid_blocks', response_metadata: { messages: [message] } });
  });

  it('is rejected in a public channel that the bot is not in, unless it has chat:write.public', async () => {
    const { client, slack } = world;
    slack.directory.addChannel({ id: 'C0OTHER', name: 'other', members: ['U0BOB'] });
    slack.directory.addChannel({ id: 'C0SECRET', name: 'secret', kind: 'private', members: ['U0BOB'] });

    const uninvited = await errorOf(client.chat.postMessage({ channel: 'C0OTHER', text: 'x' }));
    slack.setScopes(['chat:write', 'chat:write.public']);
    const invited = await client.chat.postMessage({ channel: 'C0OTHER', text: 'x' });
    const secret = await errorOf(client.chat.postMessage({ channel: 'C0SECRET', text: 'x' }));

    expect(uninvited).toMatchObject({ error: 'not_in_channel' });
    expect(invited.ok).toBe(true);
    expect(secret).toMatchObject({ error: 'channel_not_found' });
  });

  it('is rejected in an archived channel', async () => {
    world.slack.directory.archive('C0GENERAL');

    const refused = await errorOf(world.client.chat.postMessage({ ...GENERAL, text: 'x' }));

    expect(refused).toMatchObject({ error: 'is_archived' });
  });

  it('is rejected as an ephemeral message to a user outside of the channel', async () => {
    const call = world.client.chat.postEphemeral({ ...GENERAL, user: 'U0VISITOR', text: 'x' });

    expect(await errorOf(call)).toMatchObject({ error: 'user_not_in_channel' });
  });
});

describe('changing a message', () => {
  it('replaces text and blocks, and keeps omitted blocks', async () => {
    const { client, slack } = world;
    const posted = await client.chat.postMessage({ ...GENERAL, text: 'pending', blocks: [actions(button())] });
    const at = { ...GENERAL, ts: String(posted.ts) };

    await client.chat.update({ ...at, text: 'still pending' });
    const kept = slack.messages('C0GENERAL')[0];
    await client.chat.update({ ...at, text: 'approved', blocks: [section('approved')] });
    const redrawn = slack.messages('C0GENERAL')[0];

    expect(kept).toMatchObject({ text: 'still pending', blocks: [{ type: 'actions' }] });
    expect(redrawn).toMatchObject({ text: 'approved', blocks: [{ type: 'section' }], edited: { user: 'U0ASSUME' } });
  });

  it.each([
    ['by other blocks', [section('ended')]],
    ['by no block', []],
    ['by a rich text block at another place', [section('ended'), richText('x')]],
  ])('keeps a rich text block, which cannot be replaced %s', async (_, blocks) => {
    const { client } = world;
    const posted = await client.chat.postMessage({ ...GENERAL, text: 'x', blocks: [richText('profile')] });
    const at = { ...GENERAL, ts: String(posted.ts) };

    const refused = await errorOf(client.chat.update({ ...at, text: 'ended', blocks }));
    const kept = await client.chat.update({ ...at, text: 'ended', blocks: [richText('another'), section('ended')] });

    expect(refused).toMatchObject({ error: 'block_mismatch' });
    expect(kept.ok).toBe(true);
  });

  it('deletes it for every member', async () => {
    const { client, slack } = world;
    const posted = await client.chat.postMessage({ ...GENERAL, text: 'x' });

    await client.chat.delete({ ...GENERAL, ts: String(posted.ts) });

    expect(slack.messages('C0GENERAL')).toEqual([]);
  });

  it('rejects a message of another author and a message that does not exist', async () => {
    const { client, slack } = world;
    const { ts } = slack.as('U0BOB').say('C0GENERAL', 'mine');

    const update = await errorOf(client.chat.update({ ...GENERAL, ts, text: 'x' }));
    const removal = await errorOf(client.chat.delete({ ...GENERAL, ts }));
    const nowhere = await errorOf(client.chat.update({ ...GENERAL, ts: '1.000000', text: 'x' }));
    const byPerson = await errorOf(client.chat.update({ channel: 'U0BOB', ts, text: 'x' }));

    expect(update).toMatchObject({ error: 'cant_update_message' });
    expect(removal).toMatchObject({ error: 'cant_delete_message' });
    expect(nowhere).toMatchObject({ error: 'message_not_found' });
    expect(byPerson).toMatchObject({ error: 'channel_not_found' });
  });

  it('returns a permalink', async () => {
    const posted = await world.client.chat.postMessage({ ...GENERAL, text: 'x' });

    const link = await world.client.chat.getPermalink({ ...GENERAL, message_ts: String(posted.ts) });

    expect(link.permalink).toBe('https://local.slack.com/archives/C0GENERAL/p1893499200000100');
  });
});
