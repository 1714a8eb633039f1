import type { Draft } from '../../world/messages.ts';
import { APP } from '../../world/seed.ts';
import {
  type ApiMethod,
  type Arguments,
  isTrue,
  type MethodContext,
  missingArgument,
  refusal,
  textOf,
} from '../method.ts';
import { messageOnWire } from '../wire.ts';
import { destinationOf, ownConversation } from './destination.ts';
import { contentOf } from './message-content.ts';

const author = { user: APP.botUserId, bot_id: APP.botId, app_id: APP.appId };

const threadOf = (args: Arguments, channel: string, { world }: MethodContext): Pick<Draft, 'thread_ts'> | undefined => {
  const threadTs = textOf(args, 'thread_ts');
  if (threadTs === '') return {};
  const parent = world.messages.find(channel, threadTs);
  // A reply to a reply is posted in the same thread.
  return parent && { thread_ts: parent.thread_ts ?? parent.ts };
};

/** chat.postMessage: https://docs.slack.dev/reference/methods/chat.postMessage */
export const postMessage: ApiMethod = {
  scope: 'chat:write',
  takesJson: true,
  run: (args, context) => {
    const missing = missingArgument(args, 'channel');
    if (missing) return missing;
    const content = contentOf(args, context);
    if ('refused' in content) return content.refused;
    const destination = destinationOf(textOf(args, 'channel'), context);
    if ('refused' in destination) return destination.refused;
    const { channel } = destination;
    const thread = threadOf(args, channel.id, context);
    if (!thread) return refusal('thread_not_found');
    const isBroadcast = isTrue(args, 'reply_broadcast') && thread.thread_ts !== undefined;
    const message = context.world.messages.post({
      channel: channel.id,
      ...author,
      ...content,
      ...thread,
      ...(isBroadcast ? { reply_broadcast: true } : {}),
    });
    return {
      ok: true,
      channel: channel.id,
      ts: message.ts,
      message: messageOnWire(message, context.world.state.team.id),
    };
  },
};

/** chat.postEphemeral: https://docs.slack.dev/reference/methods/chat.postEphemeral */
export const postEphemeral: ApiMethod = {
  scope: 'chat:write',
  takesJson: true,
  run: (args, context) => {
    const missing = missingArgument(args, 'channel', 'user');
    if (missing) return missing;
    const content = contentOf(args, context);
    if ('refused' in content) return content.refused;
    const destination = ownConversation(textOf(args, 'channel'), context);
    if ('refused' in destination) return destination.refused;
    const { channel } = destination;
    const user = textOf(args, 'user');
    if (!channel.members.includes(user)) return refusal('user_not_in_channel');
    const thread = threadOf(args, channel.id, context);
    if (!thread) return refusal('thread_not_found');
    const message = context.world.messages.post({
      channel: channel.id,
      ...author,
      ...content,
      ...thread,
      ephemeralTo: user,
    });
    return { ok: true, message_ts: message.ts };
  },
};
