import type { LockdownRefusal } from '../request/lockdown.ts';
import type { Unmet } from '../request/preconditions.ts';
import { formatDuration } from '../schedule/duration.ts';
import { count, type Explained, type Explanation, explainBy, unreadNames, unreadText } from './explain.ts';

export const explainLockdown = ({ by, why }: LockdownRefusal): Explanation => ({
  why: `A lockdown is on, and no access is granted${why === undefined ? '' : `: ${why.slice(0, 300)}`}.`,
  next: 'Try again when an admin of the bot has turned the lockdown off.',
  contacts: by === undefined ? [] : [{ kind: 'user', id: by }],
});

export const explainNoMfa = (name: string): Explanation => ({
  why: `The role ${name} requires MFA, and sessions of federated users and of IAM Identity Center never have it in AWS.`,
  next: 'Request another role, or ask the maintainers of the catalog to change the conditions of this one.',
});

const REQUEST_AGAIN = 'Request it again.';

const UNMET: Explained<Unmet> = {
  tampered: (unmet) => ({
    why: `The record of this request was changed outside the bot. ${unmet.what}`.trim(),
    next: 'Request it again, and ask the operators of the bot to find out who wrote to its table.',
  }),
  rule_changed: (unmet) => ({
    why: `The role ${unmet.name} was changed in the catalog or removed from it after the request.`,
    next: 'Request it again. /assume list shows what you can request now.',
  }),
  rule_not_met: ({ name, rule }) => ({
    why: `${rule === undefined ? 'Another rule' : `The rule "${rule}"`} of ${name} ${rule === undefined ? 'applies' : 'no longer applies'} to this request.`,
    next: 'Request it again, so that the current rule applies.',
  }),
  requester_lost: (unmet) => ({
    why: `The requester can no longer request ${unmet.name}.`,
    next: 'If it is still needed, have the requester added in the catalog, then request it again.',
  }),
  principal_changed: () => ({
    why: 'The AWS identity of the requester changed after the request.',
    next: 'Request it again for the current identity.',
  }),
  mfa_impossible: ({ name }) => explainNoMfa(name),
  too_long_now: (unmet) => ({
    why: `The maximum duration of the role is now ${formatDuration(unmet.maxMinutes)}, and more was approved.`,
    next: `Request it again for ${formatDuration(unmet.maxMinutes)} or less.`,
  }),
  approver_lost: (unmet) => ({
    why: 'A user who approved this is no longer an approver.',
    next: 'Request it again, so that a current approver can decide.',
    names: { label: 'Approved by', who: [{ kind: 'user', id: unmet.by }] },
  }),
  approvals_missing: (unmet) => ({
    why: `The catalog now requires ${count(unmet.missing, 'more approval')}.`,
    next: 'Request it again, so that enough approvers can decide.',
  }),
  not_a_member: (unmet) => ({
    why: `The Slack account of the requester or of an approver is not a full member of the workspace (${unmet.accountStatus}).`,
    next: 'Ask a full member to request it, or ask another approver to decide.',
    names: { label: 'Account', who: [{ kind: 'user', id: unmet.by }] },
  }),
  membership_unknown: (unmet) => ({
    why: `The decision depends on ${unreadText(unmet)}, which the bot could not read.`,
    next: 'Try again in a few minutes. If the problem persists, ask the operators of the bot to check the scope usergroups:read.',
    ...unreadNames(unmet),
  }),
  locked_down: (unmet) => explainLockdown(unmet),
  no_emergencies_now: (unmet) => ({
    why: `The catalog no longer allows emergencies for ${unmet.name}.`,
    next: 'Request it without --emergency.',
  }),
  no_longer_extendable: (unmet) => ({
    why: `The catalog no longer allows extensions of ${unmet.name}.`,
    next: REQUEST_AGAIN,
  }),
  too_long_in_all: (unmet) => ({
    why: `The access would last longer than the ${formatDuration(unmet.maxTotalMinutes)} that the catalog now allows in total.`,
    next: 'Request it again after it has ended.',
  }),
  base_ended: () => ({
    why: 'The access that this extends ended early, failed, or was refused by IAM.',
    next: REQUEST_AGAIN,
  }),
  ticket: () => ({ why: 'The ticket of this request is not as the role requires.', next: REQUEST_AGAIN }),
};

/** Why an approved request is not carried out, or why its access is ended. */
export const explainUnmet = explainBy(UNMET);
