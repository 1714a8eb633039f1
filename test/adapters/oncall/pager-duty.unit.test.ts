import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPagerDuty, OnCallFault } from '../../../functions/adapters/oncall/pager-duty.ts';
import type { SlackUserId } from '../../../functions/core/names.ts';
import { U } from '../../support/builders.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const PEOPLE: Readonly<Record<string, SlackUserId>> = {
  'bob@example.com': U('bob'),
  'carol@example.com': U('carol'),
};

const fixed = (token: string) => ({ current: async () => token, reread: async () => token });

/** A server with the answers of PagerDuty's REST API, and the adapter for it. */
const aPagerDuty = async (answer: { status?: number; body: string; onlyFor?: string }, token = fixed('read-only')) => {
  const requested: { url: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    requested.push({ url: request.url ?? '', authorization: request.headers.authorization });
    const isRefused = answer.onlyFor !== undefined && request.headers.authorization !== answer.onlyFor;
    response
      .writeHead(isRefused ? 401 : (answer.status ?? 200), { 'content-type': 'application/json' })
      .end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const ask = createPagerDuty({
    token,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    personByEmail: async (email) => PEOPLE[email],
  });
  return { ask, requested };
};

const onCall = (...emails: readonly (string | undefined)[]) =>
  JSON.stringify({
    oncalls: emails.map((email, level) => ({ escalation_level: level + 1, user: { id: 'P1', email } })),
  });

describe('users on call in PagerDuty', () => {
  it('are those of the schedule at that time, matched in Slack by e-mail address, each once', async () => {
    const { ask, requested } = await aPagerDuty({
      body: onCall('bob@example.com', 'carol@example.com', 'bob@example.com', 'unknown@example.com', undefined),
    });

    expect(await ask('sre', 'PABC123')).toEqual([U('bob'), U('carol')]);
    expect(requested).toHaveLength(1);
    expect(requested[0]?.authorization).toBe('Token token=read-only');
    expect(decodeURIComponent(requested[0]?.url ?? '')).toBe(
      '/oncalls?schedule_ids[]=PABC123&include[]=users&limit=100',
    );
  });

  it('are read with the new token after the old one was revoked', async () => {
    const token = { current: async () => 'old', reread: async () => 'new' };
    const answer = { body: onCall('bob@example.com'), onlyFor: 'Token token=new' };
    const { ask, requested } = await aPagerDuty(answer, token);

    expect(await ask('sre', 'PABC123')).toEqual([U('bob')]);
    expect(requested).toHaveLength(2);
  });

  it.each([
    ['an error', { status: 500, body: '{}' }],
    ['a refused token', { status: 401, body: '{}' }],
    ['a redirection', { status: 302, body: '' }],
    ['no JSON', { body: '<html>' }],
    ['something else', { body: '{"users":[]}' }],
  ])('are unknown if PagerDuty answers with %s', async (_, answer) => {
    const { ask } = await aPagerDuty(answer);

    await expect(ask('sre', 'PABC123')).rejects.toBeInstanceOf(OnCallFault);
  });

  it('are unknown if PagerDuty does not answer, and no message contains the token', async () => {
    const ask = createPagerDuty({
      token: fixed('read-only'),
      url: 'http://127.0.0.1:9',
      personByEmail: async () => undefined,
    });

    const fault = await ask('sre', 'PABC123').catch((error: unknown) => error);

    expect(fault).toBeInstanceOf(OnCallFault);
    expect(String(fault)).not.toContain('read-only');
  });
});
