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

/**
 * The first match of a pattern, if it can be the ID of a ticket. The compiler has proven that no reason makes the pattern
 * slow. URL parsers remove the segments "." and "..", encoded ones too.
 */
export const ticketIn = (pattern: string, reason: string): string | undefined => {
  const id = new RegExp(pattern).exec(reason)?.[0].toWellFormed() ?? '';
  return id === '' || id.length > MAX_TICKET || /^\.{1,2}$/.test(id) ? undefined : id;
};

/** The tickets in a reason, by the patterns and addresses of some rules, each once. */
export const ticketsIn = (
  rules: readonly Pick<RoleRule, 'ticket' | 'ticketUrl'>[],
  reason: string,
): readonly Ticket[] => {
  const tickets = rules.flatMap(({ ticket, ticketUrl: template }): readonly Ticket[] => {
    if (ticket === undefined || template === undefined) return [];
    const id = ticketIn(ticket, reason);
    return id === undefined ? [] : [{ id, url: ticketUrl(template, id) }];
  });
  return [...new Map(tickets.map((one) => [one.url, one])).values()];
};
