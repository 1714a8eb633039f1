import type { TicketSystem } from '../catalog/ticket-evidence.ts';
import type { RequestFact } from '../request/facts.ts';
import type { TicketProblem } from '../request/ticket-evidence.ts';
import { clip } from './clip.ts';
import type { Explained } from './explain.ts';
import { type Text, text, words } from './text.ts';

/** The names of the systems, as their vendors write them. */
export const SYSTEM: Readonly<Record<TicketSystem, string>> = { jira: 'Jira', pagerDuty: 'PagerDuty' };

const PLACE: Readonly<Record<TicketSystem, string>> = { jira: 'the project', pagerDuty: 'the service' };
const NAME = 60;

/** `A`, `A or B`, `A, B or C`. */
const oneOfThese = (values: readonly string[]): string => {
  const clipped = values.map((value) => clip(value, NAME));
  const [last = '', ...before] = clipped.toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(', ')} or ${last}`;
};

/** Why a ticket does not admit a request, or no longer. */
export const TICKET_PROBLEMS: Explained<TicketProblem> = {
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

/** The request waits, because its ticket cannot be read. Sent once. */
export const ticketUnread = (
  { system, ticket, problem }: Extract<RequestFact, { kind: 'ticket_unread' }>,
  subject: Text,
): Text => {
  const what = {
    refused: `${SYSTEM[system]} refuses the credentials of the bot`,
    limited: `${SYSTEM[system]} accepts no more calls for now`,
    unavailable: `${SYSTEM[system]} does not answer as documented`,
  }[problem];
  return text`Your request for ${subject} waits, because ${words(`${clip(ticket, NAME)} cannot be read: ${what}`)}. The bot tries again until the request lapses.`;
};
