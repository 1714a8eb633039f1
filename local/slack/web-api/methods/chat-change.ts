import type { Json } from '../../world/model.ts';
import { APP } from '../../world/seed.ts';
import { type ApiMethod, type Arguments, type MethodContext, missingArgument, refusal, textOf } from '../method.ts';
import { messageOnWire } from '../wire.ts';
import { ownConversation } from './destination.ts';
import { contentOf } from './message-content.ts';

/** The message with this `channel` and `ts`. Ephemeral messages are never found. */
const namedMessage = (args: Arguments, context: MethodContext, tsName: string) => {
  const conversation = ownConversation(textOf(args, 'channel'), context);
  if ('refused' in conversation) return conversation;
  const message = context.world.messages.find(conversation.channel.id, textOf(args, tsName));
  return message ? { message } : { refused: refusal('message_not_found') };
};

/**
 * Whether an update would replace a rich text block. Slack documents only that other blocks cannot replace one; here, each
 * must be replaced by a rich text block at the same place.
 */
const replacesRichText = (before: readonly Json[] = [], after: readonly Json[] | undefined): boolean =>
  after !== undefined &&
  before.some((block, index) => block['type'] === 'rich_text' && after[index]?.['type'] !== 'rich_text');

/** chat.update: https://docs.slack.dev/reference/methods/chat.update. Omitted blocks are kept; omitted text is not. */
export const updateMessage: ApiMethod = {
  scope: 'chat:write',
  takesJson: true,
  run: (args, context) => {
    const missing = missingArgument(args, 'channel', 'ts');
    if (missing) return missing;
    const content = contentOf(args, context);
    if ('refused' in content) return content.refused;
    const named = namedMessage(args, context, 'ts');
    if ('refused' in named) return named.refused;
    if (named.message.user !== APP.botUserId) return refusal('cant_update_message');
    if (replacesRichText(named.message.blocks, content.blocks)) return refusal('block_mismatch');
    const { ids, messages, state } = context.world;
    const updated = messages.update(named.message, {
      ...content,
      edited: { user: APP.botUserId, ts: ids.actionTs() },
    });
    return {
      ok: true,
      channel: updated.channel,
      ts: updated.ts,
      text: updated.text,
      message: messageOnWire(updated, state.team.id),
    };
  },
};

/** chat.delete: https://docs.slack.dev/reference/methods/chat.delete */
export const deleteMessage: ApiMethod = {
  scope: 'chat:write',
  takesJson: true,
  run: (args, context) => {
    const missing = missingArgument(args, 'channel', 'ts');
    if (missing) return missing;
    const named = namedMessage(args, context, 'ts');
    if ('refused' in named) return named.refused;
    if (named.message.user !== APP.botUserId) return refusal('cant_delete_message');
    context.world.messages.remove(named.message);
    return { ok: true, channel: named.message.channel, ts: named.message.ts };
  },
};

/** chat.getPermalink: https://docs.slack.dev/reference/methods/chat.getPermalink */
export const getPermalink: ApiMethod = {
  takesJson: false,
  run: (args, context) => {
    const missing = missingArgument(args, 'channel', 'message_ts');
    if (missing) return missing;
    const channel = context.world.conversations.channel(textOf(args, 'channel'));
    if (!channel || (channel.kind !== 'public' && !channel.members.includes(APP.botUserId))) {
      return refusal('channel_not_found');
    }
    const message = context.world.messages.find(channel.id, textOf(args, 'message_ts'));
    if (!message) return refusal('message_not_found');
    const thread = message.thread_ts === undefined ? '' : `?thread_ts=${message.thread_ts}&cid=${channel.id}`;
    const at = `/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
    return { ok: true, channel: channel.id, permalink: `https://${context.world.state.team.domain}.slack.com${at}` };
  },
};
