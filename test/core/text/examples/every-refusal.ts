import type { MembershipUnknown } from '../../../../functions/core/authority/answer.ts';
import type { DelegateRefusal } from '../../../../functions/core/authority/delegating.ts';
import type { AccountRefusal } from '../../../../functions/core/authority/directory.ts';
import type { AdminRefusal } from '../../../../functions/core/authority/revocation.ts';
import type { SeeRefusal } from '../../../../functions/core/authority/sight.ts';
import type { IdentityRefusal } from '../../../../functions/core/catalog/lookup.ts';
import { parseAccessName, parseRoleArn } from '../../../../functions/core/names.ts';
import type { RequestRefusal } from '../../../../functions/core/request/decide-request.ts';
import type { EmergencyReviewRefusal } from '../../../../functions/core/request/emergency.ts';
import type { EndRefusal } from '../../../../functions/core/request/end.ts';
import type { ExtendRefusal } from '../../../../functions/core/request/extend.ts';
import type { Unmet } from '../../../../functions/core/request/preconditions.ts';
import type { ReviewRefusal } from '../../../../functions/core/request/review.ts';
import type { TicketProblem } from '../../../../functions/core/request/ticket-evidence.ts';
import type { CapacityRefusal } from '../../../../functions/core/trust/capacity.ts';
import type { GrantRefusal } from '../../../../functions/core/trust/grant-refusal.ts';
import { aCatalog, alice, aRule, U } from '../../../support/builders.ts';

/** One example of every kind of a union: leaving one out does not compile. */
type EveryKind<Refusal extends { readonly kind: string }> = {
  readonly [Kind in Refusal['kind']]: Extract<Refusal, { readonly kind: Kind }>;
};

export const unread: MembershipUnknown = { kind: 'membership_unknown', unread: ['S0SRE', 'onCall:prod'] };
export const prodS3 = parseAccessName('prod-s3');
export const catalog = aCatalog();

