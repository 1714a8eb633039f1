import type { Channel, Message, OpenView, User } from '../world/model.ts';
import { APP } from '../world/seed.ts';
import type { World } from '../world/world.ts';

/** A message in the format of the API and of payloads. */
export const messageOnWire = (message: Message, teamId: string) => ({
  type: 'message',
  user: message.user,
  ts: message.ts,
  ...(message.bot_id === undefined ? {} : { bot_id: message.bot_id, app_id: message.app_id }),
  text: message.text,
  team: teamId,
  ...(message.blocks === undefined ? {} : { blocks: message.blocks }),
  ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
  ...(message.edited === undefined ? {} : { edited: message.edited }),
  ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
});

/** A view in the format of the API and of payloads. */
export const viewOnWire = (view: OpenView, teamId: string) => ({
  id: view.id,
  team_id: teamId,
  type: view.type,
  blocks: view.blocks,
  private_metadata: view.private_metadata,
  callback_id: view.callback_id,
  external_id: view.external_id,
  state: { values: view.state },
  hash: view.hash,
  title: view.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
  clear_on_close: view.clear_on_close,
  notify_on_close: view.notify_on_close,
  close: view.close ?? null,
  submit: view.submit ?? null,
  previous_view_id: view.previous_view_id ?? null,
  root_view_id: view.root_view_id,
  app_id: APP.appId,
  bot_id: APP.botId,
  app_installed_team_id: teamId,
});

/** A member. The email address is included only with `users:read.email`. */
export const userOnWire = (user: User, canReadEmail: boolean) => {
  const { email, ...profile } = user.profile;
  return {
    ...user,
    profile: { ...profile, team: user.team_id, ...(canReadEmail && email !== undefined ? { email } : {}) },
  };
};

/** A conversation in the format of conversations.info. */
export const channelOnWire = (channel: Channel, world: World) => ({
  id: channel.id,
  created: channel.created,
  is_archived: channel.is_archived,
  is_im: channel.kind === 'im',
  is_mpim: channel.kind === 'mpim',
  is_channel: channel.kind === 'public' || channel.kind === 'private',
  is_group: channel.kind === 'private',
  is_private: channel.kind !== 'public',
  is_shared: channel.is_ext_shared,
  is_ext_shared: channel.is_ext_shared,
  is_org_shared: false,
  context_team_id: world.state.team.id,
  ...(channel.kind === 'im'
    ? { user: channel.members.find((id) => id !== APP.botUserId) }
    : { name: channel.name, name_normalized: channel.name, is_member: channel.members.includes(APP.botUserId) }),
});
