import type { Directory } from '../authority/directory.ts';
import { tooFewApprovers } from '../authority/satisfiable.ts';
import { stagesOf } from '../authority/stages.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { everyRule } from '../catalog/lookup.ts';
import type { SlackUserId } from '../names.ts';
import { examineChannels } from './examine-channels.ts';
import type { PersonFacts, SeenSlack, SlackFacts } from './facts.ts';
import { type Finding, findingsAbout, type Problems, problem } from './finding.ts';
import { isGood, membersSeen } from './seen-members.ts';
import { namedPeople, neededScopes } from './slack-scopes.ts';

function* examineScopes({ scopes }: SeenSlack, catalog: Catalog): Problems {
  if (scopes === undefined) return;
  const needed = neededScopes(catalog);
  const missing = needed.filter(({ scope }) => !scopes.includes(scope));
  for (const one of missing) if (one.isOptional !== true) yield problem('scope_missing', one);
  const optional = missing.filter(({ isOptional }) => isOptional).map(({ scope }) => scope);
  if (optional.length > 0) yield problem('channels_not_looked_at', { scopes: optional });
  const unneeded = scopes.filter((scope) => !needed.some((one) => one.scope === scope));
  if (unneeded.length > 0) yield problem('scope_unneeded', { scopes: unneeded });
}

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

const examineApprovers = (facts: SeenSlack, catalog: Catalog): readonly Finding[] =>
  everyRule(catalog)
    .filter(({ refuse }) => refuse === undefined)
    .flatMap((rule) => {
      const lack = tooFewApprovers(stagesOf(rule), {
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

/** Slack's only event opens a Home tab. Before the first one, it is not certain that events arrive. */
function* examineEvents({ kind }: SlackFacts, directory: Directory | undefined): Problems {
  if (kind !== 'seen' || directory === undefined) return;
  if ((directory.homeTabs ?? []).length === 0) yield problem('no_event_yet', {});
}

/** Differences between Slack and the catalog: token, scopes, workspace, channels, users, user groups. */
export const examineSlack = (
  facts: SlackFacts,
  catalog: Catalog,
  directory: Directory | undefined,
): readonly Finding[] => [
  ...findingsAbout('Slack', examineToken(facts, catalog, directory?.workspace?.teamId)),
  ...findingsAbout('Slack', examineEvents(facts, directory)),
  ...(facts.kind === 'seen'
    ? [
        ...examineChannels(facts, catalog),
        ...examineGroups(facts),
        ...examineApprovers(facts, catalog),
        ...examinePeople(facts, catalog),
      ]
    : []),
];