export const account: EveryKind<AccountRefusal> = {
  workspace_unknown: { kind: 'workspace_unknown' },
  outside_workspace: { kind: 'outside_workspace' },
  account_unknown: { kind: 'account_unknown' },
  not_a_member: { kind: 'not_a_member', accountStatus: 'guest' },
};
export const delegate: EveryKind<Exclude<DelegateRefusal, AccountRefusal>> = {
  membership_unknown: { kind: 'membership_unknown', unread: ['S0SRE', 'onCall:prod'] },
  to_self: { kind: 'to_self' },
  delegate_not_a_member: { kind: 'delegate_not_a_member', to: U('dave'), status: 'guest' },
  nothing_to_delegate: { kind: 'nothing_to_delegate' },
  ends_in_past: { kind: 'ends_in_past' },
  ends_too_late: { kind: 'ends_too_late' },
  time_zone_unknown: { kind: 'time_zone_unknown' },
};
export const identity: EveryKind<IdentityRefusal> = {
  no_identity: { kind: 'no_identity' },
  email_unknown: { kind: 'email_unknown' },
  email_domain_refused: { kind: 'email_domain_refused', domain: 'example.org', domains: ['example.com'] },
  email_local_part_refused: { kind: 'email_local_part_refused', localPart: 'a' },
  email_taken: { kind: 'email_taken', by: U('alice') },
};
export const capacity: EveryKind<CapacityRefusal> = {
  does_not_fit: { kind: 'does_not_fit', document: 'trust policy', neededChars: 2100, quotaChars: 2048 },
  session_name_taken: { kind: 'session_name_taken', sessionName: 'alice' },
};
export const grant: EveryKind<GrantRefusal> = {
  ...capacity,
  no_such_user: { kind: 'no_such_user', userArn: alice.arn },
  user_name_differs: { kind: 'user_name_differs', userArn: alice.arn, userName: 'Alice' },
  account_trusted: {
    kind: 'account_trusted',
    roleArn: parseRoleArn('arn:aws:iam::222222222222:role/s3-list-role'),
    accountId: '111111111111',
  },
  conditions_bypassed: {
    kind: 'conditions_bypassed',
    roleArn: parseRoleArn('arn:aws:iam::222222222222:role/s3-list-role'),
    sid: 'Break-glass',
  },
  old_policy_version: { kind: 'old_policy_version' },
  another_hub: { kind: 'another_hub', marks: ['', '1b4f0e'] },
};
export const request: EveryKind<RequestRefusal> = {
  ...account,
  ...identity,
  ...capacity,
  unknown_access: { kind: 'unknown_access', name: 'prod-s4', nearest: [prodS3] },
  no_rule: {
    kind: 'no_rule',
    name: prodS3,
    rules: [
      { rule: 'on call', failed: ['requester'] },
      { rule: 'office hours', failed: ['duration', 'hours'] },
    ],
  },
  rule_refuses: { kind: 'rule_refuses', name: prodS3, rule: 'at night', why: 'Contractors work from nine to six.' },
  not_a_requester: { kind: 'not_a_requester', name: prodS3, rule: aRule() },
  membership_unknown: unread,
  not_for_others: { kind: 'not_for_others', name: prodS3 },
  other_refused: { kind: 'other_refused', of: U('alice'), why: 'no_identity' },
  too_long: { kind: 'too_long', requestedMinutes: 600, maxMinutes: 480 },
  too_short: { kind: 'too_short', requestedMinutes: 1, minMinutes: 15 },
  time_zone_unknown: { kind: 'time_zone_unknown' },
  already_past: { kind: 'already_past', why: '17:00 has already passed today', tryThis: '17:00 tomorrow' },
  ends_before_start: { kind: 'ends_before_start' },
  start_said_twice: { kind: 'start_said_twice' },
  start_passed: { kind: 'start_passed' },
  starts_too_late: { kind: 'starts_too_late', maxDays: 14 },
  locked_down: { kind: 'locked_down', by: U('carol'), why: 'keys have leaked' },
  no_emergencies: { kind: 'no_emergencies', name: prodS3 },
  not_an_emergency_requester: { kind: 'not_an_emergency_requester', name: prodS3, rule: aRule() },
  emergency_starts_now: { kind: 'emergency_starts_now' },
  emergency_unreviewed: { kind: 'emergency_unreviewed', dueBy: new Date('2030-01-01T12:00:00Z') },
  approvers_missing: { kind: 'approvers_missing', name: prodS3, needed: 2, missing: 1, left: [U('bob')] },
  reason_missing: { kind: 'reason_missing' },
  mfa_impossible: { kind: 'mfa_impossible', name: prodS3 },
  ticket_missing: { kind: 'ticket_missing', pattern: 'INC-\\d+' },
};
export const review: EveryKind<ReviewRefusal> = {
  ...account,
  ...capacity,
  already_decided: { kind: 'already_decided', status: 'denied' },
  self_approval_refused: { kind: 'self_approval_refused' },
  not_an_approver: { kind: 'not_an_approver' },
  not_your_stage: { kind: 'not_your_stage', approvers: [{ kind: 'user', id: U('carol') }] },
  from_different_approvers: { kind: 'from_different_approvers', approvers: [{ kind: 'user', id: U('carol') }] },
  outside_hours: {
    kind: 'outside_hours',
    hours: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], fromMinute: 540, untilMinute: 1080, zone: 'Europe/Berlin' }],
  },
  membership_unknown: unread,
  already_counted: { kind: 'already_counted', missing: 1 },
  not_prepared: { kind: 'not_prepared' },
  rule_changed: { kind: 'rule_changed', name: prodS3 },
  too_late: { kind: 'too_late' },
  not_shorter: { kind: 'not_shorter', minMinutes: 1, requestedMinutes: 60 },
  unmet: { kind: 'unmet', unmet: { kind: 'base_ended' } },
};
export const end: EveryKind<EndRefusal> = {
  ...account,
  membership_unknown: unread,
  not_yours: { kind: 'not_yours' },
  already_closed: { kind: 'already_closed', status: 'ended' },
};
export const unmet: EveryKind<Unmet> = {
  tampered: { kind: 'tampered', what: 'Event 3 does not follow from those before it.' },
  rule_changed: { kind: 'rule_changed', name: prodS3 },
  rule_not_met: { kind: 'rule_not_met', name: prodS3, rule: 'on call' },
  requester_lost: { kind: 'requester_lost', name: prodS3 },
  mfa_impossible: { kind: 'mfa_impossible', name: prodS3 },
  principal_changed: { kind: 'principal_changed' },
  too_long_now: { kind: 'too_long_now', maxMinutes: 30 },
  approver_lost: { kind: 'approver_lost', by: U('bob') },
  approvals_missing: { kind: 'approvals_missing', missing: 1 },
  not_a_member: { kind: 'not_a_member', by: U('bob'), accountStatus: 'deactivated' },
  membership_unknown: unread,
  locked_down: { kind: 'locked_down', by: U('carol'), why: 'keys have leaked' },
  no_emergencies_now: { kind: 'no_emergencies_now', name: prodS3 },
  no_longer_extendable: { kind: 'no_longer_extendable', name: prodS3 },
  too_long_in_all: { kind: 'too_long_in_all', maxTotalMinutes: 480 },
  base_ended: { kind: 'base_ended' },
  ticket: { kind: 'ticket', problem: { kind: 'ticket_missing', system: 'jira', ticket: 'OPS-42' } },
};

