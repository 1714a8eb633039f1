import type { Catalog, Principal, Who } from '../../functions/core/catalog/catalog.ts';
import { everyRule, principalOf } from '../../functions/core/catalog/lookup.ts';
import { parseSlackUserId, type SlackUserId } from '../../functions/core/names.ts';
import type { StackWorkspace, WorkspaceUser } from '../../local/stack/workspace.ts';

/** The users of a catalog with a name of their own, and those that the local Slack adds so that everything can be tried. */
export interface LocalWorkspace extends StackWorkspace {
  /** The AWS identities of all users, including added ones. */
  readonly people: Readonly<Record<SlackUserId, Principal>>;
}

/** Users who request: their groups consist of the users with an AWS identity. */
const requestersIn = (catalog: Catalog): readonly Who[] =>
  everyRule(catalog).flatMap(({ requesters, onBehalfOf = [], emergency }) => [
    ...requesters,
    ...onBehalfOf,
    ...(emergency?.requesters ?? []),
  ]);

/** Users who decide: their groups consist of added users, because no one approves their own request. */
const approversIn = (catalog: Catalog): readonly Who[] => [
  ...everyRule(catalog).flatMap(({ approvers, escalation }) => [...approvers, ...(escalation?.approvers ?? [])]),
  ...catalog.settings.admins,
];

/** Users whom a rule applies to: their groups consist of one user, so that the rules after it can be tried too. */
const selectedIn = (catalog: Catalog): readonly Who[] =>
  everyRule(catalog).flatMap(({ when }) => when?.requester ?? []);

const contactsIn = (catalog: Catalog) => everyRule(catalog).flatMap(({ emergency }) => emergency?.contacts ?? []);

const groupsIn = (all: readonly Who[]): readonly string[] => [
  ...new Set(all.flatMap((who) => (who.kind === 'group' ? [who.id] : []))),
];

/** The users that a catalog names by their ID. */
const namedIn = (catalog: Catalog): readonly string[] => {
  const scheduled = Object.values(catalog.onCall ?? {}).flatMap((one) => {
    if (one.kind === 'pagerduty') return [];
    return one.kind === 'static' ? one.users : [...one.users, ...one.overrides.map(({ user }) => user)];
  });
  const rules = [...requestersIn(catalog), ...selectedIn(catalog), ...approversIn(catalog), ...contactsIn(catalog)];
  const byRules = rules.flatMap((who) => (who.kind === 'user' ? [who.id] : []));
  return [...new Set([...Object.keys(catalog.people), ...byRules, ...scheduled])];
};

/** Example: `U0ALICE` is alice, `U04B1C2D3` is u04b1c2d3. */
const nameOfId = (id: string): string => (/^[UW]0[A-Z]+$/.test(id) ? id.slice(2) : id).toLowerCase();

const nameOf = (id: string, principal: Principal | undefined): string => {
  if (principal === undefined) return nameOfId(id);
  const name = principal.kind === 'iam-user' ? principal.userName : (principal.sessionName.split('@')[0] ?? '');
  return name.toLowerCase().replace(/[^a-z0-9._-]+/g, '_') || nameOfId(id);
};

/** Two users may have the same name in two accounts. */
const withUniqueNames = (users: readonly WorkspaceUser[]): readonly WorkspaceUser[] =>
  users.map((user, index) =>
    users.findIndex(({ name }) => name === user.name) === index
      ? user
      : { ...user, name: `${user.name}_${user.id}`.toLowerCase() },
  );

/** A catalog that maps only e-mail addresses names no user, so one is added. */
const addedRequester = (catalog: Catalog): readonly WorkspaceUser[] => {
  const [domain] = catalog.byEmail?.domains ?? [];
  if (domain === undefined || Object.keys(catalog.people).length > 0) return [];
  return [{ id: 'U0LOCALSAM', name: 'sam', email: `sam@${domain}` }];
};

/** As many as the rules need, so that a group of approvers can decide. */
const addedApprovers = (catalog: Catalog): readonly WorkspaceUser[] => {
  const isOpen = approversIn(catalog).some(({ kind }) => kind === 'everyone' || kind === 'onCall');
  if (groupsIn(approversIn(catalog)).length === 0 && !isOpen) return [];
  const most = Math.max(2, ...everyRule(catalog).map(({ approvals }) => approvals));
  return Array.from({ length: most }, (_, index) => ({
    id: `U0LOCALAPPROVER${index + 1}`,
    name: `approver_${index + 1}`,
  }));
};

const identitiesOf = (catalog: Catalog, added: readonly WorkspaceUser[]): LocalWorkspace['people'] => {
  const found = added.map(({ id, email }) => [id, principalOf(catalog, parseSlackUserId(id), email)] as const);
  return {
    ...catalog.people,
    ...Object.fromEntries(found.flatMap(([id, one]) => (one.kind === 'principal' ? [[id, one.principal]] : []))),
  };
};

const channelsIn = (catalog: Catalog): readonly string[] => {
  const { operatorsChannel } = catalog.settings;
  const contacts = contactsIn(catalog).flatMap((contact) => (contact.kind === 'channel' ? [contact.id] : []));
  const all = [
    ...everyRule(catalog).map(({ channel }) => channel),
    ...contacts,
    ...(operatorsChannel ? [operatorsChannel] : []),
  ];
  return [...new Set<string>(all)];
};

/** The users, channels and user groups that a catalog needs in the local Slack. */
export const localWorkspaceOf = (catalog: Catalog): LocalWorkspace => {
  const requesters = addedRequester(catalog);
  const approvers = addedApprovers(catalog);
  const people = identitiesOf(catalog, requesters);
  const named = namedIn(catalog).map((id) => ({ id, name: nameOf(id, people[parseSlackUserId(id)]) }));
  const approverGroups = groupsIn(approversIn(catalog));
  const requesterGroups = groupsIn(requestersIn(catalog));
  const selectedGroups = groupsIn(selectedIn(catalog));
  return {
    people,
    users: withUniqueNames([...named, ...requesters, ...approvers]),
    channels: channelsIn(catalog).map((id) => ({
      id,
      name: (/^[CG]0[A-Z]+$/.test(id) ? id.slice(2) : id).toLowerCase(),
    })),
    groups: [...new Set([...approverGroups, ...requesterGroups, ...selectedGroups])].map((id) => ({
      id,
      handle: (/^S0[A-Z]+$/.test(id) ? id.slice(2) : id).toLowerCase(),
      members: [
        ...(requesterGroups.includes(id) ? Object.keys(people) : []),
        ...(selectedGroups.includes(id) && !requesterGroups.includes(id) ? Object.keys(people).slice(-1) : []),
        ...(approverGroups.includes(id) ? approvers.map((one) => one.id) : []),
      ],
    })),
  };
};
