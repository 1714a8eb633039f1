import type { TicketSystem } from '../../catalog/ticket-evidence.ts';
import { SYSTEM } from '../tickets.ts';
import { error, note, unread } from './severity.ts';

export const TICKET_FINDINGS = {
  tickets_not_readable: error(unread),
  tickets_not_looked_at: note<{ system: TicketSystem; variables: string }>(({ system, variables }) => [
    `The catalog requires tickets of ${SYSTEM[system]}, and the credentials for it were not checked.`,
    `Set ${variables} to the values that the bot uses.`,
  ]),
};
