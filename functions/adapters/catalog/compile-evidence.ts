import type { TicketEvidence } from '../../core/catalog/ticket-evidence.ts';
import type { RuleDraft } from './layers.ts';
import type { RuleContext } from './rule-context.ts';

/** What the ticket has to be. An inherited rule is ignored for a role that removes the pattern of tickets. */
export const compileEvidence = (
  own: RuleDraft,
  defaults: RuleDraft,
  ticket: string | undefined,
  { source, pathOf, hasProblem }: RuleContext,
): TicketEvidence | undefined => {
  const { evidence } = { ...defaults, ...own };
  if (evidence === undefined || evidence === false || hasProblem('evidence') || hasProblem('ticket')) return undefined;
  const path = pathOf('evidence');
  if (ticket === undefined) {
    if (own.evidence !== undefined || own.ticket !== false)
      source.problem(
        path,
        'evidence has no pattern to find the ticket with; add ticket: "OPS-[0-9]+", or remove evidence',
      );
    return undefined;
  }
  const { jira, pagerDuty, endWhenClosed } = evidence;
  const ending = endWhenClosed === true ? ({ endWhenClosed } as const) : {};
  if ((jira === undefined) === (pagerDuty === undefined)) {
    source.problem(path, 'expected either jira or pagerDuty, such as { jira: { status: [ In Progress ] } }');
    return undefined;
  }
  if (jira?.status !== undefined)
    return {
      kind: 'jira',
      status: jira.status,
      ...(jira.project === undefined ? {} : { of: [jira.project] }),
      ...ending,
    };
  if (pagerDuty?.status !== undefined)
    return {
      kind: 'pagerDuty',
      status: pagerDuty.status,
      ...(pagerDuty.services === undefined ? {} : { of: pagerDuty.services }),
      ...ending,
    };
  return undefined;
};
