import type { Channel, Message } from '../../world/model.ts';
import { isNative } from '../../world/native.ts';
import { APP } from '../../world/seed.ts';
import {
  type ApiAnswer,
  type ApiMethod,
  type Arguments,
  isTrue,
  type MethodContext,
  missingArgument,
  missingScope,
  refusal,
  textOf,
} from '../method.ts';
import { pageOf } from '../pages.ts';
import { channelOnWire, messageOnWire } from '../wire.ts';

const FAMILY = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' } as const;

/** A conversation that the bot can read with `channels:read`, `im:history` and similar scopes. */
const readable = (
  args: Arguments,
  { world, scopes }: MethodContext,
  right: 'read' | 'history',
): { readonly channel: Channel } | { readonly refused: ApiAnswer } => {
  const missing = missingArgument(args, 'channel');
  if (missing) return { refused: missing };
  const channel = world.conversations.channel(textOf(args, 'channel'));
  const isMember = channel?.members.includes(APP.botUserId) ?? false;
  if (!channel || (channel.kind !== 'public' && !isMember)) return { refused: refusal('channel_not_found') };
  const needed = `${FAMILY[channel.kind]}:${right}`;
  if (!scopes.has(needed)) return { refused: missingScope(needed, scopes) };
  return right === 'history' && !isMember ? { refused: refusal('not_in_channel') } : { channel };
};

/** conversations.info: https://docs.slack.dev/reference/methods/conversations.info */
export const conversationInfo: ApiMethod = {
  takesJson: false,
  run: (args, context) => {
    const found = readable(args, context, 'read');
    return 'refused' in found ? found.refused : { ok: true, channel: channelOnWire(found.channel, context.world) };
  },
};

/** conversations.members: https://docs.slack.dev/reference/methods/conversations.members */
export const conversationMembers: ApiMethod = {
  takesJson: false,
  run: (args, context) => {
    const found = readable(args, context, 'read');
    if ('refused' in found) return found.refused;
    const page = pageOf(found.channel.members, (id) => id, args, { default: 100, max: 1000 });
    if ('refused' in page) return page.refused;
    return { ok: true, members: page.items, response_metadata: { next_cursor: page.nextCursor } };
  },
};

const listed = (args: Arguments, { world }: MethodContext, messages: readonly Message[]): ApiAnswer => {
  const [oldest, latest] = [Number(textOf(args, 'oldest') || 0), Number(textOf(args, 'latest') || Number.MAX_VALUE)];
  const isInclusive = isTrue(args, 'inclusive');
  const within = messages.filter(({ ts }) => {
    const at = Number(ts);
    return isInclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  });
  const page = pageOf(within, ({ ts }) => ts, args, { default: 100, max: 999 });
  if ('refused' in page) return page.refused;
  return {
    ok: true,
    messages: page.items.map((message) => messageOnWire(message, world.state.team.id)),
    has_more: page.nextCursor !== '',
    ...(page.nextCursor === '' ? {} : { response_metadata: { next_cursor: page.nextCursor } }),
  };
};

const isReply = (message: Message): boolean => message.thread_ts !== undefined && message.thread_ts !== message.ts;

/** conversations.history, newest first: https://docs.slack.dev/reference/methods/conversations.history */
export const conversationHistory: ApiMethod = {
  takesJson: false,
  run: (args, context) => {
    const found = readable(args, context, 'history');
    if ('refused' in found) return found.refused;
    const messages = context.world.messages.inChannel(found.channel.id);
    return listed(
      args,
      context,
      messages.filter((message) => !isReply(message) || message.reply_broadcast).toReversed(),
    );
  },
};

/** conversations.replies, oldest first: https://docs.slack.dev/reference/methods/conversations.replies */
export const conversationReplies: ApiMethod = {
  takesJson: false,
  run: (args, context) => {
    const missing = missingArgument(args, 'ts');
    if (missing) return missing;
    const found = readable(args, context, 'history');
    if ('refused' in found) return found.refused;
    const messages = context.world.messages.inChannel(found.channel.id);
    const named = messages.find((message) => message.ts === textOf(args, 'ts'));
    if (!named) return refusal('thread_not_found');
    const root = named.thread_ts ?? named.ts;
    return listed(
      args,
      context,
      messages.filter((message) => message.ts === root || message.thread_ts === root),
    );
  },
};

/** conversations.open: https://docs.slack.dev/reference/methods/conversations.open */
export const openConversation: ApiMethod = {
  takesJson: true,
  run: (args, { world, scopes }) => {
    const known = world.conversations.channel(textOf(args, 'channel'));
    const named = Array.isArray(args['users']) ? args['users'].map(String) : textOf(args, 'users').split(',');
    const users = named.map((id) => id.trim()).filter((id) => id !== '');
    const needed = users.length > 1 ? 'mpim:write' : 'im:write';
    if (!scopes.has(needed)) return missingScope(needed, scopes);
    if (users.length === 0) {
      if (textOf(args, 'channel') === '') return refusal('users_list_not_supplied');
      if (!known?.members.includes(APP.botUserId)) return refusal('channel_not_found');
      if (known.kind !== 'im' && known.kind !== 'mpim') return refusal('method_not_supported_for_channel_type');
      return { ok: true, no_op: true, already_open: true, channel: { id: known.id } };
    }
    if (users.length > 8) return refusal('too_many_users');
    const people = users.map((id) => world.conversations.user(id));
    if (people.some((user) => user === undefined)) return refusal('user_not_found');
    if (people.some((user) => user?.deleted)) return refusal('user_disabled');
    if (people.some((user) => user?.is_bot)) return refusal('cannot_dm_bot');
    if (people.some((user) => user === undefined || !isNative(user, world.state.team)))
      return refusal('user_not_visible');
    const [only, ...others] = users;
    const channel =
      only !== undefined && others.length === 0
        ? world.conversations.directMessage(only)
        : world.conversations.groupMessage(users);
    return { ok: true, channel: isTrue(args, 'return_im') ? channelOnWire(channel, world) : { id: channel.id } };
  },
};
