import type { AccountRefusal } from '../authority/directory.ts';
import type { Who } from '../catalog/catalog.ts';
import type { IdentityRefusal } from '../catalog/lookup.ts';
import type { LockdownRefusal } from '../request/lockdown.ts';
import type { RecheckRefusal } from '../request/recheck.ts';
import { formatDuration, quote } from '../schedule/duration.ts';
import type { CapacityRefusal } from '../trust/capacity.ts';
import type { GrantRefusal } from '../trust/plan.ts';

/** A refusal in words, plain text: why, and what to do next. Both stand by themselves. */
export interface Explanation {
  readonly why: string;
  readonly next: string;
  /** A command that would work, to copy; in a form there is a field for it instead. */
  readonly tryThis?: string;
  /** Those who could help, where somebody in particular can. How they are named is the view's business. */
  readonly ask?: readonly Who[];
}

const figure = (count: number): string => count.toLocaleString('en-US');

/** Why somebody can neither ask nor decide. */
export const explainAccountRefusal = (refusal: AccountRefusal): Explanation => {
  switch (refusal.kind) {
    case 'workspace_unknown':
      return {
        why: 'The bot has not read yet which Slack workspace it belongs to.',
        next: 'Try again in a minute. If it stays so, tell those who run the bot: its Slack token may not work.',
      };
    case 'outside_workspace':
      return {
        why: 'You belong to another Slack workspace; only members of this one can ask for access or decide on it.',
        next: 'Have a member of this workspace do it.',
      };
    case 'not_a_member':
      return {
        why: `${STANDING[refusal.standing]}; only full members of this workspace can ask for access or decide on it.`,
        next: 'Have a full member do it, or have an admin of the workspace change your account.',
      };
    default:
      return refusal satisfies never;
  }
};

const STANDING = {
  guest: 'Your account is a guest account',
  deactivated: 'Your account is deactivated',
  bot: 'Your account is a bot account',
  external: 'Your account belongs to another workspace',
} as const;

/** Why nobody knows who a person is in AWS. */
export const explainIdentityRefusal = (refusal: IdentityRefusal): Explanation => {
  const next = 'Have your Slack user id and your IAM user added to the people of the catalog.';
  switch (refusal.kind) {
    case 'no_identity':
      return { why: 'The catalog does not say who you are in AWS.', next };
    case 'email_unknown':
      return {
        why: 'Your AWS identity follows from your e-mail address, which Slack has not shown yet.',
        next: 'Try again in a minute, or have your Slack user id added to the people of the catalog.',
      };
    case 'email_domain_refused':
      return refusal.domain === ''
        ? { why: 'Your Slack profile shows no e-mail address that an AWS identity could follow from.', next }
        : {
            why: `Your e-mail address is of ${refusal.domain}; an AWS identity follows only from those of ${listed(refusal.domains)}.`,
            next,
          };
    case 'email_local_part_refused':
      return {
        why: `${quote(refusal.localPart)}, from your e-mail address, cannot be the name of an IAM user that assumes roles.`,
        next,
      };
    case 'email_taken':
      return { why: 'Your e-mail address leads to an IAM user that the catalog gives to somebody else.', next };
    default:
      return refusal satisfies never;
  }
};

/** Why a role has no room for one more, with the figure. */
export const explainCapacityRefusal = (refusal: CapacityRefusal): Explanation => {
  switch (refusal.kind) {
    case 'does_not_fit':
      return {
        why: `There is no room left in IAM: the ${refusal.document} would need ${figure(refusal.neededChars)} characters, and ${figure(Math.max(0, refusal.quotaChars))} are there for it.`,
        next: ROOM[refusal.document],
      };
    case 'session_name_taken':
      return {
        why: `Somebody else has this role under the session name "${refusal.sessionName}", and sessions of two people under one name could not be told apart.`,
        next: 'Ask again some hours after theirs has ended, or have the two session names made different in the catalog.',
      };
    default:
      return refusal satisfies never;
  }
};

const ROOM = {
  'trust policy':
    'Ask again when the access of somebody else has ended, or have the quota "Role trust policy length" of that account raised.',
  'session guard':
    'Ask again when the access of somebody else has ended, or have other inline policies of the role turned into managed ones.',
  'identity policy':
    'End other access of yours first, or have other inline policies of your IAM user turned into managed ones.',
} as const;

