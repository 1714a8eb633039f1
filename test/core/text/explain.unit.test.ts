import { describe, expect, it } from 'vitest';
import type { MembershipUnknown } from '../../../functions/core/authority/answer.ts';
import type { SeeRefusal } from '../../../functions/core/authority/authority.ts';
import type { AccountRefusal } from '../../../functions/core/authority/directory.ts';
import type { AdminRefusal } from '../../../functions/core/authority/revocation.ts';
import type { IdentityRefusal } from '../../../functions/core/catalog/lookup.ts';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import type { RequestRefusal } from '../../../functions/core/request/decide-request.ts';
import type { EmergencyReviewRefusal } from '../../../functions/core/request/emergency.ts';
import type { EndRefusal } from '../../../functions/core/request/end.ts';
import type { ExtendRefusal } from '../../../functions/core/request/extend.ts';
import type { Unmet } from '../../../functions/core/request/preconditions.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import type { ReviewRefusal } from '../../../functions/core/request/review.ts';
import {
  type Explanation,
  explainAccountRefusal,
  explainCapacityRefusal,
  explainGrantRefusal,
  explainIdentityRefusal,
  explainUnmet,
} from '../../../functions/core/text/explain.ts';
import { explainAdminRefusal, explainWhoRefusal } from '../../../functions/core/text/explain-admin.ts';
import { explainClick, refusalName } from '../../../functions/core/text/explain-click.ts';
import { explainExtendRefusal } from '../../../functions/core/text/explain-extend.ts';
import { explainRequestRefusal } from '../../../functions/core/text/explain-request.ts';
import {
  explainEmergencyReviewRefusal,
  explainEndRefusal,
  explainReviewRefusal,
} from '../../../functions/core/text/explain-review.ts';
import type { CapacityRefusal } from '../../../functions/core/trust/capacity.ts';
import type { GrantRefusal } from '../../../functions/core/trust/plan-role.ts';
import { justRequested, withFacts } from '../../support/a-request.ts';
import { aCatalog, alice, aRule, U } from '../../support/builders.ts';

/** One example of every kind of a union: leaving one out does not compile. */
type EveryKind<Refusal extends { readonly kind: string }> = {
  readonly [Kind in Refusal['kind']]: Extract<Refusal, { readonly kind: Kind }>;
};

const unread: MembershipUnknown = { kind: 'membership_unknown', unread: ['S0SRE', 'onCall:prod'] };
const prodS3 = parseAccessName('prod-s3');
const catalog = aCatalog();

