import { type TicketSystem, ticketSystems } from '../catalog/ticket-evidence.ts';
import type { Facts } from './facts.ts';
import { type Problems, problem } from './finding.ts';

/** The environment variables with the credentials, for the doctor. */
const VARIABLES: Readonly<Record<TicketSystem, string>> = {
  jira: 'JIRA_URL and JIRA_TOKEN (E-MAIL:API-TOKEN)',
  pagerDuty: 'PAGERDUTY_TOKEN',
};

/** Whether the systems that the catalog reads tickets from accept the credentials. */
export function* examineTickets({ catalog, tickets }: Pick<Facts, 'catalog' | 'tickets'>): Problems {
  for (const system of ticketSystems(catalog)) {
    const facts = tickets?.[system];
    if (facts === undefined) yield problem('tickets_not_looked_at', { system, variables: VARIABLES[system] });
    else if (facts.kind === 'not_seen') yield problem('tickets_not_readable', facts);
  }
}
