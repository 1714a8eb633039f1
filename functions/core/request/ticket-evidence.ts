import { type Evidence, type EvidenceLine, joined } from '../authority/answer.ts';
import type { RoleRule } from '../catalog/catalog.ts';
import type { ReadTicket, TicketEvidence, TicketSystem } from '../catalog/ticket-evidence.ts';
import { ticketIn } from '../catalog/tickets.ts';
import {
  isHeld,
  isStartUnchecked,
  type Request,
  type RequestedAccess,
  requestedRules,
  startCheckAt,
} from './request.ts';

/** Why a ticket does not admit a request. */
export type TicketProblem =
  | { readonly kind: 'no_ticket'; readonly system: TicketSystem }
  | { readonly kind: 'ticket_missing'; readonly system: TicketSystem; readonly ticket: string }
  | ({ readonly kind: 'ticket_status' } & Mismatch)
  | ({ readonly kind: 'ticket_elsewhere' } & Mismatch);

interface Mismatch {
  readonly system: TicketSystem;
  readonly ticket: string;
  readonly found: string;
  readonly wanted: readonly string[];
}

/** A ticket that a rule asks for, and the ID that the reason names for it. */
export interface WantedTicket {
  readonly evidence: TicketEvidence;
  readonly id?: string;
}

/** What was read, by `ticketKey`. */
export type TicketReadings = ReadonlyMap<string, ReadTicket>;

export const ticketKey = (system: TicketSystem, id: string): string => `${system} ${id}`;

const wantedBy = (rules: readonly RoleRule[], reason: string): readonly WantedTicket[] =>
  rules.flatMap(({ evidence, ticket }): readonly WantedTicket[] => {
    if (evidence === undefined) return [];
    const id = ticket === undefined ? undefined : ticketIn(ticket, reason);
    return [{ evidence, ...(id === undefined ? {} : { id }) }];
  });

/** The tickets that a request needs before it opens: those of the rules then and of the rules today. */
export const wantedTickets = (requested: RequestedAccess, today: readonly RoleRule[]): readonly WantedTicket[] =>
  wantedBy([...requestedRules(requested), ...today], requested.reason);

/** The tickets whose end ends the access. Only the rules then count: a later rule does not end what was opened. */
export const endingTickets = (requested: RequestedAccess): readonly WantedTicket[] =>
  wantedBy(requestedRules(requested), requested.reason).filter(({ evidence }) => evidence.endWhenClosed === true);

const isAmong = (found: string, wanted: readonly string[]): boolean =>
  wanted.some((one) => one.trim().toLowerCase() === found.trim().toLowerCase());

const problemOf = ({ evidence, id }: WantedTicket, reading: ReadTicket | undefined): TicketProblem | undefined => {
  const { kind: system, status: wanted, of } = evidence;
  if (id === undefined) return { kind: 'no_ticket', system };
  if (reading === undefined) return undefined;
  if (reading === 'missing') return { kind: 'ticket_missing', system, ticket: id };
  if (of !== undefined && !isAmong(reading.of, of))
    return { kind: 'ticket_elsewhere', system, ticket: id, found: reading.of, wanted: of };
  return isAmong(reading.status, wanted)
    ? undefined
    : { kind: 'ticket_status', system, ticket: id, found: reading.status, wanted };
};

const readingOf = ({ evidence, id }: WantedTicket, readings: TicketReadings): ReadTicket | undefined =>
  id === undefined ? undefined : readings.get(ticketKey(evidence.kind, id));

/** The first problem of some tickets that were read. */
export const ticketProblem = (tickets: readonly WantedTicket[], readings: TicketReadings): TicketProblem | undefined =>
  tickets.map((one) => problemOf(one, readingOf(one, readings))).find((problem) => problem !== undefined);

/**
 * The ticket that was closed, of those whose end ends the access. A ticket that is gone, or hidden from the bot, ends nothing:
 * the systems answer the same if the bot has lost a permission.
 */
export const closedTicket = (requested: RequestedAccess, readings: TicketReadings): TicketProblem | undefined => {
  const problem = ticketProblem(
    endingTickets(requested).map(({ evidence: { of: _, ...evidence }, ...one }) => ({ ...one, evidence })),
    new Map([...readings].filter(([, reading]) => reading !== 'missing')),
  );
  return problem?.kind === 'ticket_status' ? problem : undefined;
};

/** What was read of some tickets, for the record. */
export const ticketLines = (tickets: readonly WantedTicket[], readings: TicketReadings): Evidence =>
  joined(
    tickets.flatMap((one): readonly EvidenceLine[] => {
      const reading = readingOf(one, readings);
      if (reading === undefined || reading === 'missing' || one.id === undefined) return [];
      return [{ kind: 'ticket', system: one.evidence.kind, ticket: one.id, ...reading }];
    }),
  );

/** The readings of some evidence that the request does not record yet, as it needs them to open. */
export const unrecordedReadings = (
  request: Pick<Request, 'status' | 'events' | 'requested'>,
  evidence: Evidence,
  now: Date,
): Evidence =>
  evidence.filter((line) => {
    if (line.kind !== 'ticket') return false;
    const wanted: WantedTicket = { evidence: { kind: line.system, status: [] }, id: line.ticket };
    return unrecordedTickets(request, [wanted], now).length > 0;
  });

/** The tickets that were not read, and recorded, since the approval; or since the check before a start in the future. */
export const unrecordedTickets = (
  { status, events }: Pick<Request, 'status' | 'events'>,
  tickets: readonly WantedTicket[],
  now: Date,
): readonly WantedTicket[] => {
  if (!isHeld(status)) return [];
  if (isStartUnchecked(status) && startCheckAt(status) <= now) return tickets;
  const since = events.slice(events.findLastIndex(({ fact }) => fact.kind === 'approved'));
  const lines = since.flatMap(({ fact }) => ('evidence' in fact ? fact.evidence : []));
  return tickets.filter(
    ({ evidence, id }) =>
      !lines.some((line) => line.kind === 'ticket' && line.system === evidence.kind && line.ticket === id),
  );
};