/** Why a grant that was decided could not be written to IAM. */
export const explainGrantRefusal = (refusal: GrantRefusal): Explanation => {
  switch (refusal.kind) {
    case 'does_not_fit':
    case 'session_name_taken':
      return explainCapacityRefusal(refusal);
    case 'no_such_user':
      return {
        why: `The IAM user ${refusal.userArn} does not exist.`,
        next: 'Have the user made in IAM, or the entry of this person corrected in the catalog, and ask again.',
      };
    case 'old_policy_version':
      return {
        why: 'The trust policy of the role has statements of others with policy variables and is not of Version 2012-10-17; raising the version could change what they mean.',
        next: 'Have the trust policy of the role set to Version 2012-10-17, and ask again.',
      };
    default:
      return refusal satisfies never;
  }
};

/** Why a decision that was stored is not carried out, or no longer kept up. */
export const explainRecheckRefusal = (refusal: RecheckRefusal): Explanation => {
  switch (refusal.kind) {
    case 'tampered':
      return {
        why: `The record of this request was changed from outside. ${refusal.what}`,
        next: 'Have those who run the bot look into who wrote to its table, and ask again.',
      };
    case 'rule_changed':
      return {
        why: `The role ${refusal.name} was changed in the catalog or taken out of it since this was asked for.`,
        next: 'Ask again: /assume list shows what can be asked for now.',
      };
    case 'requester_lost':
      return {
        why: `The requester is no longer among those who may ask for ${refusal.name}.`,
        next: 'Have the catalog changed if they still need it, and ask again.',
      };
    case 'principal_changed':
      return {
        why: 'The AWS identity of the requester is no longer the one this was asked for.',
        next: 'Ask again: the request will then be for the identity of today.',
      };
    case 'too_long_now':
      return {
        why: `The longest duration of the role is ${formatDuration(refusal.maxMinutes)} by now, and more was approved.`,
        next: `Ask again, for ${formatDuration(refusal.maxMinutes)} or less.`,
      };
    case 'approver_lost':
      return {
        why: `Somebody who approved this (${refusal.by}) may not approve it any more.`,
        next: 'Ask again, so that an approver of today decides.',
      };
    case 'approvals_missing':
      return {
        why: `The catalog asks for more approvals by now: ${approvals(refusal.missing)} missing.`,
        next: 'Ask again, so that as many approvers decide as are needed today.',
      };
    case 'not_a_member':
      return {
        why: `The Slack account ${refusal.by}, of the requester or of an approver, is no full member of the workspace (${refusal.standing}).`,
        next: 'Have a full member ask, or an approver who is one decide.',
      };
    case 'membership_unknown':
      return {
        why: 'Slack has not said for a while who belongs to the user groups that this decision rests on.',
        next: 'Ask again in a few minutes. If it stays so, tell those who run the bot: it may lack the scope usergroups:read.',
      };
    case 'locked_down':
      return explainLockdown(refusal);
    case 'no_emergencies_now':
      return {
        why: `The role ${refusal.name} is not given in emergencies any more.`,
        next: 'Ask for it in the usual way.',
      };
    case 'no_longer_extendable':
      return {
        why: `The role ${refusal.name} may not be extended any more.`,
        next: 'Ask for it again if you still need it.',
      };
    case 'too_long_in_all':
      return {
        why: `From the first start on it would last longer than the ${formatDuration(refusal.maxTotalMinutes)} that are allowed in all by now.`,
        next: 'Ask for it again once it has ended.',
      };
    default:
      return refusal satisfies never;
  }
};

/** Why nothing is given at the moment. */
export const explainLockdown = ({ by, why }: LockdownRefusal): Explanation => ({
  why: `Everything is locked down${why === undefined ? '' : `: ${why.slice(0, 300)}`}. Nothing new is given.`,
  next: 'Try again once an admin of the bot has lifted the lockdown.',
  ...(by === undefined ? {} : { ask: [{ kind: 'user', id: by }] }),
});

/** `1 approval is`, `2 approvals are`. */
export const approvals = (count: number): string => (count === 1 ? '1 approval is' : `${count} approvals are`);

/** Names as a sentence has them: `a, b and c`. */
export const listed = (names: readonly string[], word: 'and' | 'or' = 'and'): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
