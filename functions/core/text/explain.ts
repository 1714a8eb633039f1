import type { MembershipUnknown } from '../authority/answer.ts';
import type { AccountRefusal } from '../authority/directory.ts';
import type { Catalog, Who } from '../catalog/catalog.ts';
import { type IdentityRefusal, onCallKey } from '../catalog/lookup.ts';
import type { SlackGroupId } from '../names.ts';
import type { LockdownRefusal } from '../request/lockdown.ts';
import type { Unmet } from '../request/preconditions.ts';
import { formatDuration, quote } from '../schedule/duration.ts';
import type { CapacityRefusal } from '../trust/capacity.ts';
import type { GrantRefusal } from '../trust/plan-role.ts';

/** A refusal in words, plain text: why, and what to do next. Both stand by themselves. */
export interface Explanation {
  readonly why: string;
  readonly next: string;
  /** A command that would work, to copy; in a form there is a field for it instead. */
  readonly tryThis?: string;
  /** Those who could help, where somebody in particular can. How they are named is the view's business. */
  readonly contacts?: readonly Who[];
  /** Users and groups that the sentences are about, for a view to show by name. */
  readonly names?: { readonly label: string; readonly who: readonly Who[] };
}

/** One explanation for each kind of a union: a table that leaves one out does not compile. */
export type Explained<Union extends { readonly kind: string }, Context = unknown> = {
  readonly [Kind in Union['kind']]: (one: Extract<Union, { readonly kind: Kind }>, context: Context) => Explanation;
};

export const explainBy = <Union extends { readonly kind: string }, Context>(
  table: Explained<Union, Context>,
  one: Union,
  context: Context,
): Explanation => {
  const explain = table[one.kind as Union['kind']] as (one: Union, context: Context) => Explanation;
  return explain(one, context);
};

/** A refusal as one text. */
export const textOf = ({ why, next }: Explanation): string => `${why} ${next}`;

/** The admins of the bot as those who could help, where there are any. */
export const contactAdmins = ({ settings: { admins } }: Catalog): Pick<Explanation, 'contacts'> =>
  admins.length === 0 ? {} : { contacts: admins };

const figure = (count: number): string => count.toLocaleString('en-US');

export const ACCOUNT_REFUSALS: Explained<AccountRefusal> = {
  workspace_unknown: () => ({
    why: 'The bot has not read yet which Slack workspace it belongs to.',
    next: 'Try again in a minute. If it stays so, tell those who run the bot: its Slack token may not work.',
  }),
  outside_workspace: () => ({
    why: 'You belong to another Slack workspace; only members of this one can ask for access or decide on it.',
    next: 'Have a member of this workspace do it.',
  }),
  not_a_member: (refusal) => ({
    why: `${STANDING[refusal.standing]}; only full members of this workspace can ask for access or decide on it.`,
    next: 'Have a full member do it, or have an admin of the workspace change your account.',
  }),
};

/** Why somebody can neither ask nor decide. */
export const explainAccountRefusal = (refusal: AccountRefusal): Explanation =>
  explainBy(ACCOUNT_REFUSALS, refusal, undefined);

const STANDING = {
  guest: 'Your account is a guest account',
  deactivated: 'Your account is deactivated',
  bot: 'Your account is a bot account',
  external: 'Your account belongs to another workspace',
} as const;

const ASK_FOR_ENTRY = 'Have your Slack user id and your IAM user added to the people of the catalog.';

const IDENTITY_REFUSALS: Explained<IdentityRefusal> = {
  no_identity: () => ({ why: 'The catalog does not say who you are in AWS.', next: ASK_FOR_ENTRY }),
  email_unknown: () => ({
    why: 'Your AWS identity follows from your e-mail address, which Slack has not shown yet.',
    next: 'Try again in a minute, or have your Slack user id added to the people of the catalog.',
  }),
  email_domain_refused: (refusal) =>
    refusal.domain === ''
      ? {
          why: 'Your Slack profile shows no e-mail address that an AWS identity could follow from.',
          next: ASK_FOR_ENTRY,
        }
      : {
          why: `Your e-mail address is of ${refusal.domain}; an AWS identity follows only from those of ${listed(refusal.domains)}.`,
          next: ASK_FOR_ENTRY,
        },
  email_local_part_refused: (refusal) => ({
    why: `${quote(refusal.localPart)}, from your e-mail address, cannot be the name of an IAM user that assumes roles.`,
    next: ASK_FOR_ENTRY,
  }),
  email_taken: () => ({
    why: 'Your e-mail address leads to an IAM user that the catalog gives to somebody else.',
    next: ASK_FOR_ENTRY,
  }),
};

