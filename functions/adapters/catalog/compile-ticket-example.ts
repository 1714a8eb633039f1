import type { RuleDraft } from './layers.ts';
import type { RuleContext } from './rule-context.ts';

/** The example of a ticket. An inherited one is ignored for a role with its own pattern, or none, that it does not match. */
export const compileTicketExample = (
  own: RuleDraft,
  defaults: RuleDraft,
  ticket: string | undefined,
  { source, pathOf }: RuleContext,
): string | undefined => {
  const { ticketExample: example } = { ...defaults, ...own };
  if (typeof example !== 'string') return undefined;
  const path = pathOf('ticketExample');
  if (ticket !== undefined && new RegExp(ticket).test(example)) return example;
  if (ticket !== undefined && (own.ticketExample !== undefined || own.ticket === undefined))
    source.problem(
      path,
      `"${example}" does not match the pattern "${ticket}" (line ${source.at(pathOf('ticket'))?.at.line}); write a ticket that the pattern matches`,
    );
  else if (own.ticketExample !== undefined && own.ticket === undefined && typeof defaults.ticket !== 'string')
    source.problem(path, 'ticketExample has no pattern; add ticket: "INC-[0-9]+", or remove ticketExample');
  return undefined;
};
