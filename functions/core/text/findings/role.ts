import { formatDuration } from '../../schedule/duration.ts';
import { error, type None, note, unread, warning } from './severity.ts';
import { removeStatement, type Trust } from './trust.ts';

type RoleFix = Record<'name' | 'arn', string>;
type Drifted = RoleFix & Record<'document' | 'found', string>;
type Capacity = Record<'arn' | 'account', string> & Record<'neededChars' | 'quotaChars', number>;
const figures = ({ neededChars, quotaChars }: Capacity): string =>
  `it needs ${neededChars} characters and ${Math.max(0, quotaChars)} are free`;

export const ROLE_FINDINGS = {
  role_not_seen: error(unread),
  role_missing: error<RoleFix>(({ arn, name }) => [
    `The role ${arn} does not exist.`,
    `Create it, or correct roles.${name}.arn.`,
  ]),
  role_other_path: error<RoleFix & { otherArn: string }>(({ arn, name, otherArn }) => [
    `The role ${arn} does not exist, but ${otherArn} does.`,
    `Set roles.${name}.arn to ${otherArn}.`,
  ]),
  role_reserved: error<None>(() => [
    'AWS manages this role (a permission set of Identity Center or a service-linked role), so the bot cannot change it.',
    'Use an ordinary role in the catalog.',
  ]),
  role_untagged: warning<{ arn: string; key: string; value: string }>(({ arn, key, value }) => [
    `The role has no tag ${key}: ${value}, so the manager role may not change it.`,
    `Tag ${arn} with ${key}=${value}, or list its ARN in the account stack.`,
  ]),
  session_shorter: note<RoleFix & { maxMinutes: number; sessionSeconds: number }>(
    ({ name, arn, maxMinutes, sessionSeconds }) => [
      `Access can last ${formatDuration(maxMinutes)}, but a session of the role lasts at most ${formatDuration(sessionSeconds / 60)}, so users assume the role again.`,
      `Nothing, if users can do so; otherwise set MaxSessionDuration of ${arn} to ${Math.min(43_200, maxMinutes * 60)}, or roles.${name}.duration.max to ${formatDuration(sessionSeconds / 60)}.`,
    ],
  ),
  session_long: note<{ arn: string; sessionSeconds: number }>(({ arn, sessionSeconds }) => [
    `A session of the role lasts up to ${formatDuration(sessionSeconds / 60)}, and calls that AWS cannot deny, such as sts:GetCallerIdentity for a login to EKS, work until it expires.`,
    `Set MaxSessionDuration of ${arn} to 3600 unless users need longer sessions.`,
  ]),
  role_of_terraform: warning<None>(() => [
    'Terraform seems to manage this role, so the next apply would revert its trust policy and could remove the session guard.',
    'Set lifecycle { ignore_changes = [assume_role_policy] } on it, and use neither inline_policy blocks nor aws_iam_role_policies_exclusive.',
  ]),
  no_capacity_in_trust: error<Capacity>((values) => [
    `The trust policy has no capacity for one more user: ${figures(values)}.`,
    `Shorten the other statements in the trust policy of ${values.arn}, or raise the quota "Role trust policy length" of account ${values.account}.`,
  ]),
  no_capacity_in_role: error<Capacity>((values) => [
    `The inline policies have no capacity for the session guard of one more user: ${figures(values)}.`,
    `Move other inline policies of ${values.arn} to managed policies.`,
  ]),
  role_can_undo: warning<{ policies: readonly string[]; actions: readonly string[] }>(({ policies, actions }) => [
    `Policies of the role (${policies.join(', ')}) allow ${actions.join(', ')} on the role itself, so a holder can extend their own access.`,
    'Deny these calls to everyone but the manager role, with a permissions boundary or the service control policy of docs/.',
  ]),
  role_assumes_itself: error<Trust & { policies: readonly string[] }>(({ where, arn, policies }) => [
    `Statement ${where} of the trust policy lets the role assume itself${policies.length === 0 ? '' : `, and ${policies.join(', ')} allows it`}, so a session can renew itself under another session name.`,
    `${removeStatement({ where, arn })}, or remove sts:AssumeRole on the role from its policies.`,
  ]),
  another_hub: error<{ arn: string; marks: readonly string[] }>(({ arn, marks }) => [
    `Another installation of the bot (${marks.map((mark) => (mark === '' ? 'the default name' : `the mark ${mark}`)).join(', ')}) manages this role, so every grant is refused.`,
    `Remove ${arn} from one of the two catalogs, and delete what that installation wrote to the role.`,
  ]),
  drift_missing: error<Drifted>(({ name, arn, document, found }) => [
    `${found} has access, but is missing in the ${document}: it was changed outside the bot.`,
    `Find out what else writes to ${arn}. The bot restores it automatically, or now with "assume-bot reconcile ${name}".`,
  ]),
  drift_orphan: warning<Drifted>(({ name, document, found }) => [
    `${found} is in the ${document} without a grant.`,
    `The bot removes it automatically, or now with "assume-bot reconcile ${name}".`,
  ]),
  drift_changed: error<Drifted>(({ name, arn, document, found }) => [
    `In the ${document}, ${found} of the bot was changed outside the bot.`,
    `Find out what else writes to ${arn}. The bot restores it automatically, or now with "assume-bot reconcile ${name}".`,
  ]),
  not_looked_at: note(unread),
};