/** Why nobody knows who a person is in AWS. */
export const explainIdentityRefusal = (refusal: IdentityRefusal): Explanation =>
  explainBy(IDENTITY_REFUSALS, refusal, undefined);

export const CAPACITY_REFUSALS: Explained<CapacityRefusal> = {
  does_not_fit: (refusal) => ({
    why: `There is no room left in IAM: the ${refusal.document} would need ${figure(refusal.neededChars)} characters, and ${figure(Math.max(0, refusal.quotaChars))} are there for it.`,
    next: refusal.document === 'identity policy' ? userSideFull(refusal) : ROOM[refusal.document],
  }),
  session_name_taken: (refusal) => ({
    why: `Somebody else has this role under the session name "${refusal.sessionName}", and sessions of two people under one name could not be told apart.`,
    next: 'Ask again some hours after theirs has ended, or have the two session names made different in the catalog.',
  }),
};

/** Why a role has no room for one more, with the figure. */
export const explainCapacityRefusal = (refusal: CapacityRefusal): Explanation =>
  explainBy(CAPACITY_REFUSALS, refusal, undefined);

const ROOM = {
  'trust policy':
    'Ask again when the access of somebody else has ended, or have the quota "Role trust policy length" of that account raised.',
  'session guard':
    'Ask again when the access of somebody else has ended, or have other inline policies of the role turned into managed ones.',
} as const;

/** What helps where the policy of the user is full: the user can request fewer roles, or end others. */
const userSideFull = ({ fittingRoles }: Extract<CapacityRefusal, { document: 'identity policy' }>): string =>
  fittingRoles > 0
    ? `Request at most ${fittingRoles} of these roles at once, or end other access of yours first.`
    : 'End other access of yours first, or have other inline policies of your IAM user turned into managed policies.';

const GRANT_REFUSALS: Explained<GrantRefusal> = {
  ...CAPACITY_REFUSALS,
  no_such_user: (refusal) => ({
    why: `The IAM user ${refusal.userArn} does not exist.`,
    next: 'Have the user made in IAM, or the entry of this person corrected in the catalog, and ask again.',
  }),
  user_name_differs: (refusal) => ({
    why: `The catalog names the IAM user ${refusal.userArn}, and IAM spells the name "${refusal.userName}". Conditions on a user name compare upper and lower case.`,
    next: 'Have the name in the catalog corrected, then request it again.',
  }),
  old_policy_version: () => ({
    why: 'The trust policy of the role has statements of others with policy variables and is not of Version 2012-10-17; raising the version could change what they mean.',
    next: 'Have the trust policy of the role set to Version 2012-10-17, and ask again.',
  }),
  account_trusted: (refusal) => ({
    why: `The trust policy of ${refusal.roleArn} lets the whole account ${refusal.accountId} in. You could choose any session name there, and your sessions could not be ended.`,
    next: 'Have that account taken out of the trust policy of the role, then request it again.',
  }),
  another_hub: (refusal) => ({
    why: `Another installation of the bot manages this role: IAM shows statements ${listed(refusal.marks.map((mark) => (mark === '' ? 'of the default name' : `with the mark ${mark}`)))}.`,
    next: 'Remove the role from one of the two catalogs, or close it there first, then request it again.',
  }),
};

/** Why a grant that was decided could not be written to IAM. */
export const explainGrantRefusal = (refusal: GrantRefusal): Explanation =>
  explainBy(GRANT_REFUSALS, refusal, undefined);

/** Why a stored decision is not carried out, or why access is ended. */
export const explainUnmet = (unmet: Unmet): Explanation => explainBy(UNMET, unmet, undefined);

/** What could not be read, as a part of a sentence. */
export const unreadText = ({ unread }: MembershipUnknown): string => {
  const schedules = unread.filter(isSchedule);
  const groups = unread.length - schedules.length;
  const group = groups === 0 ? [] : [groups === 1 ? 'a Slack user group' : `${groups} Slack user groups`];
  const named = schedules.map((key) => `the on-call schedule "${scheduleOf(key)}"`);
  return listed([...group, ...named]) || 'the user groups';
};

