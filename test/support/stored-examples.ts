import type { Principal, RoleRule } from '../../functions/core/catalog/catalog.ts';
import { sha256 } from '../../functions/core/hash.ts';
import {
  parseAccessName,
  parseAccountId,
  parseRoleArn,
  parseSessionName,
  parseSlackChannelId,
  parseSlackGroupId,
  parseSlackUserId,
  parseUserArn,
} from '../../functions/core/names.ts';
import { close, fail } from '../../functions/core/request/end.ts';
import { firstRecord, record } from '../../functions/core/request/evolve.ts';
import type { RequestFact } from '../../functions/core/request/facts.ts';
import { parseRequestId } from '../../functions/core/request/ids.ts';
import type {
  DeliveryProgress,
  Request,
  RequestedAccess,
  RequestStatus,
} from '../../functions/core/request/request.ts';
import { addMinutes } from '../../functions/core/time.ts';
import type { Grant, RoleState } from '../../functions/core/trust/grant.ts';
import type { UserAccess } from '../../functions/core/trust/user-access.ts';

export const noon = new Date('2030-01-01T12:00:00.000Z');
/** A time on the day of the examples: `at('13:00')`, `at('13:00:05')`. */
export const at = (time: string): Date => new Date(`2030-01-01T${time.length === 5 ? `${time}:00` : time}.000Z`);

export const aliceId = parseSlackUserId('U0ALICE');
export const bobId = parseSlackUserId('U0BOB');
export const prodS3 = parseAccessName('prod-s3');
export const prodDb = parseAccessName('prod-db');
export const dbRole = parseRoleArn('arn:aws:iam::222222222222:role/path/db-role');
export const s3ListRole = parseRoleArn('arn:aws:iam::222222222222:role/s3-list-role');

export const alice: Principal = {
  kind: 'iam-user',
  accountId: parseAccountId('111111111111'),
  arn: parseUserArn('arn:aws:iam::111111111111:user/alice'),
  userName: 'alice',
  sessionName: parseSessionName('alice'),
  identity: 'managed',
};

export const carolOfTheDirectory: Principal = {
  kind: 'federated',
  accountId: parseAccountId('111111111111'),
  roleArnPattern: 'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Dev_????????????????',
  sessionName: parseSessionName('carol@example.com'),
};

export const s3Rule: RoleRule = {
  name: prodS3,
  arn: s3ListRole,
  accountId: parseAccountId('222222222222'),
  accountName: 'prod',
  description: 'List the S3 buckets of production',
  durationMinutes: { default: 60, max: 480 },
  requesters: [{ kind: 'everyone' }],
  approvers: [{ kind: 'user', id: bobId }],
  approvals: 1,
  allowSelfApproval: false,
  reason: 'required',
  ticket: 'INC-\\d+',
  channel: parseSlackChannelId('C0APPROVALS'),
  onBehalfOf: [{ kind: 'user', id: bobId }],
  risk: 'high',
  notifyApprovers: 'direct',
  escalation: { afterMinutes: 120, approvers: [{ kind: 'onCall', id: 'sre' }] },
  extend: { byMinutes: 60, automatic: true, maxTotalMinutes: 480 },
  emergency: {
    requesters: [{ kind: 'group', id: parseSlackGroupId('S0ONCALL') }],
    reviewWithinMinutes: 1440,
    contacts: [
      { kind: 'channel', id: parseSlackChannelId('C0SECURITY') },
      { kind: 'user', id: bobId },
    ],
    maxMinutes: 60,
  },
  conditions: {
    mfa: { maxAgeSeconds: 3600 },
    sourceIp: ['203.0.113.0/24'],
    vpc: ['vpc-0a1b2c3d'],
    principalOrgId: 'o-a1b2c3d4e5',
  },
  sessionTags: true,
};

/** The evidence of every decision in the examples. */
export const evidence = [
  { kind: 'membership', user: bobId, of: 'S0SRE', readAt: noon },
  { kind: 'account', user: aliceId, status: 'member', readAt: noon },
  { kind: 'delegation', user: bobId, of: aliceId, until: noon },
] as const;

