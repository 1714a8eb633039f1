import { TICKET, ticketUrl } from '../../core/catalog/tickets.ts';
import type { RuleDraft } from './layers.ts';
import type { RuleContext } from './rule-context.ts';

const EXPECTED = `expected an https address with ${TICKET} once in its path or query, such as https://tickets.example.com/browse/${TICKET}`;

/** The address of tickets. An inherited one is ignored for a role without tickets. */
export const compileTicketUrl = (
  own: RuleDraft,
  defaults: RuleDraft,
  ticket: string | undefined,
  { source, pathOf }: RuleContext,
): string | undefined => {
  const { ticketUrl: template } = { ...defaults, ...own };
  if (typeof template !== 'string') return undefined;
  const path = pathOf('ticketUrl');
  if (!isTemplate(template)) source.problem(path, `"${template}" cannot be the address of tickets; ${EXPECTED}`);
  else if (ticket !== undefined) return template;
  else if (own.ticketUrl !== undefined && own.ticket === undefined && typeof defaults.ticket !== 'string')
    source.problem(
      path,
      'ticketUrl has no pattern to find tickets with; add ticket: "INC-[0-9]+", or remove ticketUrl',
    );
  return undefined;
};

/** Only what follows the host may depend on the ticket, because a user writes the ticket. */
const isTemplate = (template: string): boolean => {
  const parts = template.split(TICKET);
  const [one, other] = ['a', 'b'].map((id) => URL.parse(ticketUrl(template, id)));
  if (parts.length !== 2 || !one || !other) return false;
  const { protocol, username, password, origin } = one;
  return (
    protocol === 'https:' &&
    template.startsWith('https://') &&
    username + password === '' &&
    origin === other.origin &&
    one.pathname + one.search !== other.pathname + other.search
  );
};
