import type { RuleDraft } from './layers.ts';
import type { RuleContext } from './rule-context.ts';

/** The pattern of tickets, which makes a reason required. Undefined for none, and for one that cannot be used. */
export const compileTicket = (
  { ticket, reason }: RuleDraft,
  { source, pathOf, provePattern }: RuleContext,
): string | undefined => {
  if (typeof ticket !== 'string') return undefined;
  const path = pathOf('ticket');
  const fault = syntaxFault(ticket) ?? provePattern(ticket);
  if (fault !== undefined) source.problem(path, `the pattern "${ticket}" cannot be used: ${fault}`);
  else if (new RegExp(ticket).test(''))
    source.warning(path, `the pattern "${ticket}" matches every text, so it requires nothing`);
  if (reason === 'optional')
    source.problem(
      pathOf('reason'),
      `a ticket is required (line ${source.at(path)?.at.line}), so a reason is required too; expected required, or ticket: false`,
    );
  return fault === undefined ? ticket : undefined;
};

const syntaxFault = (pattern: string): string | undefined => {
  try {
    new RegExp(pattern);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};
