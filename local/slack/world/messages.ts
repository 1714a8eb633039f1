import type { Ids } from './ids.ts';
import type { Block, Json, Message } from './model.ts';
import { own, type WorldState } from './state.ts';
import type { Told } from './told.ts';

/** What a message is made of before the workspace gives it a timestamp. */
export type Draft = Omit<Message, 'ts' | 'blocks'> & { readonly blocks?: readonly Json[] };

/** The messages of all channels, ephemeral ones included. */
export interface Messages {
  post(draft: Draft): Message;
  update(message: Message, change: Partial<Omit<Draft, 'channel'>>): Message;
  remove(message: Message): void;
  /** The message everybody sees, not an ephemeral one. */
  find(channelId: string, ts: string): Message | undefined;
  /** The message as this person sees it, ephemeral ones included. */
  findFor(userId: string, channelId: string, ts: string): Message | undefined;
  inChannel(channelId: string): readonly Message[];
  seenBy(userId: string, channelId?: string): readonly Message[];
}

const isElement = (value: unknown): value is Json => typeof value === 'object' && value !== null && 'type' in value;

/** Gives every block and interactive element the id that Slack gives those without one. */
export const withIds = (blocks: readonly Json[], ids: Ids): readonly Block[] => {
  const named = (element: Json): Json =>
    element['action_id'] === undefined && element['type'] !== 'image'
      ? { ...element, action_id: ids.next('a') }
      : element;
  return blocks.map((block) => {
    const elements = block['elements'];
    return {
      ...block,
      block_id: block['block_id'] ?? ids.next('b'),
      ...(block['type'] === 'actions' && Array.isArray(elements) ? { elements: elements.map(named) } : {}),
      ...(isElement(block['accessory']) ? { accessory: named(block['accessory']) } : {}),
      ...(isElement(block['element']) ? { element: named(block['element']) } : {}),
    } as unknown as Block;
  });
};

/** Creates the messages of a workspace. */
export const createMessages = (state: WorldState, ids: Ids, tell: Told): Messages => {
  const all = (channelId: string): readonly Message[] => own(state.messages, channelId) ?? [];
  const isSeenBy = (userId: string) => (message: Message) =>
    message.ephemeralTo === undefined || message.ephemeralTo === userId;
  const memberChannels = (userId: string): readonly string[] =>
    Object.values(state.channels)
      .filter((channel) => channel.members.includes(userId))
      .map((channel) => channel.id);

  const drawn = (draft: Partial<Draft>): Partial<Message> => {
    const { blocks, ...rest } = draft;
    return { ...rest, ...(blocks === undefined ? {} : { blocks: withIds(blocks, ids) }) };
  };

  return {
    post: (draft) => {
      const message = { ...drawn(draft), ts: ids.nextTs() } as Message;
      state.messages[message.channel] = [...all(message.channel), message];
      const kind = message.ephemeralTo === undefined ? 'message_posted' : 'ephemeral_posted';
      tell({
        kind,
        channel: message.channel,
        ts: message.ts,
        ...(message.ephemeralTo === undefined ? {} : { user: message.ephemeralTo }),
      });
      return message;
    },
    update: (message, change) => {
      const updated = { ...message, ...drawn(change) } as Message;
      state.messages[message.channel] = all(message.channel).map((entry) =>
        entry.ts === message.ts ? updated : entry,
      );
      tell({ kind: 'message_updated', channel: message.channel, ts: message.ts });
      return updated;
    },
    remove: (message) => {
      state.messages[message.channel] = all(message.channel).filter((entry) => entry.ts !== message.ts);
      tell({ kind: 'message_deleted', channel: message.channel, ts: message.ts });
    },
    find: (channelId, ts) => all(channelId).find((entry) => entry.ts === ts && entry.ephemeralTo === undefined),
    findFor: (userId, channelId, ts) => all(channelId).find((entry) => entry.ts === ts && isSeenBy(userId)(entry)),
    inChannel: (channelId) => all(channelId).filter((message) => message.ephemeralTo === undefined),
    seenBy: (userId, channelId) => {
      const places = memberChannels(userId).filter((id) => channelId === undefined || id === channelId);
      return places
        .flatMap((id) => all(id).filter(isSeenBy(userId)))
        .toSorted((one, other) => Number(one.ts) - Number(other.ts));
    },
  };
};
