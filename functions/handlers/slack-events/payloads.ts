import type { BlockAction, SlackShortcut, SlashCommand, ViewOutput, ViewSubmitAction } from '@slack/bolt';
import { LIST_BLOCK } from '../../adapters/slack/surface.ts';
import type { RequestTarget } from '../../adapters/slack/values.ts';
import type { Actor } from '../../core/authority/directory.ts';
import { defined } from '../../core/defined.ts';
import { parseSlackChannelId, parseSlackUserId } from '../../core/names.ts';

/** The text after the command of this app, or the search text for a role or bundle. */
export interface Typed {
  readonly actor: Actor;
  readonly text: string;
  /** Slack's address for answers to a command. */
  readonly url?: string;
}

/** A click on a button, or a change in a field of an open form. */
export interface Click {
  readonly actor: Actor;
  /** The value of the button. */
  readonly value: string;
  /** The message whose button was clicked; absent for an ephemeral message and for a view. */
  readonly card?: NonNullable<RequestTarget['card']>;
  readonly view?: ViewOutput;
  /** The private message whose button was clicked. */
  readonly privateMessage?: { readonly url: string; readonly isList: boolean };
}

/** A form that was submitted. */
export interface Submission {
  readonly actor: Actor;
  /** The `private_metadata` of the form. */
  readonly value: string;
  readonly card?: undefined;
  readonly view: ViewOutput;
}

/** A shortcut, with the text of the message that it was used on. */
export interface ShortcutUse {
  readonly actor: Actor;
  readonly messageText?: string;
}

/** The user of a command, in the workspace where it was typed. */
export const actorOfCommand = ({
  user_id,
  team_id,
  enterprise_id,
}: Pick<SlashCommand, 'user_id' | 'team_id' | 'enterprise_id'>): Actor => ({
  id: parseSlackUserId(user_id),
  teamId: team_id,
  ...defined({ enterpriseId: enterprise_id || undefined }),
});

/**
 * The user of an interaction. In a shared channel, `team` is the workspace of the app and `user.team_id` is that of the
 * user. Only the latter counts, and `enterprise` counts only if it belongs to it. The payload may name no workspace.
 */
export const actorOfInteraction = (body: {
  readonly user: { readonly id: string; readonly team_id?: string | undefined };
  readonly team?: { readonly id: string; readonly enterprise_id?: string | undefined } | null | undefined;
  readonly enterprise?: { readonly id: string } | null | undefined;
}): Actor => {
  const teamId = body.user.team_id ?? '';
  const isOfTeam = body.team === null || body.team === undefined || body.team.id === teamId;
  const enterpriseId = isOfTeam ? (body.team?.enterprise_id ?? body.enterprise?.id) : undefined;
  return { id: parseSlackUserId(body.user.id), teamId, ...defined({ enterpriseId: enterpriseId || undefined }) };
};

export const typedOf = (command: SlashCommand): Typed => ({
  actor: actorOfCommand(command),
  text: command.text ?? '',
  url: command.response_url,
});

const cardOf = ({ container }: Pick<BlockAction, 'container'>): Click['card'] => {
  const { type, is_ephemeral, channel_id, message_ts } = container;
  if (type !== 'message' || is_ephemeral === true) return undefined;
  return typeof channel_id === 'string' && typeof message_ts === 'string'
    ? { channel: parseSlackChannelId(channel_id), ts: message_ts }
    : undefined;
};

const privateMessageOf = (
  { container, response_url: url }: Pick<BlockAction, 'container' | 'response_url'>,
  blockId: string,
): Click['privateMessage'] =>
  container.is_ephemeral === true && typeof url === 'string' && url !== ''
    ? { url, isList: blockId.startsWith(LIST_BLOCK) }
    : undefined;

export const clickOf = (body: BlockAction): Click => {
  const [clicked] = body.actions;
  const value = clicked !== undefined && 'value' in clicked ? String(clicked.value) : '';
  const privateMessage = privateMessageOf(body, clicked?.block_id ?? '');
  return {
    actor: actorOfInteraction(body),
    value,
    ...defined({ card: cardOf(body), view: body.view, privateMessage }),
  };
};

export const submissionOf = (body: ViewSubmitAction): Submission => ({
  actor: actorOfInteraction(body),
  value: body.view.private_metadata,
  view: body.view,
});

export const shortcutUseOf = (body: SlackShortcut): ShortcutUse => ({
  actor: actorOfInteraction(body),
  ...(body.type === 'message_action' ? { messageText: body.message.text ?? '' } : {}),
});
