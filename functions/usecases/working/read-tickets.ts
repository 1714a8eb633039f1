import { TicketFault } from '../../core/fault.ts';
import type { RequestFact } from '../../core/request/facts.ts';
import type { Request } from '../../core/request/request.ts';
import { rulesInForce } from '../../core/request/rules.ts';
import {
  endingTickets,
  type TicketReadings,
  ticketKey,
  type WantedTicket,
  wantedTickets,
} from '../../core/request/ticket-evidence.ts';
import { addSeconds } from '../../core/time.ts';
import type { Needs } from '../ports.ts';

/** Reads tickets, each once. Throws TicketFault. */
const readAll = async (
  tickets: readonly WantedTicket[],
  read: (ticket: WantedTicket & { readonly id: string }) => ReturnType<Needs<'tickets'>['tickets']['read']>,
): Promise<TicketReadings> => {
  const readings = new Map<string, Awaited<ReturnType<typeof read>>>();
  for (const ticket of tickets) {
    const { evidence, id } = ticket;
    if (id === undefined) continue;
    const key = ticketKey(evidence.kind, id);
    if (!readings.has(key)) readings.set(key, await read({ ...ticket, id }));
  }
  return readings;
};

/** The tickets that a request needs before it opens, and what their systems say of them now. Throws TicketFault. */
export const readWantedTickets = async (
  { catalog, tickets: port }: Needs<'catalog' | 'tickets'>,
  request: Request,
): Promise<{ readonly wanted: readonly WantedTicket[]; readonly tickets: TicketReadings }> => {
  const inForce = rulesInForce(request, catalog);
  const wanted = wantedTickets(request.requested, inForce.kind === 'rules' ? inForce.rules : []);
  return { wanted, tickets: await readAll(wanted, ({ evidence, id }) => port.read(evidence.kind, id)) };
};

/** What is known of the tickets whose end ends the access. A ticket that cannot be read is left out, and ends nothing. */
export const readEndingTickets = async (
  { tickets: port, log }: Needs<'tickets' | 'log'>,
  { id: request, requested }: Request,
): Promise<TicketReadings> => {
  const readings = new Map<string, Awaited<ReturnType<typeof port.readRecent>>>();
  for (const { evidence, id } of endingTickets(requested)) {
    if (id === undefined) continue;
    try {
      readings.set(ticketKey(evidence.kind, id), await port.readRecent(evidence.kind, id));
    } catch (cause) {
      if (!(cause instanceof TicketFault)) throw cause;
      log.warn('the ticket of held access could not be read', { request, ticket: id, cause });
    }
  }
  return readings;
};

/** A fault that lasts longer is announced. The queue repeats what fails shortly by itself. */
const DELAY_SECONDS = 60;

/** The fact that a ticket could not be read for a while, once. Otherwise throws the fault, so that the work is repeated. */
export const reportUnread = (request: Request, fault: unknown, now: Date): readonly RequestFact[] => {
  const since = request.events.at(-1)?.at ?? now;
  const isKnown = request.events.some(({ fact }) => fact.kind === 'ticket_unread');
  if (!(fault instanceof TicketFault) || isKnown || addSeconds(since, DELAY_SECONDS) > now) throw fault;
  const { system, ticket, kind: problem } = fault;
  return [{ kind: 'ticket_unread', system, ticket, problem }];
};
