import { formatDuration } from '../schedule/duration.ts';
import { listed } from './explain.ts';

/** `error`: access does not work, or is not limited in time. `warning`: it will cause trouble. `note`: for information. */
export type Severity = 'error' | 'warning' | 'note';

type Sentences = readonly [what: string, fix: string];

const of =
  <Level extends Severity>(severity: Level) =>
  <Values extends object>(sentences: (values: Values) => Sentences) => ({ severity, sentences });
const error = of('error');
const warning = of('warning');
const note = of('note');

type Unread = Record<'why' | 'fix', string>;
type None = Record<never, never>;

const unread = ({ why, fix }: Unread): Sentences => [why, fix];
const REDEPLOY_TABLE = 'Deploy the hub stack of this release again.';
const TURN_ON = 'Turn it on, as the hub stack does.';
const REDEPLOY_ACCOUNT = 'Deploy the account stack again with the settings of the hub.';
const INSTALL =
  'under OAuth & Permissions of the Slack app, and reinstall it ("assume-bot manifest" writes all of it).';
const given = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : ` if ${conditions.join(', ')} is met`;
const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
const removeStatement = ({ where, arn }: Trust): string => `Remove statement ${where} from the trust policy of ${arn}`;
const removeAssume = ({ role, policies, arn }: UserSide): string =>
  `Remove sts:AssumeRole on ${role} from ${policies.join(', ')} of ${arn}`;

type Trust = Record<'where' | 'arn', string>;
type RoleFix = Record<'name' | 'arn', string>;
type Drifted = RoleFix & Record<'document' | 'found', string>;
type Capacity = Record<'arn' | 'account', string> & Record<'neededChars' | 'quotaChars', number>;
type StateSide = Record<'where' | 'uses' | 'addTo' | 'actions' | 'statements' | 'arn', string>;
/** `arn` is the user, `role` the ARN of the role. */
type UserSide = RoleFix & Record<'by' | 'role' | 'account', string> & { readonly policies: readonly string[] };

const figures = ({ neededChars, quotaChars }: Capacity): string =>
  `it needs ${neededChars} characters and ${Math.max(0, quotaChars)} are free`;

const HUB = {
  table_not_seen: error(unread),
  table_missing: error<None>(() => [
    'The table does not exist in this account and region.',
    'Set ASSUME_TABLE and AWS_REGION, or deploy the hub stack.',
  ]),
  table_not_active: warning<None>(() => ['The table is being created or changed.', 'Wait until it is active.']),
  table_keys: error<{ current: string; wanted: string }>(({ current, wanted }) => [
    `The table has the keys ${current}; it needs ${wanted}.`,
    REDEPLOY_TABLE,
  ]),
  index_missing: error<{ name: string }>(({ name }) => [`The table has no index ${name}.`, REDEPLOY_TABLE]),
  index_differs: error<{ name: string; lacking: readonly string[] }>(({ name, lacking }) => [
    `The index ${name} has the wrong schema${lacking.length === 0 ? '' : `: it lacks ${lacking.join(', ')}`}.`,
    REDEPLOY_TABLE,
  ]),
  ttl_off: warning<{ current: string; wanted: string }>(({ current, wanted }) => [
    `Ended requests are never deleted: time to live is ${current === 'off' ? 'off' : `on ${current}`}.`,
    `Turn it on for the attribute ${wanted}, as the hub stack does.`,
  ]),
  recovery_off: warning<None>(() => ['The table has no point-in-time recovery.', TURN_ON]),
  deletion_unprotected: warning<None>(() => ['The table has no deletion protection.', TURN_ON]),
  queue_not_seen: error(unread),
  queue_missing: error<None>(() => ['The queue does not exist.', 'Set ASSUME_QUEUE_URL, or deploy the hub stack.']),
  queue_not_fifo: error<None>(() => [
    'The queue is not FIFO, so two workers could edit one role at the same time.',
    'Use the FIFO queue of the hub stack.',
  ]),
  queue_no_dead_letters: warning<None>(() => [
    'The queue has no dead-letter queue, so a message that fails would block its role for days.',
    'Deploy the hub stack again; it has one with an alarm.',
  ]),
  queue_visibility: warning<{ seconds: number }>(({ seconds }) => [
    `A message is visible again after ${seconds} s, perhaps while a worker still processes it.`,
    'Set the visibility timeout to six times that of the reconcile function, as the hub stack does.',
  ]),
  queue_backlog: error<{ waiting: number }>(({ waiting }) => [
    `${waiting} wake-ups wait in the queue.`,
    'Read in the log of the reconcile function why it does not process them.',
  ]),
  dead_letters_not_seen: note<{ why: string }>(({ why }) => [
    `The dead-letter queue could not be read: ${why}.`,
    'Allow sqs:GetQueueUrl and sqs:GetQueueAttributes on it, as docs/operators.md describes.',
  ]),
  dead_letters: error<{ count: number }>(({ count }) => [
    `${count} wake-ups failed and are in the dead-letter queue.`,
    'Read why in the log of the reconcile function, fix it, and redrive the messages.',
  ]),
  store_not_seen: error(unread),
  sweep_never_ran: error<None>(() => [
    'The sweep has never completed, so the Slack workspace is not known and every request is refused.',
    'Read the log of the sweep function: its schedule may be off, or its Slack token may be invalid.',
  ]),
  catalog_differs: warning<None>(() => [
    'This catalog is not the deployed one.',
    'Deploy it, or point --catalog at the deployed one.',
  ]),
  work_overdue: error<{ overdue: number; minutes: number }>(({ overdue, minutes }) => [
    `${overdue} items are overdue, the oldest by ${formatDuration(minutes)}: the sweep or the reconcile function does not run.`,
    'Check the alarms and the logs of both. IAM still ends access on time.',
  ]),
};