const standing: EveryKind<AccountRefusal> = {
  workspace_unknown: { kind: 'workspace_unknown' },
  outside_workspace: { kind: 'outside_workspace' },
  not_a_member: { kind: 'not_a_member', standing: 'guest' },
};
const identity: EveryKind<IdentityRefusal> = {
  no_identity: { kind: 'no_identity' },
  email_unknown: { kind: 'email_unknown' },
  email_domain_refused: { kind: 'email_domain_refused', domain: 'example.org', domains: ['example.com'] },
  email_local_part_refused: { kind: 'email_local_part_refused', localPart: 'a' },
  email_taken: { kind: 'email_taken', by: U('alice') },
};
const capacity: EveryKind<CapacityRefusal> = {
  does_not_fit: { kind: 'does_not_fit', document: 'trust policy', neededChars: 2100, quotaChars: 2048 },
  session_name_taken: { kind: 'session_name_taken', sessionName: 'alice' },
};
const grant: EveryKind<GrantRefusal> = {
  ...capacity,
  no_such_user: { kind: 'no_such_user', userArn: alice.arn },
  user_name_differs: { kind: 'user_name_differs', userArn: alice.arn, userName: 'Alice' },
  account_trusted: {
    kind: 'account_trusted',
    roleArn: parseRoleArn('arn:aws:iam::222222222222:role/s3-list-role'),
    accountId: '111111111111',
  },
  old_policy_version: { kind: 'old_policy_version' },
  another_hub: { kind: 'another_hub', marks: ['', '1b4f0e'] },
};
const contacts: EveryKind<RequestRefusal> = {
  ...standing,
  ...identity,
  ...capacity,
  unknown_access: { kind: 'unknown_access', name: 'prod-s4', nearest: [prodS3] },
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
  approvers_missing: { kind: 'approvers_missing', name: prodS3, missing: 1, left: [U('bob')] },
  reason_missing: { kind: 'reason_missing' },
  ticket_missing: { kind: 'ticket_missing', pattern: 'INC-\\d+' },
};
const review: EveryKind<ReviewRefusal> = {
  ...standing,
  ...capacity,
  already_decided: { kind: 'already_decided', status: 'denied' },
  self_approval_refused: { kind: 'self_approval_refused' },
  not_an_approver: { kind: 'not_an_approver' },
  membership_unknown: unread,
  already_counted: { kind: 'already_counted', missing: 1 },
  not_prepared: { kind: 'not_prepared' },
  rule_changed: { kind: 'rule_changed', name: prodS3 },
  too_late: { kind: 'too_late' },
  not_shorter: { kind: 'not_shorter', minMinutes: 1, requestedMinutes: 60 },
  unmet: { kind: 'unmet', unmet: { kind: 'base_ended' } },
};
const end: EveryKind<EndRefusal> = {
  ...standing,
  membership_unknown: unread,
  not_yours: { kind: 'not_yours' },
  already_closed: { kind: 'already_closed', status: 'ended' },
};
const unmet: EveryKind<Unmet> = {
  tampered: { kind: 'tampered', what: 'Event 3 does not follow from those before it.' },
  rule_changed: { kind: 'rule_changed', name: prodS3 },
  requester_lost: { kind: 'requester_lost', name: prodS3 },
  principal_changed: { kind: 'principal_changed' },
  too_long_now: { kind: 'too_long_now', maxMinutes: 30 },
  approver_lost: { kind: 'approver_lost', by: U('bob') },
  approvals_missing: { kind: 'approvals_missing', missing: 1 },
  not_a_member: { kind: 'not_a_member', by: U('bob'), standing: 'deactivated' },
  membership_unknown: unread,
  locked_down: { kind: 'locked_down', by: U('carol'), why: 'keys have leaked' },
  no_emergencies_now: { kind: 'no_emergencies_now', name: prodS3 },
  no_longer_extendable: { kind: 'no_longer_extendable', name: prodS3 },
  too_long_in_all: { kind: 'too_long_in_all', maxTotalMinutes: 480 },
  base_ended: { kind: 'base_ended' },
};

const extend: EveryKind<ExtendRefusal> = {
  ...contacts,
  nothing_held: { kind: 'nothing_held', held: [prodS3] },
  not_active_yet: { kind: 'not_active_yet' },
  not_yours_to_extend: { kind: 'not_yours_to_extend' },
  rule_changed: { kind: 'rule_changed', name: prodS3 },
  not_extendable: { kind: 'not_extendable', name: prodS3 },
  extension_too_long: { kind: 'extension_too_long', requestedMinutes: 90, maxMinutes: 60 },
  extended_enough: { kind: 'extended_enough', maxTotalMinutes: 480 },
};

const admin: EveryKind<AdminRefusal> = {
  ...standing,
  not_an_admin: { kind: 'not_an_admin' },
  membership_unknown: unread,
  admin_reason_missing: { kind: 'admin_reason_missing', tryThis: 'lockdown on keys have leaked' },
  unknown_access: { kind: 'unknown_access', name: 'prod-s4', nearest: [prodS3] },
};
const who: EveryKind<SeeRefusal | MembershipUnknown> = {
  ...standing,
  membership_unknown: unread,
  unknown_access: { kind: 'unknown_access', name: 'prod-s4', nearest: [] },
  not_yours_to_see: { kind: 'not_yours_to_see', approvers: [] },
};
const emergencyReview: EveryKind<EmergencyReviewRefusal> = {
  ...standing,
  own_emergency: { kind: 'own_emergency' },
  not_an_approver: { kind: 'not_an_approver' },
  membership_unknown: unread,
  review_not_owed: { kind: 'review_not_owed' },
};

const aRequest = (fields: Partial<Request> = {}): Request => ({ ...justRequested(), ...fields });

