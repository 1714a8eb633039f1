import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { TryOutcome } from './protocol.ts';
import { aBotFunction, aSite } from './testing/a-site.ts';

/** Sends a request with a Host and Origin that a browser would not let a page choose. Returns the status. */
const statusFor = (url: string, path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: new URL(url).port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

describe('the page', () => {
  it('is served completely from this server, and its policy blocks other origins', async () => {
    const { url } = await aSite();
    const response = await fetch(url);
    const html = await response.text();
    const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);

    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(files).toEqual(['/console/icon.svg', '/console/console.css', '/console/console.js']);
    for (const path of files) expect((await fetch(`${url}${path}`)).status).toBe(200);
  });

  it('is not sent again if it has not changed', async () => {
    const { url } = await aSite();
    const first = await fetch(`${url}/console/console.js`);
    const etag = first.headers.get('etag') ?? '';
    await first.arrayBuffer();

    const second = await fetch(`${url}/console/console.js`, { headers: { 'if-none-match': etag } });

    expect([first.status, second.status]).toEqual([200, 304]);
  });

  it('leaves every other path to the server that it is part of', async () => {
    const { url } = await aSite();

    expect(await (await fetch(`${url}/slack/events`)).text()).toBe('not of the console');
    expect((await fetch(`${url}/console/../../package.json`)).status).toBe(404);
    expect((await fetch(`${url}/console/nothing.js`)).status).toBe(404);
  });
});

describe('requests to the console', () => {
  it('are accepted only for loopback host names and from pages of this machine', async () => {
    const { url } = await aSite();

    expect(await statusFor(url, '/', { host: 'localhost:3000' })).toBe(200);
    expect(await statusFor(url, '/', { host: 'rebound.example.com' })).toBe(403);
    expect(await statusFor(url, '/console/api/live', { host: '127.0.0.1', origin: 'https://example.com' })).toBe(403);
  });

  it('must be JSON, which a form on another site cannot send', async () => {
    const bot = aBotFunction('sweep');
    const { url } = await aSite([bot]);

    const form = await fetch(`${url}/console/api/bot`, { method: 'POST', body: 'isOn=false' });

    expect(form.status).toBe(415);
    expect(bot.isRunning).toBe(true);
  });

  it('can do what users can do in Slack, and nothing that is only for scripts', async () => {
    const { post, slack } = await aSite();

    expect((await post('slack/deactivate', { user: 'U0BOB' })).status).toBe(404);
    expect((await post('nothing', {})).status).toBe(404);
    expect((await post('bot', { isOn: 'no' })).status).toBe(400);
    expect(slack.received).toEqual([]);
  });

  it('pass the action of a user to the local Slack, and return its answer', async () => {
    const { post, slack } = await aSite();

    const answer = await post('slack/command', { user: 'U0BOB', command: '/other' });

    expect(answer).toEqual({ status: 409, body: { ok: false, error: 'no such command' } });
    expect(slack.received).toEqual([{ route: 'POST /local/command', body: '{"user":"U0BOB","command":"/other"}' }]);
  });
});

describe('the event stream', () => {
  it('contains the roles of the catalog and the AWS identities of users', async () => {
    const { topic } = await aSite();

    expect(await topic('about')).toMatchObject({
      appUserId: 'U0ASSUME',
      roles: [{ name: 'prod-s3', accountName: 'prod', maxMinutes: 60 }],
      identities: {
        U0ALICE: { kind: 'iam-user', name: 'alice', accountId: '111111111111' },
        U0RANDOM: { kind: 'federated', name: 'random', accountId: '111111111111' },
      },
    });
  });

  it('contains the role and its users as IAM returns them', async () => {
    const { topic } = await aSite();

    expect(await topic('aws')).toMatchObject({
      role: 'prod-s3',
      found: { trust: [], attached: ['read'] },
      people: [{ slackId: 'U0ALICE', name: 'alice' }],
    });
  });

  it('contains the calls to AWS, to Slack and to the bot, without the calls of the console', async () => {
    const { topic } = await aSite();

    const calls = await topic('calls', (all) => all.some(({ service }) => service === 'sts'));

    expect(
      calls.map(({ service, operation, actor, about, error }) => [service, operation, actor, about, error]),
    ).toEqual([
      ['sts', 'AssumeRole', 'alice', 's3-list-role', 'AccessDenied'],
      ['slack', 'chat.postMessage', 'bot', '#general', undefined],
      ['bot', 'command', 'alice', '', 'HTTP 500'],
    ]);
  });
});

describe('Try it', () => {
  it.each(['U0ALICE', 'U0RANDOM'])('shows the error of AWS as the AWS CLI prints it: %s', async (user) => {
    const { post } = await aSite();

    const { body } = await post<TryOutcome>('assume', { user, role: 'prod-s3' });

    expect(body).toMatchObject({
      ok: true,
      steps: [
        {
          isAllowed: false,
          output: 'An error occurred (AccessDenied) when calling the AssumeRole operation: alice may not',
        },
      ],
    });
  });

  it('explains that a user has no AWS identity, and that a role or session does not exist', async () => {
    const { post } = await aSite();
    const why = async (path: string, body: object) => (await post<{ why?: string }>(path, body)).body.why;

    expect(await why('assume', { user: 'U0BOB', role: 'prod-s3' })).toContain('no AWS identity');
    expect(await why('assume', { user: 'U0ALICE', role: 'toString' })).toContain('does not contain the role');
    expect(await why('use', { session: 'made-up' })).toContain('Assume the role again');
  });
});

describe('the bot switch', () => {
  it('stops all functions, and starts them again', async () => {
    const functions = ['slack-events', 'reconcile'].map(aBotFunction);
    const { post, topic } = await aSite(functions);
    const running = async () => (await topic('bot')).lambdas.map(({ isRunning }) => isRunning);

    await post('bot', { isOn: false });
    const stopped = await running();
    await post('bot', { isOn: true });

    expect(stopped).toEqual([false, false]);
    expect(await running()).toEqual([true, true]);
  });
});
