import type { Directory } from '../authority/directory.ts';
import { tooFewApprovers } from '../authority/satisfiable.ts';
import type { Catalog, RoleRule, Who } from '../catalog/catalog.ts';
import type { SlackUserId } from '../names.ts';
import type { PersonFacts, SeenSlack, SlackFacts } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';
import { namedPeople, neededScopes } from './slack-scopes.ts';

const examineScopes = ({ scopes }: SeenSlack, catalog: Catalog): readonly Finding[] => {
  if (scopes === undefined) return [];
  const { add, found } = findingsAbout('Slack');
  const needed = neededScopes(catalog);
  for (const one of needed.filter(({ scope }) => !scopes.includes(scope))) add('scope_missing', one);
  const unneeded = scopes.filter((scope) => !needed.some((one) => one.scope === scope));
  if (unneeded.length > 0) add('scope_unneeded', { scopes: unneeded });
  return found;
};

const isGood = (person: PersonFacts | undefined): boolean =>
  person !== undefined && person !== 'unknown' && person.accountStatus === 'member';

const describe = (person: PersonFacts): string =>
  person === 'unknown' ? 'there is no such account in Slack' : `the account is ${ARTICLE[person.accountStatus]}`;

const ARTICLE = {
  member: 'a full member',
  guest: 'a guest',
  deactivated: 'deactivated',
  bot: 'a bot',
  external: 'of another workspace',
} as const;

const examinePeople = (facts: SeenSlack, catalog: Catalog): readonly Finding[] =>
  [...namedPeople(catalog)].flatMap(([id, where]) => {
    const person = facts.people[id as SlackUserId];
    if (person === undefined || isGood(person)) return [];
    return findingsAbout(`person ${id}`).add('person_not_member', { id, where, account: describe(person) });
  });

/** The members that Slack returned for an entry of a rule; undefined where they were not read. */
const membersSeen = (who: Who, { people, groups }: SeenSlack): readonly SlackUserId[] | undefined => {
  if (who.kind === 'user') {
    const person = people[who.id];
    return person && (isGood(person) ? [who.id] : []);
  }
  const members = who.kind === 'group' ? groups[who.id] : undefined;
  return members === undefined || 'kind' in members ? undefined : members;
};

const examineApprovers = (facts: SeenSlack, catalog: Catalog): readonly Finding[] =>
  Object.values<RoleRule>(catalog.roles).flatMap((rule) => {
    const lack = tooFewApprovers(rule, {
      membersOf: (who) => membersSeen(who, facts),
      canApprove: () => true,
      isSameUser: () => false,
    });
    if (lack === undefined) return [];
    return findingsAbout(`role ${rule.name}`).add('nobody_approves', {
      name: rule.name,
      approvals: rule.approvals,
      left: lack.left,
    });
  });

const examineGroups = (facts: SeenSlack): readonly Finding[] =>
  Object.entries(facts.groups).flatMap(([id, members]) => {
    const { add } = findingsAbout(`user group ${id}`);
    if ('kind' in members) return add('group_not_seen', members);
    return members.length > 0 ? [] : add('group_empty', {});
  });

/** Differences between Slack and the catalog: token, scopes, workspace, users, user groups. */
export const examineSlack = (
  facts: SlackFacts,
  catalog: Catalog,
  directory: Directory | undefined,
): readonly Finding[] => {
  const { add, found } = findingsAbout('Slack');
  if (facts.kind === 'not_seen') return add('slack_not_seen', facts);
  if (facts.kind === 'no_token') return add('slack_not_looked_at', {});
  const workspace = directory?.workspace?.teamId;
  if (workspace !== undefined && workspace !== facts.teamId)
    add('other_workspace', { token: facts.teamId, bot: workspace });
  return [
    ...found,
    ...examineScopes(facts, catalog),
    ...examineGroups(facts),
    ...examineApprovers(facts, catalog),
    ...examinePeople(facts, catalog),
  ];
};
