import { afterEach, describe, expect, it } from 'vitest';
import { createPagerDutyIncidents } from '../../../functions/adapters/tickets/pager-duty-incidents.ts';
import { createTickets } from '../../../functions/adapters/tickets/tickets.ts';
import { TicketFault } from '../../../functions/core/fault.ts';
import { type Asked, aTicketServer, type TicketResponse } from './a-ticket-server.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const NOW = new Date('2030-01-01T12:00:00Z');
const incident = (more: object = {}) => ({
  incident: {
    id: 'PT4KHLK',
    type: 'incident',
    incident_number: 1234,
    status: 'acknowledged',
    service: { id: 'PSVC123', type: 'service_reference' },
    ...more,
  },
});

const anAccount = async (answer: (asked: Asked) => TicketResponse) => {
  const server = await aTicketServer(answer);
  closing.push(server.close);
  const time = { now: NOW };
  const now = () => time.now;
  const secret = { current: async () => 'read-only', reread: async () => 'read-only' };
  const incidents = createPagerDutyIncidents({ url: server.url, secret, now, timeoutMs: 2000 });
  return { incidents, tickets: createTickets({ pagerDuty: incidents.read }, now), asked: server.asked, time };
};
const kindOf = (reading: Promise<unknown>): Promise<unknown> =>
  reading.then(
    () => 'read',
    (fault: unknown) => (fault instanceof TicketFault ? fault.kind : fault),
  );

describe('an incident of PagerDuty', () => {
  it.each(['PT4KHLK', '1234'])('is read by its id or number with a read-only token: %s', async (id) => {
    const { incidents, asked } = await anAccount(() => ({ body: incident() }));

    expect(await incidents.read(id)).toEqual({ key: 'PT4KHLK', status: 'acknowledged', of: 'PSVC123', readAt: NOW });
    expect(asked).toEqual([
      {
        url: `/incidents/${id}`,
        authorization: 'Token token=read-only',
        accept: 'application/vnd.pagerduty+json;version=2',
      },
    ]);
  });

  it('is missing if the API says so', async () => {
    const body = { error: { message: 'Not Found', code: 2100 } };
    const { incidents } = await anAccount(() => ({ status: 404, body }));

    expect(await incidents.read('PNONE')).toBe('missing');
  });

  it.each<[string, TicketResponse, string]>([
    ['401', { status: 401, body: 'HTTP Token: Access denied.' }, 'refused'],
    ['402', { status: 402, body: {} }, 'refused'],
    ['403', { status: 403, body: { error: { message: 'Access Denied', code: 2010 } } }, 'refused'],
    ['500', { status: 500, body: {} }, 'unavailable'],
    ['a redirection', { status: 301, headers: { location: 'https://example.com' } }, 'unavailable'],
    ['a 404 of something else', { status: 404, body: {} }, 'unavailable'],
    ['an unknown state', { body: incident({ status: 'suppressed' }) }, 'unavailable'],
    ['another incident', { body: incident({ id: 'POTHER1' }) }, 'unavailable'],
    ['no incident', { body: { incidents: [] } }, 'unavailable'],
  ])('is unknown if PagerDuty answers with %s', async (_, answer, kind) => {
    const { incidents } = await anAccount(() => answer);

    expect(await kindOf(incidents.read('PT4KHLK'))).toBe(kind);
  });

  it('is not asked for until the limit has passed, which PagerDuty names in ratelimit-reset', async () => {
    const answers: TicketResponse[] = [{ status: 429, headers: { 'ratelimit-reset': '12' } }];
    const { incidents, asked, time } = await anAccount(() => answers.shift() ?? { body: incident() });

    expect(await kindOf(incidents.read('PT4KHLK'))).toBe('limited');
    time.now = new Date(NOW.getTime() + 11_000);
    expect(await kindOf(incidents.read('PT4KHLK'))).toBe('limited');
    expect(asked).toHaveLength(1);
    time.now = new Date(NOW.getTime() + 12_000);
    expect(await kindOf(incidents.read('PT4KHLK'))).toBe('read');
  });
});

describe('readings of a ticket', () => {
  it('serve all requests of the ticket for a minute, and are new before access opens', async () => {
    const { tickets, asked, time } = await anAccount(() => ({ body: incident() }));

    await Promise.all([tickets.readRecent('pagerDuty', 'PT4KHLK'), tickets.readRecent('pagerDuty', 'PT4KHLK')]);
    expect(asked).toHaveLength(1);
    await tickets.read('pagerDuty', 'PT4KHLK');
    expect(asked).toHaveLength(2);
    time.now = new Date(NOW.getTime() + 61_000);
    await tickets.readRecent('pagerDuty', 'PT4KHLK');
    expect(asked).toHaveLength(3);
  });

  it('are not kept if they failed', async () => {
    const answers: TicketResponse[] = [{ status: 500 }];
    const { tickets } = await anAccount(() => answers.shift() ?? { body: incident() });

    expect(await kindOf(tickets.readRecent('pagerDuty', 'PT4KHLK'))).toBe('unavailable');
    expect(await kindOf(tickets.readRecent('pagerDuty', 'PT4KHLK'))).toBe('read');
  });
});
