import type { TicketSystem } from '../catalog/ticket-evidence.ts';
import type { Unmet } from '../request/preconditions.ts';
import type { TicketProblem } from '../request/ticket-evidence.ts';
import { clip } from './clip.ts';
import { type Explained, type Explanation, explainBy } from './explain.ts';
import { explainUnmet } from './explain-unmet.ts';
import { SYSTEM } from './tickets.ts';

const PLACE: Readonly<Record<TicketSystem, string>> = { jira: 'the project', pagerDuty: 'the service' };
const NAME = 60;

/** `A`, `A or B`, `A, B or C`. */
const oneOfThese = (values: readonly string[]): string => {
  const clipped = values.map((value) => clip(value, NAME));
  const [last = '', ...before] = clipped.toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(', ')} or ${last}`;
};

const TICKET_PROBLEMS: Explained<TicketProblem> = {
  no_ticket: ({ system }) => ({
    why: `The reason contains no ticket of ${SYSTEM[system]}, which the role requires now.`,
    next: 'Request it again with the ticket in the reason.',
  }),
  ticket_missing: ({ system, ticket }) => ({
    why: `${SYSTEM[system]} has no ticket ${clip(ticket, NAME)} that the bot can see.`,
    next: 'Check its ID, and request it again.',
  }),
  ticket_status: ({ system, ticket, found, wanted }) => ({
    why: `${clip(ticket, NAME)} is ${clip(found, NAME)} in ${SYSTEM[system]}, and the role requires ${oneOfThese(wanted)}.`,
    next: 'Request it again with a ticket in that state.',
  }),
  ticket_elsewhere: ({ system, ticket, found, wanted }) => ({
    why: `${clip(ticket, NAME)} belongs to ${PLACE[system]} ${clip(found, NAME)}, and the role requires ${oneOfThese(wanted)}.`,
    next: `Request it again with a ticket of ${oneOfThese(wanted)}.`,
  }),
};

/** Why a ticket does not admit a request, or no longer. */
export const explainTicket = explainBy(TICKET_PROBLEMS);

/** Why a request is not carried out, or why its access is ended, with what is wrong with its ticket. */
export const explainWithTicket = (unmet: Unmet): Explanation =>
  unmet.kind === 'ticket' ? explainTicket(unmet.problem) : explainUnmet(unmet);
