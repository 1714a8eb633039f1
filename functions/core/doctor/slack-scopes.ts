import type { Catalog, RoleRule, Who } from '../catalog/catalog.ts';
import { whosIn, whosOf } from '../on-call.ts';

/** A scope of the Slack app, and what would not work without it. */
export interface NeededScope {
  readonly scope: string;
  readonly why: string;
}

const usesGroups = (who: readonly Who[]): boolean => who.some(({ kind }) => kind === 'group');

/** The least scopes that the features a catalog uses need, and nothing more. */
export const neededScopes = (catalog: Catalog): readonly NeededScope[] => {
  const rules = Object.values<RoleRule>(catalog.roles);
  const groups = [...rules.map(whosOf), catalog.settings.admins].some(usesGroups);
  const isPaged = Object.values(catalog.onCall ?? {}).some(({ kind }) => kind === 'pagerduty');
  return [
    { scope: 'commands', why: 'the command /assume' },
    { scope: 'chat:write', why: 'cards, direct messages and answers' },
    { scope: 'users:read', why: 'that guests, bots and people of other workspaces are refused, and time zones' },
    ...(groups ? [{ scope: 'usergroups:read', why: 'the user groups that the catalog names' }] : []),
    ...(catalog.byEmail === undefined && isPaged
      ? [{ scope: 'users:read.email', why: 'onCall: the people of PagerDuty, by their e-mail' }]
      : []),
    ...(catalog.byEmail === undefined
      ? []
      : [{ scope: 'users:read.email', why: 'people.byEmail: the AWS identity that follows from an e-mail' }]),
  ];
};

/** Everybody whom a catalog names by Slack id, with where. */
export const namedPeople = (catalog: Catalog): ReadonlyMap<string, readonly string[]> => {
  const named = new Map<string, string[]>();
  const add = (id: string, where: string): void => {
    named.set(id, [...(named.get(id) ?? []), where]);
  };
  for (const id of Object.keys(catalog.people)) add(id, 'people');
  for (const rule of Object.values<RoleRule>(catalog.roles)) {
    for (const one of rule.approvers) if (one.kind === 'user') add(one.id, `approvers of ${rule.name}`);
    for (const one of rule.requesters) if (one.kind === 'user') add(one.id, `requesters of ${rule.name}`);
  }
  for (const one of catalog.settings.admins) if (one.kind === 'user') add(one.id, 'admins');
  return named;
};

/** Every user group that a catalog names. */
export const namedGroups = (catalog: Catalog): readonly string[] => {
  return [...new Set(whosIn(catalog).flatMap((one) => (one.kind === 'group' ? [one.id] : [])))];
};