/** A pending request as it is first stored, with the fields that a test overrides. */
export const aStoredRequest = (
  requested: Partial<RequestedAccess> = {},
  progress: Partial<DeliveryProgress> = {},
): Request => {
  const whole: RequestedAccess = {
    by: aliceId,
    at: noon,
    target: prodS3,
    roles: [{ name: prodS3, arn: s3ListRole, rule: s3Rule }],
    duration: { kind: 'for', minutes: 60 },
    reason: 'INC-42: db is down',
    catalogHash: 'c0ffee',
    ...requested,
  };
  // A user can request one target only once at a time, so these three fields identify a request.
  const id = parseRequestId(sha256(`${whole.by} ${whole.target} ${whole.at.toISOString()}`).slice(0, 20));
  const lapsesAt = addMinutes(whole.at, 24 * 60);
  const fact = {
    kind: 'requested',
    by: whole.via ?? whole.by,
    requested: whole,
    principal: alice,
    lapsesAt,
    evidence,
  } as const;
  return { ...firstRecord(id, fact), ...progress };
};

/** A grant of alice on the role of the examples, from 12:00 to 13:00. */
export const aStoredGrant = (changes: Partial<Grant> = {}): Grant => ({
  roleArn: s3ListRole,
  requestId: aStoredRequest().id,
  by: aliceId,
  principal: alice,
  startsAt: noon,
  endsAt: at('13:00'),
  state: 'wanted',
  ...changes,
});

/** The state of the role of the examples, as read at noon. */
export const aRoleState = (changes: Partial<RoleState> = {}): RoleState => ({
  roleArn: s3ListRole,
  seenAt: noon,
  deepSeenAt: noon,
  foreignTrustChars: 120,
  trustQuotaChars: 2048,
  foreignInlineChars: 0,
  maxSessionSeconds: 3600,
  dueAt: at('12:10'),
  ...changes,
});

/** The user access of alice, with one pending request. */
export const aUserAccess = (changes: Partial<UserAccess> = {}): UserAccess => ({
  userArn: alice.kind === 'iam-user' ? alice.arn : parseUserArn('arn:aws:iam::111111111111:user/alice'),
  version: 0,
  entries: [
    {
      requestId: aStoredRequest().id,
      by: aliceId,
      sessionName: alice.sessionName,
      startsAt: noon,
      endsAt: at('13:00'),
      roles: [
        { arn: s3ListRole, state: 'confirmed' },
        { arn: dbRole, state: 'refused', why: 'the role does not exist' },
      ],
      closedAt: at('13:00:20'),
    },
    {
      requestId: aStoredRequest({ at: at('12:01') }).id,
      by: aliceId,
      sessionName: alice.sessionName,
      roles: [{ arn: s3ListRole, state: 'reserved' }],
    },
  ],
  otherChars: 120,
  seenAt: noon,
  dueAt: at('12:10'),
  ...changes,
});

type ByKind<T extends { readonly kind: string }> = {
  readonly [Kind in T['kind']]: Extract<T, { readonly kind: Kind }>;
};

const decided = { catalogHash: 'c0ffee', evidence } as const;

