import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSlack, errorOf } from './testing/a-slack.ts';

let world: Awaited<ReturnType<typeof aSlack>>;

beforeEach(async () => {
  world = await aSlack({ appToken: 'xapp-local' });
});
afterEach(() => world.slack.close());

describe('authentication', () => {
  it('returns the identity of the bot', async () => {
    const who = await world.client.auth.test();

    expect(who).toMatchObject({ team_id: 'T0LOCAL', user_id: 'U0ASSUME', bot_id: 'B0ASSUME' });
  });

  it.each([
    ['a call without a token', undefined, 'not_authed'],
    ['an unknown token', 'xoxb-other', 'invalid_auth'],
    ['an app-level token', 'xapp-local', 'not_allowed_token_type'],
  ])('rejects %s', async (_title, token, error) => {
    expect(await errorOf(world.clientOf(token).auth.test())).toMatchObject({ error });
  });

  it('accepts a token from a form, but not from a JSON body', async () => {
    const call = (contentType: string, body: string) =>
      fetch(`${world.slack.apiUrl}auth.test`, { method: 'POST', headers: { 'content-type': contentType }, body });

    const byForm = await call('application/x-www-form-urlencoded', 'token=xoxb-local');
    const byJson = await call('application/json', '{"token":"xoxb-local"}');

    expect(await byForm.json()).toMatchObject({ ok: true });
    expect(await byJson.json()).toMatchObject({ error: 'not_authed' });
  });

  it('requires the scope of the method, and names it', async () => {
    world.slack.setScopes(['chat:write']);

    const refused = await errorOf(world.client.users.info({ user: 'U0BOB' }));

    expect(refused).toMatchObject({ error: 'missing_scope', needed: 'users:read', provided: 'chat:write' });
  });

  it('returns unknown_method for other methods', async () => {
    expect(await errorOf(world.client.apiCall('chat.scheduleMessage'))).toMatchObject({ error: 'unknown_method' });
  });

  it('rejects a body that is not JSON, and a missing argument', async () => {
    const headers = { authorization: 'Bearer xoxb-local', 'content-type': 'application/json' };
    const broken = await fetch(`${world.slack.apiUrl}chat.postMessage`, { method: 'POST', headers, body: '{' });
    const missing = await errorOf(world.client.apiCall('chat.postMessage', { text: 'x' }));

    expect(await broken.json()).toMatchObject({ error: 'invalid_json' });
    expect(missing).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: channel [json-pointer:]'] },
    });
  });
});

