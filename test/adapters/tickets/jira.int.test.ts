import { afterEach, describe, expect, it } from 'vitest';
import { createJira } from '../../../functions/adapters/tickets/jira.ts';
import { TicketFault } from '../../../functions/core/fault.ts';
import { type Asked, aTicketServer, type TicketResponse } from './a-ticket-server.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const ACCOUNT = 'bot@example.com:api-token';
const NOW = new Date('2030-01-01T12:00:00Z');
const basic = (secret: string) => `Basic ${Buffer.from(secret).toString('base64')}`;
const issue = (key = 'OPS-42', status = 'In Progress') => ({
  id: '10002',
  key,
  fields: { status: { name: status, statusCategory: { key: 'indeterminate' } }, project: { key: key.split('-')[0] } },
});
/** "Get issue": 404 if the issue does not exist, or the user may not see it. */
const NOT_FOUND: TicketResponse = {
  status: 404,
  body: { errorMessages: ['Issue does not exist or you do not have permission to see it.'], errors: {} },
};

const aJira = async (answer: (asked: Asked) => TicketResponse, options: { secret?: string; next?: string } = {}) => {
  const server = await aTicketServer(answer);
  closing.push(server.close);
  const time = { now: NOW };
  const secret = options.secret ?? ACCOUNT;
  const jira = createJira({
    url: server.url,
    secret: { current: async () => secret, reread: async () => options.next ?? secret },
    now: () => time.now,
    timeoutMs: 2000,
    maxBytes: 10_000,
  });
  return { jira, asked: server.asked, time };
};
const faultOf = async (reading: Promise<unknown>): Promise<TicketFault> => {
  const fault = await reading.then(
    () => undefined,
    (one: unknown) => one,
  );
  expect(fault).toBeInstanceOf(TicketFault);
  return fault as TicketFault;
};

describe('an issue of Jira', () => {
  it('is read with its state and project by an account that only reads', async () => {
    const { jira, asked } = await aJira(() => ({ body: issue() }));

    expect(await jira.read('OPS-42')).toEqual({ key: 'OPS-42', status: 'In Progress', of: 'OPS', readAt: NOW });
    expect(asked).toEqual([
      {
        url: '/rest/api/3/issue/OPS-42?fields=status,project',
        authorization: basic(ACCOUNT),
        accept: 'application/json',
      },
    ]);
  });

  it.each([
    ['../../../myself', '..%2F..%2F..%2Fmyself'],
    ['OPS-1?expand=names', 'OPS-1%3Fexpand%3Dnames'],
    ['OPS-1#x/é', 'OPS-1%23x%2F%C3%A9'],
  ])('is one part of the address for every text of a user: %s', async (id, encoded) => {
    const { jira, asked } = await aJira(() => ({ body: issue() }));
    await jira.read(id);

    expect(asked[0]?.url).toBe(`/rest/api/3/issue/${encoded}?fields=status,project`);
  });

  it('is known by its new key and project after it was moved', async () => {
    const { jira } = await aJira(() => ({ body: issue('WEB-7') }));

    expect(await jira.read('OPS-42')).toMatchObject({ key: 'WEB-7', of: 'WEB' });
  });

  it('is missing if Jira knows the account and not the issue', async () => {
    const { jira, asked } = await aJira(({ url }) => (url.endsWith('/myself') ? { body: {} } : NOT_FOUND));

    expect(await jira.read('OPS-99')).toBe('missing');
    expect(asked.map(({ url }) => url)).toContain('/rest/api/3/myself');
  });

  it('is not known to be missing if Jira takes the caller for an anonymous one', async () => {
    const { jira } = await aJira(({ url }) => (url.endsWith('/myself') ? { status: 401, body: {} } : NOT_FOUND));

    expect(await faultOf(jira.read('OPS-42'))).toMatchObject({ kind: 'refused', system: 'jira', ticket: 'OPS-42' });
  });

  it.each([200, 404])('is not read by an answer of status %i to wrong credentials', async (status) => {
    const headers = { 'X-Seraph-LoginReason': 'AUTHENTICATED_FAILED' };
    const { jira } = await aJira(() => ({ status, headers, body: issue() }));

    expect((await faultOf(jira.read('OPS-42'))).kind).toBe('refused');
  });

  it('is read with the new token after the old one was revoked', async () => {
    const next = 'bot@example.com:new';
    const { jira, asked } = await aJira(
      ({ authorization }) => (authorization === basic(next) ? { body: issue() } : { status: 401 }),
      { next },
    );

    expect(await jira.read('OPS-42')).toMatchObject({ status: 'In Progress' });
    expect(asked).toHaveLength(2);
  });

  it.each<[string, TicketResponse, TicketFault['kind']]>([
    ['401', { status: 401, body: {} }, 'refused'],
    ['403', { status: 403, body: {} }, 'refused'],
    ['500', { status: 500, body: '<html>' }, 'unavailable'],
    ['503', { status: 503 }, 'unavailable'],
    ['a redirection', { status: 302, headers: { location: '/login' } }, 'unavailable'],
    ['no JSON', { body: '<html>' }, 'unavailable'],
    ['another form', { body: { key: 'OPS-42', fields: {} } }, 'unavailable'],
    ['an empty state', { body: issue('OPS-42', '') }, 'unavailable'],
    ['a page of an unknown address', { status: 404, body: '<html>' }, 'unavailable'],
    ['more than is read', { body: { ...issue(), more: 'x'.repeat(20_000) } }, 'unavailable'],
    ['nothing in time', { isSilent: true }, 'unavailable'],
  ])('is unknown if Jira answers with %s, and no message contains the token', async (_, answer, kind) => {
    const { jira, asked } = await aJira(() => answer);
    const fault = await faultOf(jira.read('OPS-42'));

    expect(fault.kind).toBe(kind);
    expect(JSON.stringify([fault, fault.message, String(fault.cause)])).not.toMatch(/api-token|Ym90QGV4YW1wbGU/);
    // The credentials go to the configured address only.
    expect(asked.every(({ url }) => url.startsWith('/rest/api/3/issue/'))).toBe(true);
  });

  it.each([
    ['30', 30],
    ['Tue, 01 Jan 2030 12:01:30 GMT', 90],
    ['99999', 900],
    ['soon', 60],
  ])('is not asked for until the limit has passed: Retry-After %s', async (retryAfter, seconds) => {
    const answers: TicketResponse[] = [{ status: 429, headers: { 'retry-after': retryAfter } }];
    const { jira, asked, time } = await aJira(() => answers.shift() ?? { body: issue() });

    expect((await faultOf(jira.read('OPS-42'))).kind).toBe('limited');
    time.now = new Date(NOW.getTime() + (seconds - 1) * 1000);
    expect((await faultOf(jira.read('OPS-7'))).kind).toBe('limited');
    expect(asked).toHaveLength(1);
    time.now = new Date(NOW.getTime() + seconds * 1000);
    expect(await jira.read('OPS-42')).toMatchObject({ status: 'In Progress' });
  });

  it('is not asked for with a secret of another form', async () => {
    const { jira, asked } = await aJira(() => ({ body: issue() }), { secret: 'only-a-token' });

    expect((await faultOf(jira.read('OPS-42'))).kind).toBe('refused');
    expect(asked).toEqual([]);
  });
});
