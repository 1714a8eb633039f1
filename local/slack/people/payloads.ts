import { messageOnWire, viewOnWire } from '../web-api/wire.ts';
import type { Channel, Message, OpenView, StateValues, Team, User } from '../world/model.ts';
import { APP } from '../world/seed.ts';
import type { World } from '../world/world.ts';

/** The container of an interaction: a message or a view. */
export type Container =
  | { readonly kind: 'message'; readonly message: Message; readonly channel: Channel; readonly state: StateValues }
  | { readonly kind: 'view'; readonly view: OpenView };

/** The fields about the organization of a workspace, if it is in one. */
export const enterpriseFields = (enterprise: Team['enterprise']) =>
  enterprise === undefined ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name };

/** The fields about workspace and app that every interaction has. */
export const common = (world: World) => ({
  token: APP.verificationToken,
  team: { id: world.state.team.id, domain: world.state.team.domain, ...enterpriseFields(world.state.team.enterprise) },
  enterprise: world.state.team.enterprise ?? null,
  is_enterprise_install: false,
  api_app_id: APP.appId,
});

/** The user, with the workspace they belong to, which can be another one. */
export const actor = (user: User) => ({ id: user.id, username: user.name, name: user.name, team_id: user.team_id });

/**
 * The user of a form or of a shortcut on a message. The documented payloads have no `team_id` there:
 * https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
 */
export const actorWithoutTeam = ({ id, name }: User) => ({ id, username: name, name });

/** The workspace in which a user sends their commands. */
export const workspaceOf = (user: User, world: World): { readonly id: string; readonly domain: string } =>
  user.team_id === world.state.team.id ? world.state.team : { id: user.team_id, domain: user.team_id.toLowerCase() };

const ephemeralFlag = (message: Message): boolean => message.ephemeralTo !== undefined;

/** The fields of the container. Slack omits an ephemeral message from the payload. */
export const containerFields = (container: Container, world: World) => {
  const teamId = world.state.team.id;
  if (container.kind === 'view') {
    return { container: { type: 'view', view_id: container.view.id }, view: viewOnWire(container.view, teamId) };
  }
  const { message, channel } = container;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeralFlag(message),
      ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
    },
    channel: { id: channel.id, name: world.conversations.nameInPayloads(channel) },
    ...(ephemeralFlag(message) ? {} : { message: messageOnWire(message, teamId) }),
  };
};