describe('people', () => {
  it('returns the account type of each user', async () => {
    const shown = async (user: string) => (await world.client.users.info({ user })).user;

    expect(await shown('U0RANDOM')).toMatchObject({
      name: 'random_user',
      team_id: 'T0LOCAL',
      tz_offset: -18_000,
      profile: { email: 'random_user@example.com' },
    });
    expect(await shown('U0GUEST')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
    expect(await shown('U0VISITOR')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
    expect(await shown('U0GONE')).toMatchObject({ deleted: true });
    expect(await shown('U0EXTERNAL')).toMatchObject({ team_id: 'T0OTHER', is_stranger: true });
    expect(await shown('U0BOTBOT')).toMatchObject({ is_bot: true });
  });

  it('hides email addresses from a token without users:read.email', async () => {
    world.slack.setScopes(['users:read']);

    const { user } = await world.client.users.info({ user: 'U0BOB' });

    expect(user?.profile).toMatchObject({ display_name: 'bob' });
    expect(user?.profile?.email).toBeUndefined();
  });

  it('lists only the members of the workspace, with pagination', async () => {
    const pages: (string | undefined)[][] = [];

    for await (const page of world.client.paginate('users.list', { limit: 4 })) {
      pages.push((page as unknown as { members: { id: string }[] }).members.map((member) => member.id));
    }

    expect(pages.map((page) => page.length)).toEqual([4, 4, 1]);
    expect(pages.flat()).not.toContain('U0EXTERNAL');
    expect(new Set(pages.flat()).size).toBe(9);
  });

  it('rejects an unknown cursor', async () => {
    expect(await errorOf(world.client.users.list({ cursor: 'bm93aGVyZQ==' }))).toMatchObject({
      error: 'invalid_cursor',
    });
  });

  it('finds active users by email address', async () => {
    const found = await world.client.users.lookupByEmail({ email: 'Carol@example.com' });

    expect(found.user?.id).toBe('U0CAROL');
    const gone = world.client.users.lookupByEmail({ email: 'gone@example.com' });
    expect(await errorOf(gone)).toMatchObject({ error: 'users_not_found' });
    expect(await errorOf(world.client.users.info({ user: 'constructor' }))).toMatchObject({ error: 'user_not_found' });
  });

  it('lists user groups and their members, without deactivated users', async () => {
    const groups = await world.client.usergroups.list();
    const before = await world.client.usergroups.users.list({ usergroup: 'S0SRE' });
    await world.slack.directory.deactivate('U0BOB');
    const after = await world.client.usergroups.users.list({ usergroup: 'S0SRE' });

    expect(groups.usergroups).toMatchObject([{ id: 'S0SRE', handle: 'sre' }]);
    expect(before.users).toEqual(['U0BOB', 'U0CAROL']);
    expect(after.users).toEqual(['U0CAROL']);
    const unknown = world.client.usergroups.users.list({ usergroup: 'S0NONE' });
    expect(await errorOf(unknown)).toMatchObject({ error: 'no_such_subteam' });
  });
});

describe('conversations', () => {
  it.each([
    ['an empty list of users', '', 'users_list_not_supplied'],
    ['an unknown user', 'U0NOBODY', 'user_not_found'],
    ['a deactivated user', 'U0GONE', 'user_disabled'],
    ['a bot', 'U0BOTBOT', 'cannot_dm_bot'],
  ])('cannot be opened with %s', async (_title, users, error) => {
    expect(await errorOf(world.client.apiCall('conversations.open', { users }))).toMatchObject({ error });
  });

  it('returns a channel, a direct message and a group', async () => {
    world.slack.setScopes(['im:write', 'mpim:write', 'channels:read', 'im:read', 'mpim:read']);
    const direct = await world.client.conversations.open({ users: 'U0BOB' });
    const group = await world.client.conversations.open({ users: 'U0BOB,U0CAROL' });
    const info = async (channel = '') => (await world.client.conversations.info({ channel })).channel;

    expect(await info('C0APPROVALS')).toMatchObject({ name: 'approvals', is_member: true, is_ext_shared: true });
    expect(await info(direct.channel?.id)).toMatchObject({ is_im: true, user: 'U0BOB' });
    expect(await info(group.channel?.id)).toMatchObject({ is_mpim: true });
  });

  it('pages through a history of more than a hundred messages, newest first', async () => {
    world.slack.setScopes(['channels:history']);
    for (let n = 1; n <= 150; n += 1) world.slack.as('U0BOB').say('C0GENERAL', `message ${n}`);

    const first = await world.client.conversations.history({ channel: 'C0GENERAL' });
    const cursor = String(first.response_metadata?.next_cursor);
    const second = await world.client.conversations.history({ channel: 'C0GENERAL', cursor });

    expect(first).toMatchObject({ has_more: true });
    expect(first.messages?.at(0)?.text).toBe('message 150');
    expect(first.messages).toHaveLength(100);
    expect(second.messages?.map((message) => message.text)).toContain('message 1');
    expect(second).toMatchObject({ has_more: false });
  });

  it('returns the history only to members of the channel', async () => {
    world.slack.setScopes(['channels:history']);
    world.slack.directory.leave('C0GENERAL', 'U0ASSUME');

    const refused = await errorOf(world.client.conversations.history({ channel: 'C0GENERAL' }));

    expect(refused).toMatchObject({ error: 'not_in_channel' });
  });
});

describe('faults and limits', () => {
  const post = () => world.client.chat.postMessage({ channel: 'C0GENERAL', text: 'x' });

  it('fails the given number of times, before the call takes effect', async () => {
    world.slack.fail({ method: 'chat.postMessage', kind: 'error', error: 'internal_error', times: 2 });

    const errors = [await errorOf(post()), await errorOf(post())];
    await post();

    expect(errors).toMatchObject([{ error: 'internal_error' }, { error: 'internal_error' }]);
    expect(world.slack.messages('C0GENERAL')).toHaveLength(1);
  });

  it('fails after the effect, so that a retry applies it twice', async () => {
    world.slack.fail({ method: '*', kind: 'http', status: 503, when: 'after' });

    await expect(post()).rejects.toThrow('503');
    await post();

    expect(world.slack.messages('C0GENERAL')).toHaveLength(2);
  });

  it('returns Retry-After', async () => {
    world.slack.fail({ method: 'chat.postMessage', kind: 'ratelimited', retryAfterSeconds: 7 });

    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 7 });
  });

  it('closes the connection, or never answers until it is closed', async () => {
    world.slack.fail({ method: 'chat.postMessage', kind: 'disconnect' });
    world.slack.fail({ method: 'auth.test', kind: 'hang' });

    const hanging = world.client.auth.test().then(
      () => 'answered',
      () => 'failed',
    );
    await expect(post()).rejects.toThrow();
    expect(await Promise.race([hanging, post().then(() => 'still hanging')])).toBe('still hanging');
    await world.slack.close();

    expect(await hanging).toBe('failed');
    world = await aSlack();
  });

  it('enforces one message per second per channel only if it is enabled', async () => {
    await post();
    await post();
    world.slack.setRateLimits(true);

    await post();
    await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
    const elsewhere = await world.client.chat.postMessage({ channel: 'C0APPROVALS', text: 'x' });
    world.clock.passSeconds(1);
    const later = await post();

    expect([elsewhere.ok, later.ok]).toEqual([true, true]);
  });

  it('records each call with its arguments and result', async () => {
    await post();
    await errorOf(world.client.users.info({ user: 'U0NOBODY' }));

    expect(world.slack.callCounts()).toEqual({ 'chat.postMessage': 1, 'users.info': 1 });
    expect(world.slack.calls('users.info')).toMatchObject([
      { arguments: { user: 'U0NOBODY' }, ok: false, error: 'user_not_found', status: 200 },
    ]);
    world.slack.forgetCalls();
    expect(world.slack.calls()).toEqual([]);
  });
});
