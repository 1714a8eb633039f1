import { whosIn, whosOf } from '../authority/on-call.ts';
import type { Catalog, RoleRule, Who } from '../catalog/catalog.ts';

/** A scope of the Slack app, and the feature that needs it. */
export interface NeededScope {
  readonly scope: string;
  readonly why: string;
}

const usesGroups = (who: readonly Who[]): boolean => who.some(({ kind }) => kind === 'group');

/** The minimal scopes for the features that a catalog uses. */
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

/** The users that a catalog names by Slack ID, with the places. */
export const namedPeople = (catalog: Catalog): ReadonlyMap<string, readonly string[]> => {
  const named = new Map<string, string[]>();
  const add = (id: string, where: string): void => {
    named.set(id, [...(named.get(id) ?? []), where]);
  };
  for (const id of Object.keys(catalog.people)) add(id, 'people');
  const addAll = (who: readonly Who[], where: string): void => {
    for (const one of who) if (one.kind === 'user') add(one.id, where);
  };
  for (const { name, approvers, requesters, escalation, emergency } of Object.values<RoleRule>(catalog.roles)) {
    addAll(approvers, `approvers of ${name}`);
    addAll(requesters, `requesters of ${name}`);
    addAll(escalation?.approvers ?? [], `escalation of ${name}`);
    addAll(emergency?.requesters ?? [], `emergency of ${name}`);
    for (const one of emergency?.contacts ?? []) if (one.kind === 'user') add(one.id, `emergency contacts of ${name}`);
  }
  for (const [name, schedule] of Object.entries(catalog.onCall ?? {}))
    if (schedule.kind === 'static') for (const id of schedule.users) add(id, `onCall.${name}`);
  addAll(catalog.settings.admins, 'admins');
  return named;
};

/** Every user group that a catalog names. */
export const namedGroups = (catalog: Catalog): readonly string[] => [
  ...new Set(whosIn(catalog).flatMap((one) => (one.kind === 'group' ? [one.id] : []))),
];