/** Every kind of fact, with all optional fields. */
export const everyFact: Omit<ByKind<RequestFact>, 'imported'> = {
  requested: {
    kind: 'requested',
    by: aliceId,
    requested: aStoredRequest().requested,
    principal: alice,
    lapsesAt: at('23:00'),
    evidence,
  },
  prepared: {
    kind: 'prepared',
    principal: alice,
    remindersAt: [at('12:30'), at('14:00')],
    escalatesAt: at('15:00'),
    holding: [{ name: prodS3, endsAt: at('13:00') }],
    earlierRequests: 3,
    evidence,
  },
  preparation_delayed: { kind: 'preparation_delayed', account: parseAccountId('222222222222'), why: 'no answer' },
  reminded: { kind: 'reminded' },
  escalated: { kind: 'escalated' },
  approvers_missing: { kind: 'approvers_missing', missing: 1 },
  approval_counted: { kind: 'approval_counted', by: bobId, roles: [prodS3], missing: 1, minutes: 30, ...decided },
  approved: {
    kind: 'approved',
    by: bobId,
    roles: [prodS3],
    startsAt: at('12:00:01'),
    endsAt: at('13:00:01'),
    remindAt: at('12:50:01'),
    minutes: 30,
    ...decided,
  },
  denied: { kind: 'denied', by: bobId, for: aliceId, why: 'not during the freeze', ...decided },
  cancelled: { kind: 'cancelled', by: aliceId, why: 'the laptop is lost' },
  lapsed: { kind: 'lapsed' },
  role_confirmed: { kind: 'role_confirmed', arn: s3ListRole, name: prodS3 },
  role_refused: { kind: 'role_refused', arn: dbRole, name: prodDb, why: 'the role does not exist' },
  activated: { kind: 'activated' },
  start_checked: { kind: 'start_checked', evidence },
  ticket_unread: { kind: 'ticket_unread', system: 'pagerDuty', ticket: 'PT4KHLK', problem: 'limited' },
  tickets_checked: {
    kind: 'tickets_checked',
    evidence: [
      {
        kind: 'ticket',
        system: 'jira',
        ticket: 'OPS-42',
        key: 'OPS-42',
        status: 'In Progress',
        of: 'OPS',
        readAt: at('12:00'),
      },
    ],
  },
  failed: { kind: 'failed', why: 'the quota is used up' },
  review_reminded: { kind: 'review_reminded', dueBy: at('13:00'), isOverdue: false },
  emergency_reviewed: {
    kind: 'emergency_reviewed',
    by: bobId,
    wasRight: false,
    note: 'it could have waited',
    ...decided,
  },
  ends_soon: { kind: 'ends_soon', endsAt: at('13:00') },
  extended: { kind: 'extended', request: parseRequestId('0'.repeat(20)), endsAt: at('14:00') },
  ended: { kind: 'ended', reason: 'revoked', by: bobId, why: 'the laptop is lost' },
};

/** An emergency request for two roles that needs a review, with additional facts. */
const inState = (moment: string, ...facts: readonly RequestFact[]): Request => {
  const roles = [
    { name: prodS3, arn: s3ListRole, rule: s3Rule },
    { name: prodDb, arn: dbRole, rule: { ...s3Rule, name: prodDb, arn: dbRole } },
  ];
  const extended = {
    request: parseRequestId('1'.repeat(20)),
    endsAt: at('12:20'),
    since: at('11:00'),
    automatic: true,
  };
  const first = aStoredRequest({ at: at(moment), via: bobId, roles, extends: extended, emergency: true });
  const card = { channel: s3Rule.channel, ts: '1893499200.000100', to: aliceId };
  return record(first, [everyFact.prepared, ...facts], at(moment), { handledEvents: 1, drawnEvents: 1, cards: [card] });
};

const { approved, role_confirmed, role_refused, activated } = everyFact;
const active = (moment: string) => inState(moment, approved, role_confirmed, role_refused, activated);

/** A request in every state, with all optional fields. */
export const everyRequest: Readonly<Record<RequestStatus['kind'], Request>> = {
  pending: inState(
    '12:01',
    everyFact.preparation_delayed,
    everyFact.approvers_missing,
    everyFact.approval_counted,
    everyFact.escalated,
  ),
  approved: inState('12:02', approved),
  active: record(
    active('12:03'),
    [
      everyFact.start_checked,
      everyFact.ticket_unread,
      everyFact.tickets_checked,
      everyFact.review_reminded,
      everyFact.extended,
    ],
    at('12:04'),
  ),
  denied: inState('12:05', everyFact.denied),
  cancelled: inState(
    '12:06',
    ...close({ status: { kind: 'pending', lapsesAt: noon } }, { reason: 'revoked', by: bobId }, noon),
  ),
  lapsed: inState('12:07', everyFact.lapsed),
  failed: inState('12:08', approved, ...fail('the quota is used up')),
  ended: record(active('12:09'), [everyFact.ended], at('12:30'), { forgetAt: new Date('2031-02-05T12:00:00.001Z') }),
};
