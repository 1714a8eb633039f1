import type { ReadTicket } from '../../core/catalog/ticket-evidence.ts';
import { TicketFault } from '../../core/fault.ts';
import { sha256 } from '../../core/hash.ts';
import { isHeld, type Request } from '../../core/request/request.ts';
import { endingTickets, type TicketReadings, ticketKey } from '../../core/request/ticket-evidence.ts';
import type { Needs } from '../ports.ts';

/** Minutes between two checks of a ticket, however many requests need it. */
const EVERY_MINUTES = 5;
/** One run reads at most this many tickets of those that are due, so that it stays far below the limits of the systems. */
const MAX_TICKETS = 60;
/** No reading starts later than this in a run, so that a system that does not answer leaves the sweep time for its other work. */
const READING_MS = 20_000;

const minuteOf = (time: Date): number => Math.floor(time.getTime() / 60_000);

/**
 * Whether a ticket is due for a check. Its minute follows from its key, so that checks are spread over the interval and no
 * run has to know what earlier ones read. The minutes that passed since the last run count.
 */
export const isTicketDue = (key: string, now: Date, lastRunAt: Date | undefined): boolean => {
  const minute = minuteOf(now);
  const offset = Number.parseInt(sha256(key).slice(0, 8), 16) % EVERY_MINUTES;
  const passed = lastRunAt === undefined ? 1 : minute - minuteOf(lastRunAt);
  return (minute - offset + EVERY_MINUTES) % EVERY_MINUTES < passed;
};

/** The tickets that one run reads. Their order differs in each interval, so that none is always among those left out. */
const chosenOf = <T>(due: readonly (readonly [string, T])[], now: Date): readonly (readonly [string, T])[] => {
  const interval = Math.floor(minuteOf(now) / EVERY_MINUTES);
  const ranked = due.map((one) => ({ one, rank: sha256(`${interval} ${one[0]}`) }));
  return ranked
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, MAX_TICKETS)
    .map(({ one }) => one);
};

/** Reads the tickets of held access that are due, each once, as far as a run has time. A ticket that cannot be read is left out, and ends nothing. */
export const readDueTickets = async (
  { tickets: port, clock, log }: Needs<'tickets' | 'clock' | 'log'>,
  open: readonly Request[],
  lastRunAt: Date | undefined,
): Promise<TicketReadings> => {
  const now = clock.now();
  const wanted = open.filter(({ status }) => isHeld(status)).flatMap(({ requested }) => endingTickets(requested));
  const keyed = wanted.flatMap(({ evidence: { kind }, id }) =>
    id === undefined ? [] : [[ticketKey(kind, id), { kind, id }] as const],
  );
  const due = [...new Map(keyed)].filter(([key]) => isTicketDue(key, now, lastRunAt));
  const readings = new Map<string, ReadTicket>();
  for (const [key, { kind, id }] of chosenOf(due, now)) {
    if (clock.now().getTime() - now.getTime() > READING_MS) {
      log.warn('tickets of held access are read by a later run', { read: readings.size, due: due.length });
      break;
    }
    try {
      readings.set(key, await port.readRecent(kind, id));
    } catch (cause) {
      if (!(cause instanceof TicketFault)) throw cause;
      log.warn('a ticket of held access could not be read', { ticket: id, system: kind, cause });
    }
  }
  return readings;
};