export const ticket: EveryKind<TicketProblem> = {
  no_ticket: { kind: 'no_ticket', system: 'jira' },
  ticket_missing: { kind: 'ticket_missing', system: 'jira', ticket: 'OPS-42' },
  ticket_status: {
    kind: 'ticket_status',
    system: 'pagerDuty',
    ticket: 'PT4KHLK',
    found: 'resolved',
    wanted: ['triggered', 'acknowledged'],
  },
  ticket_elsewhere: { kind: 'ticket_elsewhere', system: 'jira', ticket: 'WEB-1', found: 'WEB', wanted: ['OPS'] },
};

export const extend: EveryKind<ExtendRefusal> = {
  ...request,
  nothing_held: { kind: 'nothing_held', held: [prodS3] },
  not_active_yet: { kind: 'not_active_yet' },
  not_yours_to_extend: { kind: 'not_yours_to_extend' },
  rule_changed: { kind: 'rule_changed', name: prodS3 },
  not_extendable: { kind: 'not_extendable', name: prodS3 },
  extension_too_long: { kind: 'extension_too_long', requestedMinutes: 90, maxMinutes: 60 },
  extended_enough: { kind: 'extended_enough', maxTotalMinutes: 480 },
};

export const admin: EveryKind<AdminRefusal> = {
  ...account,
  not_an_admin: { kind: 'not_an_admin' },
  membership_unknown: unread,
  admin_reason_missing: { kind: 'admin_reason_missing', tryThis: 'lockdown on keys have leaked' },
  scope_unclear: { kind: 'scope_unclear', person: U('alice'), why: 'but prod-s3' },
  nothing_named: { kind: 'nothing_named', person: U('alice'), name: 'prod-s4', nearest: [prodS3] },
};
export const who: EveryKind<SeeRefusal | MembershipUnknown> = {
  ...account,
  membership_unknown: unread,
  unknown_access: { kind: 'unknown_access', name: 'prod-s4', nearest: [] },
  not_yours_to_see: { kind: 'not_yours_to_see', approvers: [] },
};
export const emergencyReview: EveryKind<EmergencyReviewRefusal> = {
  ...account,
  own_emergency: { kind: 'own_emergency' },
  not_an_approver: { kind: 'not_an_approver' },
  membership_unknown: unread,
  review_not_owed: { kind: 'review_not_owed' },
};
