import type { Message, OpenView, User } from '../../model/slack-workspace.ts';
import type { SlackView } from '../../protocol.ts';

/** A conversation that a user can open, with the messages they see there. */
export interface Conversation {
  readonly id: string;
  readonly kind: 'channel' | 'app' | 'group';
  readonly name: string;
  readonly messages: readonly Message[];
}

/** The workspace as one user sees it. */
export interface PersonView {
  readonly user: User;
  readonly conversations: readonly Conversation[];
  readonly modal?: OpenView;
  readonly home: OpenView | null;
}

/** The conversation with the app: its direct message and its Home tab. It exists before the first message. */
export const APP_CONVERSATION = 'app';

const isFor =
  (userId: string) =>
  ({ ephemeralTo }: Message): boolean =>
    ephemeralTo === undefined || ephemeralTo === userId;

/**
 * The view of one user: their channels, their direct message with the app, their ephemeral messages, their top modal.
 */
export const viewOf = (slack: SlackView, user: User, appUserId: string): PersonView => {
  const mine = slack.channels.filter(({ members }) => members.includes(user.id));
  const seen = (messages: readonly Message[]) => messages.filter(isFor(user.id));
  const channels = mine
    .filter(({ kind }) => kind === 'public' || kind === 'private')
    .map(({ id, name, messages }): Conversation => ({ id, kind: 'channel', name, messages: seen(messages) }));
  const direct = mine.find(({ kind, members }) => kind === 'im' && members.includes(appUserId));
  const groups = mine
    .filter(({ kind }) => kind === 'mpim')
    .map(({ id, members, messages }): Conversation => {
      const others = members.filter((member) => member !== user.id && member !== appUserId);
      const names = others.map((other) => slack.users.find(({ id: one }) => one === other)?.name ?? other);
      return { id, kind: 'group', name: [...names, 'Assume'].join(', '), messages: seen(messages) };
    });
  const app: Conversation = {
    id: direct?.id ?? APP_CONVERSATION,
    kind: 'app',
    name: 'Assume',
    messages: direct === undefined ? [] : seen(direct.messages),
  };
  const modal = slack.modals[user.id]?.at(-1);
  return {
    user,
    conversations: [...channels, app, ...groups],
    home: slack.homes[user.id] ?? null,
    ...(modal === undefined ? {} : { modal }),
  };
};

/** How a user differs from a full member of the workspace. */
export const statusOf = (user: User, homeTeamId: string): string | undefined => {
  if (user.deleted) return 'deactivated';
  if (user.is_bot) return 'bot';
  if (user.team_id !== homeTeamId) return 'other workspace';
  if (user.is_ultra_restricted) return 'single-channel guest';
  return user.is_restricted ? 'guest' : undefined;
};

/** The last read timestamp of each conversation, by `user/conversation`, in Slack's timestamp format. */
export type ReadMarks = Readonly<Record<string, string>>;

/** The id of a conversation in the URL. The conversation with the app has this id even before Slack creates it. */
export const conversationKey = (conversation: Conversation): string =>
  conversation.kind === 'app' ? APP_CONVERSATION : conversation.id;

/** The number of unread messages in a conversation, and how many of them mention the user or are direct messages. */
export interface Unread {
  readonly count: number;
  readonly calls: number;
}

/** Counts the unread messages of a user in a conversation. Their own messages count as read. */
export const unreadIn = (conversation: Conversation, { userId, groups }: Mentioned, marks: ReadMarks): Unread => {
  const mark = marks[`${userId}/${conversationKey(conversation)}`] ?? '0';
  const fresh = conversation.messages.filter(({ ts, user }) => Number(ts) > Number(mark) && user !== userId);
  const names = [`<@${userId}>`, ...groups.map((id) => `<!subteam^${id}>`)];
  const isFor = (message: Message): boolean => {
    const source = `${message.text} ${JSON.stringify(message.blocks ?? [])}`;
    return conversation.kind !== 'channel' || names.some((name) => source.includes(name));
  };
  return { count: fresh.length, calls: fresh.filter(isFor).length };
};

/** The ids that mention a user: their own id and their user groups. */
export interface Mentioned {
  readonly userId: string;
  readonly groups: readonly string[];
}

export const mentionedAs = (slack: SlackView, userId: string): Mentioned => ({
  userId,
  groups: slack.usergroups.filter(({ users }) => users.includes(userId)).map(({ id }) => id),
});

/**
 * The conversation to open after switching to this user: the one with the newest unread mention, otherwise the current
 * one.
 */
export const landingOf = (
  view: PersonView,
  me: Mentioned,
  marks: ReadMarks,
  current: string,
): Conversation | undefined => {
  const newest = (conversation: Conversation): number => Number(conversation.messages.at(-1)?.ts ?? 0);
  const [unread] = view.conversations
    .filter((conversation) => unreadIn(conversation, me, marks).calls > 0)
    .toSorted((one, other) => newest(other) - newest(one));
  return (
    unread ??
    view.conversations.find((conversation) => conversationKey(conversation) === current) ??
    view.conversations[0]
  );
};
