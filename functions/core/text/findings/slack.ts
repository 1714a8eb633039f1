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
