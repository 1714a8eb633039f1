import type { LocalSlack } from '../contract.ts';
import { APP } from '../world/seed.ts';

/** The state that the console shows: everything, or what one user sees. */
export const localState = (slack: LocalSlack, userId: string | null) => {
  const { directory } = slack;
  const watchers = directory.users().filter((user) => userId === null || user.id === userId);
  const channels = directory.channels().filter((channel) => userId === null || channel.members.includes(userId));
  const seen = (channelId: string) => {
    if (userId !== null) return slack.seenBy(userId, channelId);
    const ephemeral = directory
      .users()
      .flatMap((user) => slack.seenBy(user.id, channelId).filter((message) => message.ephemeralTo));
    return [...slack.messages(channelId), ...ephemeral].toSorted((one, other) => Number(one.ts) - Number(other.ts));
  };
  return {
    team: directory.team(),
    appUserId: APP.botUserId,
    users: directory.users(),
    usergroups: directory.usergroups(),
    channels: channels.map((channel) => ({ ...channel, messages: seen(channel.id) })),
    modals: Object.fromEntries(watchers.map((user) => [user.id, slack.modalsOf(user.id)])),
    homes: Object.fromEntries(watchers.map((user) => [user.id, slack.homeOf(user.id) ?? null])),
    callCounts: slack.callCounts(),
  };
};
