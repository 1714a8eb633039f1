import type { PublishChange } from './change-feed.ts';
import type { Ids } from './ids.ts';
import type { Block, Json, Message } from './model.ts';
import { own, type WorldState } from './state.ts';

/** A message before the workspace assigns its timestamp. */
export type Draft = Omit<Message, 'ts' | 'blocks'> & { readonly blocks?: readonly Json[] };

/** The messages of all channels, ephemeral ones included. */
export interface Messages {
  post(draft: Draft): Message;
  update(message: Message, change: Partial<Omit<Draft, 'channel'>>): Message;
  remove(message: Message): void;
  /** The message with this timestamp, ephemeral messages excluded. */
  find(channelId: string, ts: string): Message | undefined;
  /** The message as this user sees it, ephemeral messages included. */
  findFor(userId: string, channelId: string, ts: string): Message | undefined;
  inChannel(channelId: string): readonly Message[];
  seenBy(userId: string, channelId?: string): readonly Message[];
}

const isElement = (value: unknown): value is Json => typeof value === 'object' && value !== null && 'type' in value;

/** Assigns ids to blocks and interactive elements that have none, as Slack does. */
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
export const createMessages = (state: WorldState, ids: Ids, publish: PublishChange): Messages => {
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
      publish({
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
      publish({ kind: 'message_updated', channel: message.channel, ts: message.ts });
      return updated;
    },
    remove: (message) => {
      state.messages[message.channel] = all(message.channel).filter((entry) => entry.ts !== message.ts);
      publish({ kind: 'message_deleted', channel: message.channel, ts: message.ts });
    },
    find: (channelId, ts) => all(channelId).find((entry) => entry.ts === ts && entry.ephemeralTo === undefined),
    findFor: (userId, channelId, ts) => all(channelId).find((entry) => entry.ts === ts && isSeenBy(userId)(entry)),
    inChannel: (channelId) => all(channelId).filter((message) => message.ephemeralTo === undefined),
    seenBy: (userId, channelId) => {
      const channels = memberChannels(userId).filter((id) => channelId === undefined || id === channelId);
      return channels
        .flatMap((id) => all(id).filter(isSeenBy(userId)))
        .toSorted((one, other) => Number(one.ts) - Number(other.ts));
    },
  };
};