const ENDPOINT = {
  clock_skew: error<{ off: string }>(({ off }) => [
    `The clock of this machine is ${off} that of the bot, so AWS refuses signed requests.`,
    'Set the clock of this machine, for example with NTP.',
  ]),
  clock_inaccurate: warning<{ off: string }>(({ off }) => [
    `The clock of this machine is ${off} that of the bot, and the times shown here are off by as much.`,
    'Set the clock of this machine, for example with NTP.',
  ]),
  endpoint_throttled: warning<{ url: string }>(({ url }) => [
    `The address ${url} refuses requests because there are too many.`,
    'Raise assume-bot:requestsPerSecond, or find the caller in the access log.',
  ]),
  endpoint_failing: error<{ url: string; status: number }>(({ url, status }) => [
    `The address ${url} answers ${status}: the function slack-events fails.`,
    'Read its log; often a secret was not stored ("Slack gets no answer" in docs/runbook.md).',
  ]),
  endpoint_unverified: error<{ url: string }>(({ url }) => [
    `The address ${url} accepted an unsigned request, so it is not the bot that answers.`,
    'Use the output SlackRequestUrl of the hub stack in the Slack app.',
  ]),
  endpoint_other: error<{ url: string; status: number; wanted: number }>(({ url, status, wanted }) => [
    `The address ${url} answers ${status} instead of ${wanted}, so it is not the address of the bot.`,
    'Use the output SlackRequestUrl of the hub stack, here and in the Slack app (command, interactivity, events).',
  ]),
  endpoint_not_looked_at: note<None>(() => [
    'The request URL of the bot is not known here, so it was not checked.',
    'Pass it with --url (the output SlackRequestUrl of the hub stack), or deploy with --outputs-file cdk.outputs.json.',
  ]),
  endpoint_not_reached: error(unread),
};

