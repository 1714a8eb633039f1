import type { Catalog } from '../catalog/catalog.ts';
import { everyRule } from '../catalog/lookup.ts';
import type { SlackChannelId, SlackUserId } from '../names.ts';
import type { PersonFacts, SeenChannel, SeenSlack } from './facts.ts';
import { type Finding, findingsAbout, type Problems, problem } from './finding.ts';
import { membersSeen } from './seen-members.ts';
import { namedChannels } from './slack-scopes.ts';

const nameOf = (id: SlackUserId, people: Readonly<Record<SlackUserId, PersonFacts>>): string => {
  const person = people[id];
  return person === undefined || person === 'unknown' ? id : person.name;
};

/** The approvers of the roles of a private channel who do not see the cards in it. */
function* examineApprovers(
  id: SlackChannelId,
  { name, privateMembers }: SeenChannel,
  facts: SeenSlack,
  catalog: Catalog,
): Problems {
  if (privateMembers === undefined) return;
  for (const rule of everyRule(catalog)) {
    // The others get the card in a direct message too.
    if (rule.channel !== id || rule.notifyApprovers === 'direct') continue;
    const approvers = new Set(rule.approvers.flatMap((who) => membersSeen(who, facts) ?? []));
    const outside = [...approvers].filter((user) => !privateMembers.includes(user));
    const names = outside.map((user) => nameOf(user, facts.people));
    if (names.length > 0) yield problem('approvers_outside_channel', { channel: name, role: rule.name, names });
  }
}

function* examineChannel(
  id: SlackChannelId,
  where: readonly string[],
  seen: NonNullable<SeenSlack['channels']>[SlackChannelId],
  facts: SeenSlack,
  catalog: Catalog,
): Problems {
  const bot = facts.botName ?? 'assume-bot';
  if (seen === 'unknown') return yield problem('channel_not_found', { id, where, bot });
  if (seen.kind === 'not_seen') return yield problem('channel_not_seen', seen);
  const { name: channel, isArchived, hasBot, isSharedWithCompany } = seen;
  if (isArchived) return yield problem('channel_archived', { channel, where });
  if (!hasBot) yield problem('channel_without_bot', { channel, where, bot });
  if (isSharedWithCompany) yield problem('channel_shared', { channel });
  yield* examineApprovers(id, seen, facts, catalog);
}

/** Whether the bot can post in each channel of the catalog, and whether the right users see it. */
export const examineChannels = (facts: SeenSlack, catalog: Catalog): readonly Finding[] =>
  [...namedChannels(catalog)].flatMap(([id, where]) => {
    const seen = facts.channels?.[id];
    if (seen === undefined) return [];
    const about = seen !== 'unknown' && seen.kind === 'channel' ? `channel #${seen.name}` : `channel ${id}`;
    return findingsAbout(about, examineChannel(id, where, seen, facts, catalog));
  });
