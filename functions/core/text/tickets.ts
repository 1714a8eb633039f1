import type { TicketSystem } from '../catalog/ticket-evidence.ts';
import type { RequestFact } from '../request/facts.ts';
import { clip } from './clip.ts';
import { type Text, text, words } from './text.ts';

/** The names of the systems, as their vendors write them. */
export const SYSTEM: Readonly<Record<TicketSystem, string>> = { jira: 'Jira', pagerDuty: 'PagerDuty' };

const NAME = 60;

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
