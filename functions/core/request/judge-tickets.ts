import type { JudgeTickets } from './preconditions.ts';
import {
  closedTicket,
  type TicketReadings,
  ticketKey,
  ticketLines,
  ticketProblem,
  unrecordedTickets,
  wantedTickets,
} from './ticket-evidence.ts';

/**
 * Judges tickets by readings. A ticket that was not read for this judgement needs a reading that was recorded since the
 * approval, before access opens; while it is held, such a ticket changes nothing.
 */
export const judgeTicketsBy =
  (readings: TicketReadings = new Map()): JudgeTickets =>
  ({ request, rules, evidence, phase, now }) => {
    if (phase === 'open') {
      const closed = closedTicket(request.requested, readings);
      return closed && { kind: 'ticket', problem: closed };
    }
    const wanted = wantedTickets(request.requested, rules);
    const problem = ticketProblem(wanted, readings);
    if (problem !== undefined) return { kind: 'ticket', problem };
    evidence.push(ticketLines(wanted, readings));
    const isUnread = ({ evidence: { kind }, id = '' }: (typeof wanted)[number]) => !readings.has(ticketKey(kind, id));
    const unread = unrecordedTickets(request, wanted.filter(isUnread), now);
    return unread.length === 0
      ? undefined
      : { kind: 'membership_unknown', unread: unread.map(({ id }) => `ticket:${id}`) };
  };
