import type { Message, OpenView, User } from '../../../slack/world/model.ts';
import type { SlackView } from '../../protocol.ts';

/** A place a person can go to, with what they see there. */
export interface Place {
  readonly id: string;
  readonly kind: 'channel' | 'app' | 'group';
  readonly name: string;
  readonly messages: readonly Message[];
}

/** The workspace as one person has it on their screen. */
export interface PersonView {
  readonly user: User;
  readonly places: readonly Place[];
  readonly modal?: OpenView;
  readonly home: OpenView | null;
}

/** The place of the app: its direct message, its Home tab. There before the first message, too. */
export const APP_PLACE = 'app';

const isFor =
  (userId: string) =>
  ({ ephemeralTo }: Message): boolean =>
    ephemeralTo === undefined || ephemeralTo === userId;

/** What one person sees: their channels, their direct message with the app, what only they see, their topmost modal. */
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

/** What sets a person apart from a full member of the workspace. */
export const oddityOf = (user: User, homeTeamId: string): string | undefined => {
  if (user.deleted) return 'deactivated';
  if (user.is_bot) return 'bot';
  if (user.team_id !== homeTeamId) return 'other workspace';
  if (user.is_ultra_restricted) return 'single-channel guest';
  return user.is_restricted ? 'guest' : undefined;
};

/** Up to when a person has read each place, by `person/place`; timestamps as Slack writes them. */
export type ReadMarks = Readonly<Record<string, string>>;

/** The id of a place in the address; that of the app is there before its conversation is. */
export const placeKey = (place: Place): string => (place.kind === 'app' ? APP_PLACE : place.id);

/** What a person has not read in a place, and how much of it calls for them: by name, or in a direct message. */
export interface Unread {
  readonly count: number;
  readonly calls: number;
}

/** What somebody has not read in a place. Their own messages are no news to them. */
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

/** By what a message means somebody: their id, and the groups they are in. */
export interface Mentioned {
  readonly userId: string;
  readonly groups: readonly string[];
}

export const mentionedAs = (slack: SlackView, userId: string): Mentioned => ({
  userId,
  groups: slack.usergroups.filter(({ users }) => users.includes(userId)).map(({ id }) => id),
});

/** Where somebody goes who becomes this person: to the newest that calls for them and is not read, else stays where one was. */
export const landingOf = (view: PersonView, me: Mentioned, marks: ReadMarks, current: string): Place | undefined => {
  const newest = (place: Place): number => Number(place.messages.at(-1)?.ts ?? 0);
  const [unread] = view.places
    .filter((place) => unreadIn(place, me, marks).calls > 0)
    .toSorted((one, other) => newest(other) - newest(one));
  return unread ?? view.places.find((place) => placeKey(place) === current) ?? view.places[0];
};
