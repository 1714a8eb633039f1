import { listed } from '../explain.ts';
import { error, type None, note, unread, warning } from './severity.ts';

const INSTALL =
  'under OAuth & Permissions of the Slack app, and reinstall it ("assume-bot manifest" writes all of it).';

export const SLACK_FINDINGS = {
  slack_not_seen: error(unread),
  slack_not_looked_at: note<None>(() => [
    'No bot token is set, so Slack was not checked.',
    'Set SLACK_BOT_TOKEN to the token of the Slack app.',
  ]),
  scope_missing: error<{ scope: string; why: string }>(({ scope, why }) => [
    `The bot token lacks the scope ${scope}, which is needed for ${why}.`,
    `Add ${scope} ${INSTALL}`,
  ]),
  scope_unneeded: note<{ scopes: readonly string[] }>(({ scopes }) => [
    `The bot token has scopes that this catalog does not need: ${scopes.join(', ')}.`,
    `Remove them ${INSTALL}`,
  ]),
  other_workspace: error<{ token: string; bot: string }>(({ token, bot }) => [
    `The token belongs to the workspace ${token}, and the bot works for ${bot}.`,
    'Use the token of the app in that workspace.',
  ]),
  user_not_member: warning<{ id: string; where: readonly string[]; account: string }>(({ id, where, account }) => [
    `${id} (${where.join(', ')}) can neither request nor approve: ${account}.`,
    'Remove the user from the catalog, or correct the ID (in Slack: profile, More, Copy member ID).',
  ]),
  too_few_approvers: error<{ name: string; approvals: number; left: readonly string[] }>(
    ({ name, approvals, left }) => [
      `${approvals === 1 ? '1 approval is' : `${approvals} approvals are`} needed, but ${left.length === 0 ? 'none' : `only ${listed(left)}`} of the listed approvers can approve, so every request would lapse.`,
      `Add approvers at roles.${name}.approvers.`,
    ],
  ),
  channels_not_looked_at: note<{ scopes: readonly string[] }>(({ scopes }) => [
    `The bot token lacks ${scopes.join(' and ')}, so the channels of the catalog were not checked.`,
    `Add ${scopes.join(' and ')} ${INSTALL} The bot works without them.`,
  ]),
  channel_not_found: error<{ id: string; where: readonly string[]; bot: string }>(({ id, where, bot }) => [
    `There is no channel with this ID, or it is private and the bot is not in it (${where.join(', ')}).`,
    `In Slack, type /invite @${bot} in the channel, or correct ${id} in the catalog (in Slack: the name of the channel, About, Channel ID).`,
  ]),
  channel_without_bot: error<{ channel: string; where: readonly string[]; bot: string }>(({ channel, where, bot }) => [
    `The bot is not in #${channel}, so it cannot post there (${where.join(', ')}).`,
    `In Slack, type /invite @${bot} in #${channel}.`,
  ]),
  channel_archived: error<{ channel: string; where: readonly string[] }>(({ channel, where }) => [
    `The channel #${channel} is archived, so the bot cannot post there (${where.join(', ')}).`,
    'Unarchive it in Slack, or use another channel in the catalog.',
  ]),
  channel_shared: warning<{ channel: string }>(({ channel }) => [
    `The channel #${channel} is shared with another company, whose members see who requests what, and why. They cannot approve.`,
    'Use a channel of your own workspace in the catalog, unless this is intended.',
  ]),
  approvers_outside_channel: warning<{ channel: string; role: string; names: readonly string[] }>(
    ({ channel, role, names }) => [
      `The channel #${channel} is private, and ${listed(names)} can approve ${role} but cannot see the requests in it.`,
      `Invite them to #${channel}, or set roles.${role}.notifyApprovers to direct.`,
    ],
  ),
  channel_not_seen: warning(unread),
  no_event_yet: note<None>(() => [
    'Slack has not reported an opened Home tab yet. If the request URL for events is not verified, Home tabs stay empty.',
    'Under Event Subscriptions of the Slack app, press Retry until the request URL is verified (with Socket Mode there is none). Then open the Home tab of the app once.',
  ]),
  group_not_seen: error(unread),
  group_empty: warning<None>(() => [
    'The user group has no members.',
    'Add members in Slack, or remove it from the catalog.',
  ]),
  federated_not_looked_at: note<{ ids: readonly string[] }>(({ ids }) => [
    `The permissions of ${ids.join(', ')} were not checked, because your organization manages them.`,
    'Check that their permission set or role allows sts:AssumeRole on the roles they may request.',
  ]),
};