const SLACK = {
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

const ACCOUNT = {
  manager_unreachable: error(unread),
  manager_missing: error<{ arn: string; name: string }>(({ arn, name }) => [
    `The manager role ${arn} does not exist.`,
    `Deploy the account stack in account ${name}, or correct accounts.${name}.managerRole.`,
  ]),
  manager_closed: error<{ arn: string }>(({ arn }) => [
    `The trust policy of the manager role ${arn} does not let the bot in.`,
    REDEPLOY_ACCOUNT,
  ]),
  manager_open_to_many: error<{ arn: string; principals: readonly string[] }>(({ arn, principals }) => [
    `The manager role ${arn} does not limit who in ${principals.join(', ')} may assume it.`,
    REDEPLOY_ACCOUNT,
  ]),
  manager_other_external_id: error<{ arn: string }>(({ arn }) => [
    `The manager role ${arn} expects another ExternalId than the one set here.`,
    'Deploy the hub and the account stack with the same assume-bot:externalId, or correct ASSUME_EXTERNAL_ID.',
  ]),
  manager_not_used_yet: note<{ arn: string }>(({ arn }) => [
    `The bot has not used the manager role ${arn} yet.`,
    'If the deployment is not new, read the log of the reconcile function.',
  ]),
  inspector_closed: note<{ arn: string }>(({ arn }) => [
    `The inspector role ${arn} does not exist or does not let you in, so the manager role was used, which reads less.`,
    'Add your role or user to assume-bot:operators and deploy the account stack again.',
  ]),
  quota_unreadable: warning<None>(() => [
    'The manager role cannot read the quotas of the account, so the default of 2,048 characters is assumed for trust policies.',
    'Allow it iam:GetAccountSummary, as the account stack does.',
  ]),
};

const ROLE = {
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
  session_shorter: warning<RoleFix & { maxMinutes: number; sessionSeconds: number }>(
    ({ name, arn, maxMinutes, sessionSeconds }) => [
      `Access can last ${formatDuration(maxMinutes)}, but a session of the role lasts at most ${formatDuration(sessionSeconds / 60)}.`,
      `Set MaxSessionDuration of ${arn} to ${Math.min(43_200, maxMinutes * 60)}, or roles.${name}.duration.max to ${formatDuration(sessionSeconds / 60)}.`,
    ],
  ),
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

const TRUST = {
  trust_open_to_all: error<Trust>((values) => [
    `Statement ${values.where} of the trust policy lets any AWS account in, at any time.`,
    `${removeStatement(values)} immediately.`,
  ]),
  trust_permanent_user: error<Trust & { ids: readonly string[] }>((values) => [
    `Statement ${values.where} of the trust policy gives ${values.ids.join(', ')} permanent access.`,
    `${removeStatement(values)}; they can request the role instead.`,
  ]),
  trust_permanent_account: error<Trust & { accounts: readonly string[] }>((values) => [
    `Statement ${values.where} of the trust policy lets the whole account ${values.accounts.join(', ')} in, where users of the catalog are, without approval.`,
    `${removeStatement(values)}, or add a condition that these users do not meet.`,
  ]),
  trust_permanent_condition: warning<Trust & { conditions: readonly string[] }>((values) => [
    `Statement ${values.where} of the trust policy lets users of the catalog in without the bot${given(values.conditions)}.`,
    `Keep it if it is meant for emergencies; otherwise ${lowerFirst(removeStatement(values))}.`,
  ]),
  trust_permanent_other: note<{ where: string; principals: readonly string[]; conditions: readonly string[] }>(
    ({ where, principals, conditions }) => [
      `Statement ${where} of the trust policy lets ${principals.join(', ')} in without the bot${given(conditions)}.`,
      'Nothing, if this is intended: the bot keeps foreign statements as found.',
    ],
  ),
  trust_dead_principal: error<Trust & { principals: readonly string[] }>(({ where, arn, principals }) => [
    `Statement ${where} of the trust policy names the deleted ${principals.join(', ')}, so IAM refuses every write of the policy.`,
    `Remove ${principals.join(', ')} from statement ${where} of the trust policy of ${arn}.`,
  ]),
  trust_denies: warning<{ where: string }>(({ where }) => [
    `Statement ${where} of the trust policy denies sts:AssumeRole, which overrides every grant.`,
    'Remove it, or add a condition that the users of the catalog do not meet.',
  ]),
  trust_old_version: error<{ arn: string; current: string; wanted: string }>(({ arn, current, wanted }) => [
    `The trust policy has Version ${current} and foreign statements with policy variables, so the bot refuses every grant.`,
    `Check these statements, and set the trust policy of ${arn} to Version ${wanted}.`,
  ]),
};

const USER = {
  user_not_seen: error(unread),
  user_missing: error<{ arn: string; by: string }>(({ arn, by }) => [
    `The IAM user ${arn} does not exist.`,
    `Create the user, or correct people.${by}.`,
  ]),
  user_name_differs: error<{ arn: string; by: string; userName: string; wanted: string }>(
    ({ arn, by, userName, wanted }) => [
      `IAM spells the name of ${arn} as "${userName}", and conditions on user names are case-sensitive, so every grant would be refused.`,
      `Write ${wanted} at people.${by}.`,
    ],
  ),
  no_capacity_in_user: error<{ arn: string; otherChars: number; quotaChars: number; neededChars: number }>(
    ({ arn, otherChars, quotaChars, neededChars }) => [
      `Inline policies of ${arn} use ${otherChars} of ${quotaChars} characters, and a grant needs ${neededChars}.`,
      'Move them to managed policies.',
    ],
  ),
  legacy_user_policy: note<{ arn: string; policies: readonly string[]; replacement: string }>(
    ({ arn, policies, replacement }) => [
      `${arn} has inline policies of release 0.1.0: ${policies.join(', ')}.`,
      `The bot replaces them with ${replacement} while their access is open; delete any that remain afterwards.`,
    ],
  ),
  identity_denies: error<UserSide>(({ by, arn, name }) => [
    `A policy of ${arn} denies sts:AssumeRole on ${name}, which overrides every grant.`,
    `Remove the denial, or remove ${by} from the requesters of ${name}.`,
  ]),
  permanent_access: error<UserSide>((values) => [
    `${values.arn} can assume ${values.name} at any time without approval: ${values.policies.join(', ')} allows it, and the trust policy of the role lets the account in.`,
    `${removeAssume(values)}, and remove the account from the trust policy of the role.`,
  ]),
  identity_permanent: warning<UserSide>((values) => [
    `${values.policies.join(', ')} permanently allows ${values.arn} to call sts:AssumeRole on ${values.name}, so only the trust policy limits the time.`,
    `${removeAssume(values)}, or set identity: external at people.${values.by} if this is intended.`,
  ]),
  external_session_name: error<UserSide>(({ by, arn, name, role, account }) => [
    `The trust policy of ${name} lets the whole account ${account} in, and identity: external leaves the session name of ${arn} open, so the session guard cannot end every session.`,
    `Remove the account from the trust policy of ${role}, or remove identity: external at people.${by}.`,
  ]),
  external_cannot_assume: warning<UserSide>(({ by, arn, name }) => [
    `No policy allows ${arn} to call sts:AssumeRole on ${name}, and with identity: external the bot does not add one.`,
    `Allow it, or remove identity: external at people.${by}.`,
  ]),
};

const STATE = {
  state_not_looked_at: note<Unread & { subject: string }>(({ subject, why, fix }) => [
    `${subject} could not be checked: ${why}`,
    fix,
  ]),
  state_not_checked: note<{ role: string; bucket: string; bundle: string }>(({ role, bucket, bundle }) => [
    `The access of ${role} to the state in ${bucket} was not checked, because the roles of the bot cannot read S3 or KMS.`,
    `Run "assume-bot terraform check ${bundle}" or "assume-bot doctor --terraform" with your own credentials.`,
  ]),
  state_role_missing: error<{ arn: string }>(({ arn }) => [
    `The role ${arn} does not exist.`,
    'Create it, or correct its ARN in the catalog.',
  ]),
  state_bucket_missing: error<{ bucket: string; account: string }>(({ bucket, account }) => [
    `The bucket ${bucket} does not exist.`,
    `Create it in the account ${account}, or correct the name in the catalog.`,
  ]),
  state_ownership: warning<{ bucket: string }>(({ bucket }) => [
    'The bucket does not enforce its ownership of all objects.',
    setOwner(bucket),
  ]),
  state_ownership_foreign: error<{ bucket: string }>(({ bucket }) => [
    'The bucket does not enforce its ownership of all objects, so a state would belong to the account of the role.',
    setOwner(bucket),
  ]),
  state_key_unnamed: warning<{ key: string }>(({ key }) => [
    `The bucket encrypts with ${key}, but the catalog names no key, so Terraform would use a key of S3.`,
    `Set kmsKey: ${key} in the catalog.`,
  ]),
  state_key_other: warning<{ key: string; named: string }>(({ key, named }) => [
    `The bucket encrypts with ${key}, but the catalog names ${named}.`,
    'Use the same key in both places.',
  ]),
  state_denies: error<StateSide>(({ where, uses, arn }) => [
    `A statement in ${where} denies Terraform to ${uses}.`,
    `Exempt ${arn} from it, or remove it.`,
  ]),
  state_lacks: error<StateSide>(({ where, uses, actions, addTo, statements }) => [
    `Nothing in ${where} lets Terraform ${uses} (${actions}).`,
    `Add to ${addTo}: ${statements}`,
  ]),
  state_conditional: note<StateSide>(({ where, uses }) => [
    `Conditions in ${where} decide whether Terraform may ${uses}.`,
    'Check these conditions, or run "terraform init" with the role.',
  ]),
};

function setOwner(bucket: string): string {
  return `Run: aws s3api put-bucket-ownership-controls --bucket ${bucket} --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'`;
}

/** Every finding of the doctor: its severity, and the sentences that its values make. */
const FINDINGS = { ...HUB, ...ENDPOINT, ...SLACK, ...ACCOUNT, ...ROLE, ...TRUST, ...USER, ...STATE };

export type FindingKind = keyof typeof FINDINGS;
export type FindingValues<Kind extends FindingKind> = Parameters<(typeof FINDINGS)[Kind]['sentences']>[0];

export const explainFinding = <Kind extends FindingKind>(
  kind: Kind,
  values: FindingValues<Kind>,
): { readonly severity: Severity; readonly what: string; readonly fix: string } => {
  const { severity, sentences } = FINDINGS[kind];
  const [what, fix] = sentences(values as never);
  return { severity, what, fix };
};
