import type { Catalog, ListedRule, Who } from '../catalog/catalog.ts';
import { everyRule } from '../catalog/lookup.ts';

/** All users, groups and schedules that a catalog names. */
export const whosIn = (catalog: Catalog): readonly Who[] => [
  ...catalog.settings.admins,
  ...everyRule(catalog).flatMap(whosOf),
];

export const whosOf = (rule: ListedRule): readonly Who[] => [
  ...(rule.when?.requester ?? []),
  ...rule.approvers,
  ...rule.requesters,
  ...(rule.escalation?.approvers ?? []),
  ...(rule.onBehalfOf ?? []),
  ...(rule.emergency?.requesters ?? []),
];

/** The schedules that are read from PagerDuty, of those that a catalog names. */
export const schedulesIn = (who: readonly Who[], { onCall = {} }: Pick<Catalog, 'onCall'>): readonly string[] => [
  ...new Set(who.flatMap((one) => (one.kind === 'onCall' && onCall[one.id]?.kind === 'pagerduty' ? [one.id] : []))),
];
