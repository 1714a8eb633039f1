import type { Channel } from '../../world/model.ts';
import { isNative } from '../../world/native.ts';
import { APP } from '../../world/seed.ts';
import { type ApiAnswer, type MethodContext, refusal } from '../method.ts';

/** The destination of a message, or Slack's error. */
export type Destination = { readonly channel: Channel } | { readonly refused: ApiAnswer };

const refused = (error: string): Destination => ({ refused: refusal(error) });

/** A conversation that the bot belongs to and can write to. */
export const ownConversation = (channelId: string, { world }: MethodContext): Destination => {
  const channel = world.conversations.channel(channelId);
  if (!channel) return refused('channel_not_found');
  if (!channel.members.includes(APP.botUserId)) {
    // Slack reports a private conversation as not found to a bot that is not a member.
    return refused(channel.kind === 'public' ? 'not_in_channel' : 'channel_not_found');
  }
  return channel.is_archived ? refused('is_archived') : { channel };
};

const directMessage = (userId: string, { world }: MethodContext): Destination => {
  const user = world.conversations.user(userId);
  if (!user || user.deleted || !isNative(user, world.state.team)) return refused('channel_not_found');
  return user.is_bot ? refused('cannot_dm_bot') : { channel: world.conversations.directMessage(userId) };
};

/**
 * The destination of chat.postMessage: a conversation id, the name of a public channel, or a user id for the direct
 * message with that user. With `chat:write.public`, the bot can also post to public channels that it has not joined.
 */
export const destinationOf = (named: string, context: MethodContext): Destination => {
  if (/^[UW]/.test(named)) return directMessage(named, context);
  const channelId = context.world.conversations.byName(named.replace(/^#/, ''))?.id ?? named;
  const destination = ownConversation(channelId, context);
  const channel = context.world.conversations.channel(channelId);
  const isOpenToAll = channel?.kind === 'public' && !channel.is_archived && context.scopes.has('chat:write.public');
  return isOpenToAll ? { channel } : destination;
};