const everyRefusal: readonly (readonly [string, Explanation])[] = [
  ...Object.values(standing).map((one) => [`standing ${one.kind}`, explainAccountRefusal(one)] as const),
  ...Object.values(identity).map((one) => [`identity ${one.kind}`, explainIdentityRefusal(one)] as const),
  ...Object.values(capacity).map((one) => [`capacity ${one.kind}`, explainCapacityRefusal(one)] as const),
  ...Object.values(grant).map((one) => [`grant ${one.kind}`, explainGrantRefusal(one)] as const),
  ...Object.values(contacts).map(
    (one) => [`ask ${one.kind}`, explainRequestRefusal(one, { name: 'prod-s3', catalog })] as const,
  ),
  ...Object.values(review).map(
    (one) => [`review ${one.kind}`, explainReviewRefusal(one, { request: aRequest(), catalog })] as const,
  ),
  ...Object.values(admin).map((one) => [`admin ${one.kind}`, explainAdminRefusal(one, catalog)] as const),
  ...Object.values(who).map((one) => [`who ${one.kind}`, explainWhoRefusal(one, catalog)] as const),
  ...Object.values(emergencyReview).map(
    (one) =>
      [
        `word on an emergency ${one.kind}`,
        explainEmergencyReviewRefusal(one, { request: aRequest(), catalog }),
      ] as const,
  ),
  ...Object.values(extend).map(
    (one) => [`extend ${one.kind}`, explainExtendRefusal(one, { name: 'prod-s3', catalog })] as const,
  ),
  ...Object.values(end).map((one) => [`end ${one.kind}`, explainEndRefusal(one, { catalog })] as const),
  ...Object.values(unmet).map((one) => [`unmet ${one.kind}`, explainUnmet(one)] as const),
];

