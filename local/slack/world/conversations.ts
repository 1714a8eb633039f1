import type { Channel, User } from './model.ts';
import { APP, aChannel } from './seed.ts';
import { own, type WorldState } from './state.ts';

/** Finds and creates conversations. */
export interface Conversations {
  channel(channelId: string): Channel | undefined;
  byName(name: string): Channel | undefined;
  user(userId: string): User | undefined;
  isMember(channelId: string, userId: string): boolean;
  /** The direct message between a user and the bot. It is created if it does not exist. */
  directMessage(userId: string): Channel;
  groupMessage(userIds: readonly string[]): Channel;
  /** The channel name in payloads. Users never see the name of a direct message. */
  nameInPayloads(channel: Channel): string;
}

/** The id of the direct message between a user and the bot. */
export const directMessageId = (userId: string): string => `D0${userId.replace(/^[UW]0?/, '')}`;

/** Creates the conversations of a workspace. */
export const createConversations = (state: WorldState): Conversations => {
  const make = (channel: Channel): Channel => {
    const known = own(state.channels, channel.id);
    if (known) return known;
    state.channels[channel.id] = channel;
    return channel;
  };

  return {
    channel: (channelId) => own(state.channels, channelId),
    byName: (name) =>
      Object.values(state.channels).find((channel) => channel.kind === 'public' && channel.name === name),
    user: (userId) => own(state.users, userId),
    isMember: (channelId, userId) => own(state.channels, channelId)?.members.includes(userId) ?? false,
    directMessage: (userId) => {
      const id = directMessageId(userId);
      return make(aChannel({ id, name: id, kind: 'im', members: [userId, APP.botUserId] }));
    },
    groupMessage: (userIds) => {
      const members = [...new Set([...userIds, APP.botUserId])];
      const id = `G0${[...userIds]
        .toSorted()
        .map((user) => user.replace(/^[UW]0?/, ''))
        .join('')}`;
      return make(aChannel({ id, name: `mpdm-${id}`, kind: 'mpim', members }));
    },
    nameInPayloads: (channel) => {
      const names = { public: channel.name, private: 'privategroup', im: 'directmessage', mpim: 'privategroup' };
      return names[channel.kind];
    },
  };
};