/** The same for a view, which can show groups by their names. */
export const unreadNames = ({ unread }: MembershipUnknown): Pick<Explanation, 'names'> => {
  if (unread.length === 0) return {};
  const who = unread.map(
    (key): Who =>
      isSchedule(key) ? { kind: 'onCall', id: scheduleOf(key) } : { kind: 'group', id: key as SlackGroupId },
  );
  return { names: { label: 'Could not be read', who } };
};

const isSchedule = (key: string): boolean => key.startsWith(onCallKey(''));
const scheduleOf = (key: string): string => key.slice(onCallKey('').length);

/** Why nothing is given at the moment. */
export const explainLockdown = ({ by, why }: LockdownRefusal): Explanation => ({
  why: `Everything is locked down${why === undefined ? '' : `: ${why.slice(0, 300)}`}. Nothing new is given.`,
  next: 'Try again once an admin of the bot has lifted the lockdown.',
  ...(by === undefined ? {} : { contacts: [{ kind: 'user', id: by }] }),
});

/** `1 approval is`, `2 approvals are`. */
export const approvals = (count: number): string => (count === 1 ? '1 approval is' : `${count} approvals are`);

/** Names as a sentence has them: `a, b and c`. */
export const listed = (names: readonly string[], word: 'and' | 'or' = 'and'): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;

const UNMET: Explained<Unmet> = {
  tampered: (unmet) => ({
    why: `The record of this request was changed from outside. ${unmet.what}`,
    next: 'Ask the operators of the bot to find out who wrote to its table, then request it again.',
  }),
  rule_changed: (unmet) => ({
    why: `The role ${unmet.name} was changed in the catalog or removed from it after this was requested.`,
    next: 'Request it again: /assume list shows what you can request now.',
  }),
  requester_lost: (unmet) => ({
    why: `The requester is no longer among the users who can request ${unmet.name}.`,
    next: 'If they still need it, have the catalog changed, then request it again.',
  }),
  principal_changed: () => ({
    why: 'The AWS identity of the requester is no longer the one this was requested for.',
    next: 'Request it again: the request will then be for the current identity.',
  }),
  too_long_now: (unmet) => ({
    why: `The maximum duration of the role is now ${formatDuration(unmet.maxMinutes)}, and more was approved.`,
    next: `Request it again, for ${formatDuration(unmet.maxMinutes)} or less.`,
  }),
  approver_lost: (unmet) => ({
    why: 'A user who approved this may no longer approve it.',
    next: 'Request it again, so that a current approver decides.',
    names: { label: 'Approved by', who: [{ kind: 'user', id: unmet.by }] },
  }),
  approvals_missing: (unmet) => ({
    why: `The catalog now requires more approvals: ${approvals(unmet.missing)} missing.`,
    next: 'Request it again, so that enough approvers decide.',
  }),
  not_a_member: (unmet) => ({
    why: `The Slack account of the requester or of an approver is not a full member of the workspace (${unmet.standing}).`,
    next: 'Have a full member request it, or an approver who is one decide.',
    names: { label: 'Account', who: [{ kind: 'user', id: unmet.by }] },
  }),
  membership_unknown: (unmet) => ({
    why: `The bot could not read ${unreadText(unmet)} that this decision depends on.`,
    next: 'Try again in a few minutes. If it keeps failing, tell the operators of the bot: it may lack the scope usergroups:read.',
    ...unreadNames(unmet),
  }),
  locked_down: (unmet) => explainLockdown(unmet),
  no_emergencies_now: (unmet) => ({
    why: `The catalog no longer allows emergencies for ${unmet.name}.`,
    next: 'Request it in the usual way.',
  }),
  no_longer_extendable: (unmet) => ({
    why: `The catalog no longer allows extensions of ${unmet.name}.`,
    next: 'If you still need it, request it again.',
  }),
  too_long_in_all: (unmet) => ({
    why: `Counted from the first start, it would last longer than the ${formatDuration(unmet.maxTotalMinutes)} that the catalog now allows in total.`,
    next: 'Request it again after it has ended.',
  }),
  base_ended: () => ({
    why: 'The access that this extends ended early, failed, or was refused by IAM.',
    next: 'Request it again.',
  }),
};
