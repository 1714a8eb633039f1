import { createJira } from '../../functions/adapters/tickets/jira.ts';
import { createPagerDutyIncidents } from '../../functions/adapters/tickets/pager-duty-incidents.ts';
import { ENV } from '../../functions/contract.ts';
import type { TicketSystem } from '../../functions/core/catalog/ticket-evidence.ts';
import { defined } from '../../functions/core/defined.ts';
import type { Io } from './io.ts';

/** The checks of the ticket systems whose credentials are in the environment, under the names that the functions use. */
export const openTickets = ({
  environment,
  clock,
}: Pick<Io, 'environment' | 'clock'>): Partial<Record<TicketSystem, () => Promise<void>>> => {
  const secretOf = (value: string) => ({ current: async () => value, reread: async () => value });
  const { now } = clock;
  const [jiraUrl, jiraToken] = [environment[ENV.jiraUrl], environment[ENV.jiraToken]];
  const pagerDuty = environment[ENV.pagerDutyToken];
  const url = environment[ENV.pagerDutyUrl] || undefined;
  return defined({
    jira:
      jiraUrl && jiraToken ? () => createJira({ url: jiraUrl, secret: secretOf(jiraToken), now }).check() : undefined,
    pagerDuty: pagerDuty
      ? () => createPagerDutyIncidents({ url, secret: secretOf(pagerDuty), now }).check()
      : undefined,
  });
};
