import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalSlack } from './create-local-slack.ts';
import { aSlack, SIGNING_SECRET, TOKEN } from './testing/a-slack.ts';
import { actions, button, input, modal, textInput } from './testing/samples.ts';

let world: Awaited<ReturnType<typeof aSlack>>;

beforeEach(async () => {
  world = await aSlack();
});
afterEach(() => world.slack.close());

const post = async (act: string, body: object, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${world.slack.url}/local/${act}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the test reads an answer as a script does
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
};
const state = async (query = '') => {
  const response = await fetch(`${world.slack.url}/local/state${query}`);
  // biome-ignore lint/suspicious/noExplicitAny: the test reads an answer as a script does
  return (await response.json()) as any;
};

describe('acting over HTTP', () => {
  it('covers a command, a modal and a click', async () => {
    world.bot.answersJson({ text: 'one moment' });
    const command = await post('command', { user: 'U0RANDOM', command: '/assume', text: 'prod-s3' });
    const view = modal([input(textInput({ action_id: 'reason' }))]);
    // biome-ignore lint/suspicious/noExplicitAny: the samples are plain objects
    const opened = await world.client.views.open({ trigger_id: command.body.triggerId, view: view as any });
    const submitted = await post('submit', {
      user: 'U0RANDOM',
      viewId: opened.view?.id,
      values: { reason: 'because' },
    });
    const card = await world.client.chat.postMessage({
      channel: 'C0APPROVALS',
      text: 'x',
      blocks: [actions(button())],
    });

    const pressed = await post('press', { user: 'U0BOB', channel: 'C0APPROVALS', ts: card.ts, actionId: 'approve' });

    expect(command.body).toMatchObject({ ok: true, message: { text: 'one moment', ephemeralTo: 'U0RANDOM' } });
    expect(submitted.body).toEqual({ ok: true, action: 'close' });
    expect(pressed.body).toMatchObject({ ok: true });
    expect(world.bot.lastPayload().user.id).toBe('U0BOB');
  });

  it('explains what is wrong with a request, and which action the user could not perform', async () => {
    const nameless = await post('command', { command: '/assume' });
    const unseen = await post('press', { user: 'U0BOB', channel: 'C0GENERAL', ts: '1.000000', actionId: 'approve' });
    const unknown = await post('teleport', {});

    expect([nameless.status, unseen.status, unknown.status]).toEqual([400, 409, 404]);
    expect(nameless.body.error).toContain('user');
    expect(unseen.body.error).toContain('cannot see a message 1.000000');
  });

  it('opens the Home tab, posts messages, and administers the workspace', async () => {
    await post('say', { user: 'U0BOB', channel: 'C0GENERAL', text: 'hi' });
    const home = await post('home', { user: 'U0BOB' });
    await post('add-user', { id: 'U0DAVE', name: 'dave' });
    await post('join', { channel: 'C0GENERAL', user: 'U0DAVE' });
    await post('usergroup-members', { usergroup: 'S0SRE', users: ['U0DAVE'] });
    await post('deactivate', { user: 'U0BOB' });
    await post('fail', { method: 'auth.test', kind: 'error', error: 'fatal_error' });

    expect(home.body).toEqual({ ok: true, view: null });
    expect(world.slack.seenBy('U0DAVE').map((message) => message.text)).toEqual(['hi']);
    expect(world.slack.directory.user('U0BOB')?.deleted).toBe(true);
    expect(world.slack.directory.usergroups()[0]?.users).toEqual(['U0DAVE']);
    await expect(world.client.auth.test()).rejects.toThrow('fatal_error');
  });
});

describe('reading over HTTP', () => {
  it('returns everything, or what one user sees', async () => {
    await world.client.chat.postEphemeral({ channel: 'C0GENERAL', user: 'U0ALICE', text: 'only alice' });
    world.slack.as('U0BOB').say('C0GENERAL', 'all');
    const texts = (shown: { channels: { id: string; messages: { text: string }[] }[] }) =>
      shown.channels.find((channel) => channel.id === 'C0GENERAL')?.messages.map((message) => message.text);

    const [all, alice, bob, visitor] = [
      await state(),
      await state('?user=U0ALICE'),
      await state('?user=U0BOB'),
      await state('?user=U0VISITOR'),
    ];

    expect([texts(all), texts(alice), texts(bob), texts(visitor)]).toEqual([
      ['only alice', 'all'],
      ['only alice', 'all'],
      ['all'],
      undefined,
    ]);
    expect(all.callCounts).toEqual({ 'chat.postEphemeral': 1 });
  });

  it('streams each change as it happens', async () => {
    const response = await fetch(`${world.slack.url}/local/events`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = (await reader?.read())?.value ?? '';

    world.slack.as('U0BOB').say('C0GENERAL', 'hi');
    while (!heard.includes('message_posted')) heard += (await reader?.read())?.value ?? '';
    await reader?.cancel();

    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(heard).toContain('event: change\ndata: {"kind":"message_posted","channel":"C0GENERAL"');
  });
});

describe('pages of other web sites', () => {
  const requestWith = (headers: Readonly<Record<string, string>>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${world.slack.url}/local/state`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject);
      sent.end();
    });

  it('cannot act as a user under any host name', async () => {
    const body = { user: 'U0BOB', channel: 'C0GENERAL', text: 'x' };

    const foreign = await post('say', body, { origin: 'https://evil.example' });
    const form = await post('say', body, { 'content-type': 'text/plain' });
    const rebound = await requestWith({ host: 'evil.example:3001' });
    const direct = await requestWith({});

    expect([foreign.status, form.status, rebound, direct]).toEqual([403, 415, 403, 200]);
    expect(world.slack.messages('C0GENERAL')).toEqual([]);
  });

  it('do not include the console on another port', async () => {
    const origin = 'http://127.0.0.1:3000';

    const answer = await post('say', { user: 'U0BOB', channel: 'C0GENERAL', text: 'x' }, { origin });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  });
});

it('posts to a bot at a URL', async () => {
  const bot = await aSlack();
  const slack = await createLocalSlack({
    signingSecret: SIGNING_SECRET,
    token: TOKEN,
    port: 0,
    botUrl: `${bot.slack.url}/api/auth.test`,
  });

  const outcome = await slack.as('U0BOB').command('/assume');

  expect(outcome).toMatchObject({ ok: true });
  expect(bot.slack.calls('auth.test')).toMatchObject([{ arguments: { command: '/assume' }, error: 'invalid_auth' }]);
  await Promise.all([slack.close(), bot.slack.close()]);
});

describe('starting', () => {
  it('needs a free port', async () => {
    const port = Number(new URL(world.slack.url).port);

    const second = createLocalSlack({ signingSecret: SIGNING_SECRET, token: TOKEN, port });

    await expect(second).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`);
  });
});
