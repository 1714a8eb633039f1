import type { Directory } from '../authority/directory.ts';
import { tooFewApprovers } from '../authority/satisfiable.ts';
import type { Catalog, RoleRule, Who } from '../catalog/catalog.ts';
import type { SlackUserId } from '../names.ts';
import type { PersonFacts, SeenSlack, SlackFacts } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';
import { namedPeople, neededScopes } from './slack-scopes.ts';

const examineScopes = (facts: SeenSlack, catalog: Catalog): readonly Finding[] => {
  const { scopes } = facts;
  if (scopes === undefined) return [];
  const needed = neededScopes(catalog);
  const install =
    'under OAuth & Permissions of the Slack app, and install it again ("assume-bot manifest" writes the whole).';
  const { error, note, found } = findingsAbout('Slack');
  for (const { scope, why } of needed.filter(({ scope }) => !scopes.includes(scope)))
    error('scope_missing', `The bot token lacks the scope ${scope}, for ${why}.`, `Add ${scope} ${install}`);
  const more = scopes.filter((scope) => !needed.some((one) => one.scope === scope));
  if (more.length > 0)
    note(
      'scope_unneeded',
      `The bot token has scopes that this catalog does not need: ${more.join(', ')}.`,
      `Take them away ${install}`,
    );
  return found;
};

const isGood = (person: PersonFacts | undefined): boolean =>
  person !== undefined && person !== 'unknown' && person.accountStatus === 'member';

const describe = (person: PersonFacts): string =>
  person === 'unknown' ? 'Slack knows no such account' : `it is ${ARTICLE[person.accountStatus]}`;

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
    return findingsAbout(`person ${id}`).warning(
      'person_not_member',
      `${id} stands in ${where.join(', ')} and can neither ask nor approve: ${describe(person)}.`,
      'Take them out of the catalog, or correct the id (in Slack: the profile, More, Copy member ID).',
    );
  });

/** What Slack said of those whom a rule names; undefined for those who were not looked at. */
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
    return findingsAbout(`role ${rule.name}`).error(
      'nobody_approves',
      `It takes ${rule.approvals} approvers, and ${lack.left.length === 0 ? 'nobody' : `only ${lack.left.join(', ')}`} of those listed could approve today: every request would lapse.`,
      `Name more approvers at roles.${rule.name}.approvers.`,
    );
  });

const examineGroups = (facts: SeenSlack): readonly Finding[] =>
  Object.entries(facts.groups).flatMap(([id, members]) => {
    const { error, warning } = findingsAbout(`user group ${id}`);
    if ('kind' in members) return error('group_not_seen', members.why, members.fix);
    return members.length > 0
      ? []
      : warning('group_empty', 'Nobody is in it.', 'Add people to it in Slack, or take it out of the catalog.');
  });

/** What of Slack does not fit the catalog: token, scopes, workspace, people, groups. */
export const examineSlack = (
  facts: SlackFacts,
  catalog: Catalog,
  directory: Directory | undefined,
): readonly Finding[] => {
  const { error, note, found } = findingsAbout('Slack');
  if (facts.kind === 'not_seen') return error('slack_not_seen', facts.why, facts.fix);
  if (facts.kind === 'no_token')
    return note(
      'slack_not_looked_at',
      'No bot token is given, so nothing of Slack was looked at.',
      'Set SLACK_BOT_TOKEN to the token of the Slack app.',
    );
  const workspace = directory?.workspace?.teamId;
  if (workspace !== undefined && workspace !== facts.teamId)
    error(
      'other_workspace',
      `The token belongs to the workspace ${facts.teamId}, and the bot works for ${workspace}.`,
      'Give the token of the app in that workspace.',
    );
  return [
    ...found,
    ...examineScopes(facts, catalog),
    ...examineGroups(facts),
    ...examineApprovers(facts, catalog),
    ...examinePeople(facts, catalog),
  ];
};
