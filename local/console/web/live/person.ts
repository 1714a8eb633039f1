import type { Message, OpenView, User } from '../../model/slack-workspace.ts';
import type { SlackView } from '../../protocol.ts';

/** A place that a user can open, with the messages they see there. */
export interface Place {
  readonly id: string;
  readonly kind: 'channel' | 'app' | 'group';
  readonly name: string;
  readonly messages: readonly Message[];
}

/** The workspace as one user sees it. */
export interface PersonView {
  readonly user: User;
  readonly places: readonly Place[];
  readonly modal?: OpenView;
  readonly home: OpenView | null;
}

/** The place of the app: its direct message and its Home tab. It exists before the first message. */
export const APP_PLACE = 'app';

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
    .map(({ id, name, messages }): Place => ({ id, kind: 'channel', name, messages: seen(messages) }));
  const direct = mine.find(({ kind, members }) => kind === 'im' && members.includes(appUserId));
  const groups = mine
    .filter(({ kind }) => kind === 'mpim')
    .map(({ id, members, messages }): Place => {
      const others = members.filter((member) => member !== user.id && member !== appUserId);
      const names = others.map((other) => slack.users.find(({ id: one }) => one === other)?.name ?? other);
      return { id, kind: 'group', name: [...names, 'Assume'].join(', '), messages: seen(messages) };
    });
  const app: Place = {
    id: direct?.id ?? APP_PLACE,
    kind: 'app',
    name: 'Assume',
    messages: direct === undefined ? [] : seen(direct.messages),
  };
  const modal = slack.modals[user.id]?.at(-1);
  return {
    user,
    places: [...channels, app, ...groups],
    home: slack.homes[user.id] ?? null,
    ...(modal === undefined ? {} : { modal }),
  };
};

/** How a user differs from a full member of the workspace. */
export const oddityOf = (user: User, homeTeamId: string): string | undefined => {
  if (user.deleted) return 'deactivated';
  if (user.is_bot) return 'bot';
  if (user.team_id !== homeTeamId) return 'other workspace';
  if (user.is_ultra_restricted) return 'single-channel guest';
  return user.is_restricted ? 'guest' : undefined;
};

/** The last read timestamp of each place, by `user/place`, in Slack's timestamp format. */
export type ReadMarks = Readonly<Record<string, string>>;

/** The id of a place in the URL. The place of the app has an id before its conversation exists. */
export const placeKey = (place: Place): string => (place.kind === 'app' ? APP_PLACE : place.id);

/** The number of unread messages in a place, and how many of them mention the user or are direct messages. */
export interface Unread {
  readonly count: number;
  readonly calls: number;
}

/** Counts the unread messages of a user in a place. Their own messages count as read. */
export const unreadIn = (place: Place, { userId, groups }: Mentioned, marks: ReadMarks): Unread => {
  const mark = marks[`${userId}/${placeKey(place)}`] ?? '0';
  const fresh = place.messages.filter(({ ts, user }) => Number(ts) > Number(mark) && user !== userId);
  const names = [`<@${userId}>`, ...groups.map((id) => `<!subteam^${id}>`)];
  const isFor = (message: Message): boolean => {
    const source = `${message.text} ${JSON.stringify(message.blocks ?? [])}`;
    return place.kind !== 'channel' || names.some((name) => source.includes(name));
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
 * The place to open after switching to this user: the place with the newest unread mention, otherwise the current
 * place.
 */
export const landingOf = (view: PersonView, me: Mentioned, marks: ReadMarks, current: string): Place | undefined => {
  const newest = (place: Place): number => Number(place.messages.at(-1)?.ts ?? 0);
  const [unread] = view.places
    .filter((place) => unreadIn(place, me, marks).calls > 0)
    .toSorted((one, other) => newest(other) - newest(one));
  return unread ?? view.places.find((place) => placeKey(place) === current) ?? view.places[0];
};