/** A sentence, or two: ends like one, begins like one, and says something. */
const SENTENCE = /^["A-Z0-9].{15,}(?:[.?!]|[a-z0-9+)-]$)/su;

describe('what people are told of a refusal', () => {
  it.each(everyRefusal)('says why and, in other words, what to do next: %s', (_, { why, next }) => {
    expect(why).toMatch(SENTENCE);
    expect(next).toMatch(SENTENCE);
    expect(next).not.toBe(why);
  });

  it.each(everyRefusal)('is plain text that holds no markup of Slack and no hole: %s', (_, { why, next }) => {
    expect(`${why} ${next}`).not.toMatch(/[<>]|undefined|NaN|\[object/);
  });

  it('names what would work: the nearest names, the longest duration, the ticket, those who can help', () => {
    const context = { name: 'prod-s3', catalog };

    expect(explainRequestRefusal(contacts.unknown_access, context).next).toContain('prod-s3');
    expect(explainRequestRefusal(contacts.too_long, context)).toMatchObject({
      next: 'Ask for 8h or less.',
      tryThis: '/assume prod-s3 8h',
    });
    expect(explainRequestRefusal(contacts.ticket_missing, context).next).toContain('INC-\\d+');
    expect(explainRequestRefusal(contacts.not_a_requester, context).contacts).toEqual(aRule().approvers);
    expect(explainRequestRefusal(contacts.no_identity, context).contacts).toEqual(catalog.settings.admins);
    expect(explainReviewRefusal(review.not_an_approver, { request: aRequest(), catalog }).contacts).toEqual(
      aRule().approvers,
    );
  });

  it.each(everyRefusal)('gives a command to copy as one, or none: %s', (_, { next, tryThis }) => {
    expect(tryThis ?? '/assume').toMatch(/^\/assume(?: [^<>]+)?$/);
    if (tryThis !== undefined) expect(next).not.toContain('/assume');
  });

  it('does not send somebody to themselves, or to those who have done their part', () => {
    const { requested } = aRequest();
    const request = aRequest({
      requested: { ...requested, by: U('bob') },
      reviews: [{ by: U('dave'), at: new Date(), roles: [aRule().name] }],
    });
    const approvers = ['bob', 'carol', 'dave'].map((name) => ({ kind: 'user', id: U(name) }) as const);
    const world = { request, catalog: aCatalog([aRule({ approvers })]) };

    expect(explainReviewRefusal(review.already_counted, world).contacts).toEqual([{ kind: 'user', id: U('carol') }]);
  });

  it('offers a duration in a form that the command takes as one word', () => {
    const { tryThis } = explainRequestRefusal(
      { kind: 'too_long', requestedMinutes: 600, maxMinutes: 90 },
      { name: 'prod-s3', catalog },
    );

    expect(tryThis).toBe('/assume prod-s3 1h30m');
  });
});

describe('what a user is told of who and what is missing', () => {
  it('names the groups and schedules that could not be read, for a view to show', () => {
    const who = [
      { kind: 'group', id: 'S0SRE' },
      { kind: 'onCall', id: 'prod' },
    ];
    const explained = [
      explainRequestRefusal(unread, { name: 'prod-s3', catalog }),
      explainReviewRefusal(unread, { request: aRequest(), catalog }),
      explainEndRefusal(unread, { catalog }),
      explainAdminRefusal(unread, catalog),
      explainWhoRefusal(unread, catalog),
      explainUnmet(unread),
    ];

    for (const { why, names } of explained) {
      expect(why).toContain('a Slack user group and the on-call schedule "prod"');
      expect(why).not.toContain('S0SRE');
      expect(names).toEqual({ label: 'Could not be read', who });
    }
  });

  it('is the same for an admin through an unreadable group, whether they press End or type revoke', () => {
    expect(explainEndRefusal(unread, { catalog })).toEqual(explainAdminRefusal(unread, catalog));
  });

  it('says how many approvers are missing, and who is left', () => {
    const { why, next, names } = explainRequestRefusal(
      { kind: 'approvers_missing', name: prodS3, missing: 1, left: [U('bob')] },
      { name: 'prod-s3', catalog },
    );

    expect(why).toContain('prod-s3 needs 2 approvals, and only 1 can still be given');
    expect(next).toContain('1 more approver added');
    expect(names).toEqual({ label: 'Can still approve', who: [{ kind: 'user', id: U('bob') }] });
    const nobody = { kind: 'approvers_missing', name: prodS3, missing: 1, left: [] } as const;
    expect(explainRequestRefusal(nobody, { name: 'prod-s3', catalog }).why).toContain('no user is left');
  });

  it('says by when the previous emergency has to be reviewed', () => {
    expect(explainRequestRefusal(contacts.emergency_unreviewed, { name: 'prod-s3', catalog }).why).toContain(
      'due by 2030-01-01 12:00 UTC',
    );
  });

  it('says how many roles still fit where the policy of the user is full', () => {
    const full = { kind: 'does_not_fit', document: 'identity policy', neededChars: 2100, quotaChars: 2048 } as const;

    expect(explainCapacityRefusal({ ...full, fittingRoles: 3 }).next).toContain('at most 3 of these roles');
    expect(explainCapacityRefusal({ ...full, fittingRoles: 0 }).next).toContain('End other access of yours');
  });
});

describe('what a user is told whose click was refused', () => {
  const refusals = [
    ...Object.values(review).filter(({ kind }) => kind !== 'unmet'),
    ...Object.values(end),
    ...Object.values(emergencyReview),
    ...[
      unmet.tampered,
      unmet.rule_changed,
      unmet.requester_lost,
      unmet.principal_changed,
      unmet.not_a_member,
      unmet.locked_down,
      unmet.no_emergencies_now,
      unmet.base_ended,
    ].map((one) => ({ kind: 'unmet', unmet: one }) as const),
  ].map(refusalName);

  it.each(refusals)('is made from the recorded name of the refusal alone: %s', (refusal) => {
    const { why, next } = explainClick({ refusal }, { request: aRequest(), catalog });

    expect(why).toMatch(SENTENCE);
    expect(next).toMatch(SENTENCE);
    expect(why).not.toContain('This click did not count');
  });

  it.each(['constructor', 'unmet.constructor', 'unmet.', 'click_refused'])(
    'is something useful for a name that no version knows any more: %s',
    (refusal) => {
      expect(explainClick({ refusal }, { request: aRequest(), catalog }).why).toBe('This click did not count.');
    },
  );

  it('tells the state that the request is in by the time it is told', () => {
    const denied = withFacts(
      justRequested(),
      [{ kind: 'denied', by: U('bob'), catalogHash: 'c', evidence: [] }],
      new Date('2030-01-01T12:10:00Z'),
    );

    const { why } = explainClick({ refusal: 'already_decided' }, { request: denied, catalog });

    expect(why).toContain('denied');
  });
});
