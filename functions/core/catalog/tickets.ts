import type { RoleRule } from './catalog.ts';

/** The part of `ticketUrl` that the ticket replaces. */
export const TICKET = '{ticket}';

/** Longer matches are no ticket IDs. */
const MAX_TICKET = 60;

export interface Ticket {
  readonly id: string;
  readonly url: string;
}

/** The address of a ticket. The ID is percent-encoded, so it stays one part of the address. */
export const ticketUrl = (template: string, id: string): string =>
  template.replace(TICKET, () => encodeURIComponent(id.toWellFormed()));

/** The tickets in a reason, by the patterns and addresses of some rules, each once. */
export const ticketsIn = (
  rules: readonly Pick<RoleRule, 'ticket' | 'ticketUrl'>[],
  reason: string,
): readonly Ticket[] => {
  const tickets = rules.flatMap(({ ticket, ticketUrl: template }): readonly Ticket[] => {
    if (ticket === undefined || template === undefined) return [];
    // The compiler has proven that no reason makes the pattern slow.
    const id = new RegExp(ticket).exec(reason)?.[0] ?? '';
    // The URL parser removes the segments "." and "..", encoded ones too.
    if (id === '' || id.length > MAX_TICKET || /^\.{1,2}$/.test(id)) return [];
    return [{ id, url: ticketUrl(template, id) }];
  });
  return [...new Map(tickets.map((one) => [one.url, one])).values()];
};
