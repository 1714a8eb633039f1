import type { PersonRecord } from '../../functions/core/authority/directory.ts';
import { SlackFault } from '../../functions/core/fault.ts';
import {
  parseSlackChannelId,
  type SlackChannelId,
  type SlackGroupId,
  type SlackUserId,
} from '../../functions/core/names.ts';
import type { Home } from '../../functions/core/request/home.ts';
import type { Notice } from '../../functions/core/request/notice.ts';
import type { Request } from '../../functions/core/request/request.ts';
import type { Slack } from '../../functions/usecases/ports.ts';
import { type BreakPoints, createBreakPoints } from './break-points.ts';

export type SlackCallKind =
  | 'personByEmail'
  | 'drawCard'
  | 'drawCardFor'
  | 'reply'
  | 'notify'
  | 'notifyRefusedClick'
  | 'redrawHolderMessage'
  | 'notifyOperators'
  | 'publishHomeTab'
  | 'person'
  | 'membersOf'
  | 'home';
type Person = Omit<PersonRecord, 'readAt'>;

/** What is told with a button to press, and the states in which there is one. */
const WITH_BUTTONS = new Map([
  ['prepared', ['pending']],
  ['activated', ['active']],
  ['ends_soon', ['active']],
]);

/** The Slack port over maps: what was drawn and said, and people who change. */
export interface MemorySlack extends Slack {
  /** The state each card shows, by channel. */
  cards(): readonly {
    readonly channel: SlackChannelId;
    readonly ts: string;
    readonly shows: Request['status']['kind'];
  }[];
  /** What people were told with a button to press, and the state that each message shows by now. */
  holderMessages(): readonly { readonly to: SlackUserId; readonly shows: Request['status']['kind'] }[];
  /** What a person was told, as kinds of facts in order. */
  notifiedOf(id: SlackUserId): readonly string[];
  notices(): readonly Notice[];
  toOperators(): readonly string[];
  /** What was written into the threads of a channel's cards, as kinds of facts. */
  replies(channel: string): readonly string[];
  /** The Home tab of a person as it was drawn last, and how often it was. */
  homeOf(id: SlackUserId): { readonly home: Home; readonly drawn: number } | undefined;
  setPerson(id: SlackUserId, person: Person): void;
  setGroup(id: SlackGroupId, members: readonly SlackUserId[]): void;
  readonly breakPoints: BreakPoints<SlackCallKind>;
}

/** A workspace in memory, home team T0LOCAL. */
export const createMemorySlack = (): MemorySlack => {
  const people = new Map<SlackUserId, Person>();
  const groups = new Map<SlackGroupId, readonly SlackUserId[]>();
  const cards = new Map<string, { channel: SlackChannelId; ts: string; shows: Request['status']['kind'] }>();
  const told: Notice[] = [];
  const kinds: { readonly to: string; readonly kind: string }[] = [];
  const holderMessages = new Map<string, { to: SlackUserId; shows: Request['status']['kind'] }>();
  const operators: string[] = [];
  const replies: { channel: string; kind: string }[] = [];
  const homes = new Map<SlackUserId, { home: Home; drawn: number }>();
  const breakPoints = createBreakPoints<SlackCallKind>(
    (kind) => kind === 'drawCard' || kind === 'notify' || kind === 'redrawHolderMessage',
  );
  let posted = 0;

  return {
    drawCard: (request, channel, at) =>
      breakPoints.around('drawCard', () => {
        posted += at === undefined ? 1 : 0;
        const ts = at?.ts ?? `${posted}.000100`;
        cards.set(`${channel}/${ts}`, { channel, ts, shows: request.status.kind });
        return { channel, ts };
      }),
    notify: (notice, request) =>
      breakPoints.around('notify', () => {
        told.push(notice);
        kinds.push({ to: notice.to, kind: notice.about.kind });
        if (!WITH_BUTTONS.get(notice.about.kind)?.includes(request.status.kind)) return undefined;
        posted += 1;
        const to = request.requested.by;
        const at = { channel: parseSlackChannelId(`D${to}`), ts: `${posted}.000200`, to };
        holderMessages.set(at.ts, { to, shows: request.status.kind });
        return at;
      }),
    notifyRefusedClick: ({ by }) =>
      breakPoints.around('notifyRefusedClick', () => {
        kinds.push({ to: by, kind: 'click_refused' });
      }),
    redrawHolderMessage: (request, { ts }) =>
      breakPoints.around('redrawHolderMessage', () => {
        holderMessages.set(ts, { to: request.requested.by, shows: request.status.kind });
      }),
    holderMessages: () => [...holderMessages.values()],
    drawCardFor: (request, to, at) =>
      breakPoints.around('drawCardFor', () => {
        posted += at === undefined ? 1 : 0;
        const channel = parseSlackChannelId(`D${to}`);
        const ts = at?.ts ?? `${posted}.000100`;
        cards.set(`${channel}/${ts}`, { channel, ts, shows: request.status.kind });
        return { channel, ts, to };
      }),
    reply: ({ channel }, about) =>
      breakPoints.around('reply', () => {
        replies.push({ channel, kind: about.kind });
      }),
    replies: (channel) => replies.filter((one) => one.channel === channel).map(({ kind }) => kind),
    notifyOperators: (_channel, text) =>
      breakPoints.around('notifyOperators', () => {
        operators.push(text);
      }),
    publishHomeTab: (user, home) =>
      breakPoints.around('publishHomeTab', () => {
        homes.set(user, { home, drawn: (homes.get(user)?.drawn ?? 0) + 1 });
      }),
    homeOf: (id) => homes.get(id),
    person: (id) => breakPoints.around('person', () => people.get(id)),
    personByEmail: (email) =>
      breakPoints.around('personByEmail', () => [...people].find(([, person]) => person.email === email)?.[0]),
    membersOf: (group) =>
      breakPoints.around('membersOf', () => {
        const members = groups.get(group);
        if (members !== undefined) return members;
        const message = `Slack knows no user group ${group}.`;
        throw new SlackFault({ kind: 'refused', message, fix: 'Correct the id in access.yaml.', retryable: false });
      }),
    home: () => breakPoints.around('home', () => ({ teamId: 'T0LOCAL' })),
    cards: () => [...cards.values()],
    notifiedOf: (id) => kinds.filter(({ to }) => to === id).map(({ kind }) => kind),
    notices: () => [...told],
    toOperators: () => [...operators],
    setPerson: (id, person) => {
      people.set(id, person);
    },
    setGroup: (id, members) => {
      groups.set(id, members);
    },
    breakPoints,
  };
};
