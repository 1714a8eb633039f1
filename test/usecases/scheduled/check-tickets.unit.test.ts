import { describe, expect, it } from 'vitest';
import { TicketFault } from '../../../functions/core/fault.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { readDueTickets } from '../../../functions/usecases/scheduled/check-tickets.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const MINUTE = 60_000;
const rule = { ticket: 'OPS-[0-9]+', evidence: { kind: 'jira', status: ['Open'], endWhenClosed: true } };
const held = Array.from(
  { length: 500 },
  (_, index) =>
    ({ status: { kind: 'active' }, requested: { roles: [{ rule }], reason: `OPS-${index}` } }) as unknown as Request,
);
const log = { info: () => {}, warn: () => {}, error: () => {} };

/** The IDs that each of some runs, one a minute, asks for. A reading takes `takesMs`, and fails if that is not 0. */
const runs = async (count: number, takesMs = 0): Promise<readonly (readonly string[])[]> => {
  const all: string[][] = [];
  for (let run = 0; run < count; run += 1) {
    let time = START + run * MINUTE;
    const asked: string[] = [];
    const read = async (system: 'jira' | 'pagerDuty', id: string) => {
      asked.push(id);
      time += takesMs;
      if (takesMs > 0) throw new TicketFault({ system, ticket: id, kind: 'unavailable', message: 'm', fix: 'f' });
      return 'missing' as const;
    };
    const deps = {
      tickets: { read, readRecent: read },
      clock: { now: () => new Date(time), pause: async () => {} },
      log,
    };
    await readDueTickets(deps, held, new Date(time - MINUTE));
    all.push(asked);
  }
  return all;
};

describe('tickets of much held access', () => {
  it('are read at most 60 a run, and none is left out for good', async () => {
    const all = await runs(60);
    expect(Math.max(...all.map((one) => one.length))).toBe(60);
    expect(new Set(all.flat()).size).toBe(500);
  });

  it('leave the sweep time for its other work if the system does not answer', async () => {
    for (const asked of await runs(5, 5000)) expect(asked.length).toBeLessThanOrEqual(5);
  });
});
