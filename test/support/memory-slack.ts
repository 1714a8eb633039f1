import type { PersonRecord } from '../../functions/core/authority/directory.ts';
import { SlackFault } from '../../functions/core/fault.ts';
import {
  parseSlackChannelId,
  type SlackChannelId,
  type SlackGroupId,
  type SlackUserId,
} from '../../functions/core/names.ts';
import type { HomeTab } from '../../functions/core/request/home-tab.ts';
import type { Notice } from '../../functions/core/request/notice.ts';
import type { Request } from '../../functions/core/request/request.ts';
import { plainText } from '../../functions/core/text/plain.ts';
import type { Slack } from '../../functions/usecases/ports.ts';
import { createFaults, type Faults, withFaults } from './faults.ts';

export type SlackCallKind = keyof Slack;
type Person = Omit<PersonRecord, 'readAt'>;

/** The facts whose messages to the holder have a button, and the states in which they have one. */
const WITH_BUTTONS = new Map([
  ['prepared', ['pending']],
  ['activated', ['active']],
  ['ends_soon', ['active']],
]);
type Shown = Request['status']['kind'];

/** The Slack port over maps: posted messages, and users that tests can change. */
export interface MemorySlack extends Slack {
  /** The state that each card shows. */
  cards(): readonly { readonly channel: SlackChannelId; readonly ts: string; readonly shows: Shown }[];
  /** The holder messages, and the state that each shows. */
  holderMessages(): readonly { readonly to: SlackUserId; readonly shows: Shown }[];
  /** The kinds of facts that a user was notified about, in order. */
  notifiedOf(id: SlackUserId): readonly string[];
  notices(): readonly Notice[];
  toOperators(): readonly string[];
  /** The kinds of facts in the threads of a channel's cards. */
  replies(channel: string): readonly string[];
  /** The latest Home tab of a user, and how often it was published. */
  homeOf(id: SlackUserId): { readonly home: HomeTab; readonly drawn: number } | undefined;
  /** The buttons of windows that did not open. */
  windows(): readonly { readonly to: SlackUserId; readonly action: string; readonly value: string }[];
  /** Answers to `/assume delegate` (`to` is `answer`), and the messages to delegates. */
  told(): readonly { readonly to: string; readonly text: string }[];
  setPerson(id: SlackUserId, person: Person): void;
  setGroup(id: SlackGroupId, members: readonly SlackUserId[]): void;
  /** Deletes a message, so that its card is posted again. */
  deleteMessage(ts: string): void;
  /** Gives the same timestamp to all later messages, as Slack sometimes does in two channels. */
  freezeTimestamps(): void;
  readonly faults: Faults<SlackCallKind>;
}

/** A workspace in memory, with the team id T0LOCAL. */
export const createMemorySlack = (): MemorySlack => {
  const people = new Map<SlackUserId, Person>();
  const groups = new Map<SlackGroupId, readonly SlackUserId[]>();
  const cards = new Map<string, { channel: SlackChannelId; ts: string; shows: Shown }>();
  const notices: Notice[] = [];
  const kinds: { readonly to: string; readonly kind: string }[] = [];
  const holderMessages = new Map<string, { to: SlackUserId; shows: Shown }>();
  const operators: string[] = [];
  const replies: { channel: string; kind: string }[] = [];
  const homeTabs = new Map<SlackUserId, { home: HomeTab; drawn: number }>();
  const windows: { readonly to: SlackUserId; readonly action: string; readonly value: string }[] = [];
  const told: { readonly to: string; readonly text: string }[] = [];
  const deleted = new Set<string>();
  const faults = createFaults<SlackCallKind>((kind) => ['drawCard', 'notify', 'redrawHolderMessage'].includes(kind));
  let [posted, isFrozen] = [0, false];

  /** Posts a card, or updates it in place. */
  const draw = (request: Request, channel: SlackChannelId, at: { readonly ts: string } | undefined) => {
    const known = at !== undefined && !deleted.has(at.ts) ? at.ts : undefined;
    posted += known === undefined && !isFrozen ? 1 : 0;
    const ts = known ?? `${posted}.000100`;
    cards.set(`${channel}/${ts}`, { channel, ts, shows: request.status.kind });
    return { channel, ts };
  };

  const port: Slack = {
    drawCard: async (request, channel, at) => draw(request, channel, at),
    drawCardFor: async (request, to, at) => ({ ...draw(request, parseSlackChannelId(`D${to}`), at), to }),
    notify: async (notice, request) => {
      notices.push(notice);
      kinds.push({ to: notice.to, kind: notice.about.kind });
      if (!WITH_BUTTONS.get(notice.about.kind)?.includes(request.status.kind)) return undefined;
      posted += 1;
      const to = request.requested.by;
      const at = { channel: parseSlackChannelId(`D${to}`), ts: `${posted}.000200`, to };
      holderMessages.set(at.ts, { to, shows: request.status.kind });
      return at;
    },
    notifyRefusedClick: async (by) => void kinds.push({ to: by, kind: 'click_refused' }),
    redrawAnswer: async () => {},
    answerCommand: async (_url, answer) =>
      void told.push({ to: 'answer', text: 'why' in answer ? answer.why : plainText(answer) }),
    tell: async (to, message) => void told.push({ to, text: plainText(message) }),
    offerWindow: async (to, button) => void windows.push({ to, ...button }),
    redrawHolderMessage: async (request, { ts }) =>
      void holderMessages.set(ts, { to: request.requested.by, shows: request.status.kind }),
    reply: async ({ channel }, about) => void replies.push({ channel, kind: about.kind }),
    notifyOperators: async (_channel, text) => void operators.push(text),
    publishHomeTab: async (user, home) =>
      void homeTabs.set(user, { home, drawn: (homeTabs.get(user)?.drawn ?? 0) + 1 }),
    person: async (id) => people.get(id),
    personByEmail: async (email) => [...people].find(([, person]) => person.email === email)?.[0],
    membersOf: async (group) => {
      const members = groups.get(group);
      if (members !== undefined) return members;
      const message = `Slack knows no user group ${group}.`;
      throw new SlackFault({ kind: 'refused', message, fix: 'Correct the id in access.yaml.', retryable: false });
    },
    workspace: async () => ({ teamId: 'T0LOCAL' }),
  };

  return {
    ...withFaults(port, faults),
    cards: () => [...cards.values()],
    holderMessages: () => [...holderMessages.values()],
    notifiedOf: (id) => kinds.filter(({ to }) => to === id).map(({ kind }) => kind),
    notices: () => [...notices],
    toOperators: () => [...operators],
    replies: (channel) => replies.filter((one) => one.channel === channel).map(({ kind }) => kind),
    windows: () => [...windows],
    told: () => [...told],
    homeOf: (id) => homeTabs.get(id),
    setPerson: (id, person) => void people.set(id, person),
    setGroup: (id, members) => void groups.set(id, members),
    deleteMessage: (ts) => void deleted.add(ts),
    freezeTimestamps: () => {
      isFrozen = true;
    },
    faults,
  };
};
