import type { Catalog, RoleRule, Who } from '../catalog/catalog.ts';

/** Everybody whom the rules of a catalog name, wherever they do. */
export const whosIn = (catalog: Catalog): readonly Who[] => [
  ...catalog.settings.admins,
  ...Object.values<RoleRule>(catalog.roles).flatMap(whosOf),
];

/** Everybody whom one rule names. */
export const whosOf = (rule: RoleRule): readonly Who[] => [
  ...rule.approvers,
  ...rule.requesters,
  ...(rule.escalation?.approvers ?? []),
  ...(rule.onBehalfOf ?? []),
  ...(rule.emergency?.requesters ?? []),
];

/** The schedules that are named, each once. */
export const schedulesIn = (who: readonly Who[]): readonly string[] => [
  ...new Set(who.flatMap((one) => (one.kind === 'onCall' ? [one.id] : []))),
];
