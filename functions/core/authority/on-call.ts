import type { Catalog, RoleRule, Who } from '../catalog/catalog.ts';

/** All users, groups and schedules that a catalog names. */
export const whosIn = (catalog: Catalog): readonly Who[] => [
  ...catalog.settings.admins,
  ...Object.values<RoleRule>(catalog.roles).flatMap(whosOf),
];

export const whosOf = (rule: RoleRule): readonly Who[] => [
  ...rule.approvers,
  ...rule.requesters,
  ...(rule.escalation?.approvers ?? []),
  ...(rule.onBehalfOf ?? []),
  ...(rule.emergency?.requesters ?? []),
];

export const schedulesIn = (who: readonly Who[]): readonly string[] => [
  ...new Set(who.flatMap((one) => (one.kind === 'onCall' ? [one.id] : []))),
];
