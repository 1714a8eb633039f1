import type { Directory } from '../contract.ts';
import { userOnWire } from '../web-api/wire.ts';
import type { Channel, User } from './model.ts';
import { aChannel, aUser } from './seed.ts';
import { own } from './state.ts';
import type { World } from './world.ts';

/** Sends the bot an event about a change, as the Events API does. */
export type SendEvent = (event: Readonly<Record<string, unknown>>) => Promise<boolean>;

/** Creates the administrator actions of a workspace. */
export const createDirectory = (world: World, sendEvent: SendEvent): Directory => {
  const { state, publish, clock } = world;
  const nowSeconds = (): number => Math.floor(clock.now().getTime() / 1000);

  const channelOf = (channelId: string): Channel => {
    const channel = own(state.channels, channelId);
    if (!channel) throw new RangeError(`there is no channel ${channelId} in this workspace`);
    return channel;
  };

  const setChannel = (channel: Channel): Channel => {
    state.channels[channel.id] = channel;
    publish({ kind: 'directory_changed', channel: channel.id });
    return channel;
  };

  const setUser = async (user: User, event: 'team_join' | 'user_change'): Promise<User> => {
    state.users[user.id] = user;
    publish({ kind: 'directory_changed', user: user.id });
    await sendEvent({ type: event, user: userOnWire(user, true), cache_ts: nowSeconds() });
    return user;
  };

  const changeUser: Directory['changeUser'] = async (userId, change) => {
    const user = own(state.users, userId);
    if (!user) throw new RangeError(`there is no user ${userId} in this workspace`);
    return setUser({ ...user, ...change, updated: nowSeconds() }, 'user_change');
  };

  return {
    team: () => state.team,
    users: () => Object.values(state.users),
    user: (userId) => own(state.users, userId),
    channels: () => Object.values(state.channels),
    channel: (channelId) => own(state.channels, channelId),
    usergroups: () => Object.values(state.usergroups),
    addUser: async (given) => {
      if (own(state.users, given.id)) throw new RangeError(`there is already a user ${given.id}`);
      return setUser(aUser({ updated: nowSeconds(), ...given }), 'team_join');
    },
    changeUser,
    deactivate: (userId) => changeUser(userId, { deleted: true }),
    addChannel: (given) => {
      if (own(state.channels, given.id)) throw new RangeError(`there is already a channel ${given.id}`);
      return setChannel(aChannel({ created: nowSeconds(), ...given }));
    },
    archive: (channelId) => void setChannel({ ...channelOf(channelId), is_archived: true }),
    share: (channelId, isShared) => void setChannel({ ...channelOf(channelId), is_ext_shared: isShared }),
    join: (channelId, userId) => {
      const channel = channelOf(channelId);
      if (!own(state.users, userId)) throw new RangeError(`there is no user ${userId} in this workspace`);
      setChannel({ ...channel, members: [...new Set([...channel.members, userId])] });
    },
    leave: (channelId, userId) => {
      const channel = channelOf(channelId);
      setChannel({ ...channel, members: channel.members.filter((id) => id !== userId) });
    },
    addUsergroup: (group) => {
      state.usergroups[group.id] = group;
      publish({ kind: 'directory_changed' });
      return group;
    },
    setUsergroupMembers: (groupId, userIds) => {
      const group = own(state.usergroups, groupId);
      if (!group) throw new RangeError(`there is no user group ${groupId} in this workspace`);
      state.usergroups[groupId] = { ...group, users: userIds };
      publish({ kind: 'directory_changed' });
    },
  };
};
