import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { ticketSystems } from '../../functions/core/catalog/ticket-evidence.ts';
import type { Settings } from '../../lib/settings/settings.ts';

/** Settings that the tickets of a catalog need. Without them the workers could not start. */
export const ticketMistakes = (
  catalog: Pick<Catalog, 'roles' | 'bundles'>,
  { jiraTokenArn, pagerDutyTokenArn }: Pick<Settings, 'jiraTokenArn' | 'pagerDutyTokenArn'>,
): readonly string[] => {
  const systems = ticketSystems(catalog);
  const needs = (setting: string, system: string): string =>
    `${setting} is missing: the catalog has rules with evidence from ${system} (docs/deploying.md, "Tickets and incidents")`;
  return [
    ...(systems.has('jira') && jiraTokenArn === undefined
      ? [needs('assume-bot:jiraTokenArn, with assume-bot:jiraUrl,', 'Jira')]
      : []),
    ...(systems.has('pagerDuty') && pagerDutyTokenArn === undefined
      ? [needs('assume-bot:pagerDutyTokenArn', 'PagerDuty')]
      : []),
  ];
};
