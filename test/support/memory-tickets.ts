import { createTickets } from '../../functions/adapters/tickets/tickets.ts';
import type { TicketReading, TicketSystem } from '../../functions/core/catalog/ticket-evidence.ts';
import { TicketFault } from '../../functions/core/fault.ts';
import type { Tickets } from '../../functions/usecases/ports.ts';

export interface MemoryTickets extends Tickets {
  /** The reads that reached the system, in order. */
  readonly reads: readonly string[];
  set(id: string, status: string, of?: string): void;
  remove(id: string): void;
  /** From now on the system does not answer, or does again. */
  down(kind: TicketFault['kind'] | undefined): void;
}

/** Tickets of both systems in memory, behind the same sharing of reads as in the workers. */
export const createMemoryTickets = (now: () => Date): MemoryTickets => {
  const stored = new Map<string, Omit<TicketReading, 'readAt'>>();
  const reads: string[] = [];
  let fault: TicketFault['kind'] | undefined;
  const reader = (system: TicketSystem) => async (id: string) => {
    reads.push(`${system} ${id}`);
    if (fault !== undefined)
      throw new TicketFault({ system, ticket: id, kind: fault, message: 'no answer', fix: 'wait' });
    const ticket = stored.get(id);
    return ticket === undefined ? ('missing' as const) : { ...ticket, readAt: now() };
  };
  return {
    ...createTickets({ jira: reader('jira'), pagerDuty: reader('pagerDuty') }, now),
    reads,
    set: (id, status, of = 'OPS') => void stored.set(id, { key: id, status, of }),
    remove: (id) => void stored.delete(id),
    down: (kind) => {
      fault = kind;
    },
  };
};

/** For a world without tickets. */
export const noTickets: Tickets = { read: async () => 'missing', readRecent: async () => 'missing' };
