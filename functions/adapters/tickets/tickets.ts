import type { ReadTicket, TicketSystem } from '../../core/catalog/ticket-evidence.ts';
import type { Tickets } from '../../usecases/ports.ts';

/** A reading of a held request may be this old. One reading then serves all requests of a ticket. */
const RECENT_MS = 60_000;

interface Recent {
  readonly startedAt: number;
  readonly reading: Promise<ReadTicket>;
}

/** Tickets of the systems that the catalog names. Two readings of a ticket at the same time share one call. */
export const createTickets = (
  readers: Readonly<Partial<Record<TicketSystem, (id: string) => Promise<ReadTicket>>>>,
  now: () => Date,
): Tickets => {
  const recent = new Map<string, Recent>();

  const read = (system: TicketSystem, id: string): Promise<ReadTicket> => {
    const reader = readers[system];
    if (reader === undefined) throw new Error(`the catalog names no tickets of ${system}`);
    const startedAt = now().getTime();
    for (const [key, one] of recent) if (startedAt - one.startedAt > RECENT_MS) recent.delete(key);
    const key = `${system} ${id}`;
    const reading = reader(id);
    recent.set(key, { startedAt, reading });
    // A fault is not kept: the next reading tries again.
    reading.catch(() => recent.delete(key));
    return reading;
  };

  return {
    read,
    readRecent: (system, id) => {
      const known = recent.get(`${system} ${id}`);
      const isRecent = known !== undefined && Math.abs(now().getTime() - known.startedAt) <= RECENT_MS;
      return isRecent ? known.reading : read(system, id);
    },
  };
};
