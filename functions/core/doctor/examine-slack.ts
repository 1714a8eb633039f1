import type { Directory } from '../authority/directory.ts';
import { tooFewApprovers } from '../authority/satisfiable.ts';
import type { Catalog, RoleRule, Who } from '../catalog/catalog.ts';
import type { SlackUserId } from '../names.ts';
import type { PersonFacts, SeenSlack, SlackFacts } from './facts.ts';
import { type Finding, findingsAbout, type Problems, problem } from './finding.ts';
import { namedPeople, neededScopes } from './slack-scopes.ts';

function* examineScopes({ scopes }: SeenSlack, catalog: Catalog): Problems {
  if (scopes === undefined) return;
  const needed = neededScopes(catalog);
  for (const one of needed.filter(({ scope }) => !scopes.includes(scope))) yield problem('scope_missing', one);
  const unneeded = scopes.filter((scope) => !needed.some((one) => one.scope === scope));
  if (unneeded.length > 0) yield problem('scope_unneeded', { scopes: unneeded });
}

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
    return findingsAbout(`user ${id}`, [problem('user_not_member', { id, where, account: describe(person) })]);
  });

/** The members of an entry of a rule; undefined if they could not be read. */
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
    const { name, approvals } = rule;
    return findingsAbout(`role ${name}`, [problem('too_few_approvers', { name, approvals, left: lack.left })]);
  });

const examineGroups = (facts: SeenSlack): readonly Finding[] =>
  Object.entries(facts.groups).flatMap(([id, members]) => {
    const about = `user group ${id}`;
    if ('kind' in members) return findingsAbout(about, [problem('group_not_seen', members)]);
    return members.length > 0 ? [] : findingsAbout(about, [problem('group_empty', {})]);
  });

function* examineToken(facts: SlackFacts, catalog: Catalog, workspace: string | undefined): Problems {
  if (facts.kind === 'not_seen') return yield problem('slack_not_seen', facts);
  if (facts.kind === 'no_token') return yield problem('slack_not_looked_at', {});
  if (workspace !== undefined && workspace !== facts.teamId)
    yield problem('other_workspace', { token: facts.teamId, bot: workspace });
  yield* examineScopes(facts, catalog);
}

/** Differences between Slack and the catalog: token, scopes, workspace, users, user groups. */
export const examineSlack = (
  facts: SlackFacts,
  catalog: Catalog,
  directory: Directory | undefined,
): readonly Finding[] => [
  ...findingsAbout('Slack', examineToken(facts, catalog, directory?.workspace?.teamId)),
  ...(facts.kind === 'seen'
    ? [...examineGroups(facts), ...examineApprovers(facts, catalog), ...examinePeople(facts, catalog)]
    : []),
];
