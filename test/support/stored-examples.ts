import type { Principal, RoleRule } from '../../functions/core/catalog/catalog.ts';
import type { Grant, RoleState } from '../../functions/core/grant.ts';
import { sha256 } from '../../functions/core/hash.ts';
import { parseRequestId } from '../../functions/core/ids.ts';
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
import type { RequestFact } from '../../functions/core/request/facts.ts';
import type { Asked, Request, RequestStatus } from '../../functions/core/request/request.ts';
import { newRequest } from '../../functions/core/request/request.ts';

export const noon = new Date('2030-01-01T12:00:00.000Z');
/** A moment of the day that all examples play on: `at('13:00')`, `at('13:00:05')`. */
export const at = (time: string): Date => new Date(`2030-01-01T${time.length === 5 ? `${time}:00` : time}.000Z`);

export const aliceId = parseSlackUserId('U0ALICE');
export const bobId = parseSlackUserId('U0BOB');
export const prodS3 = parseAccessName('prod-s3');
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
};

/** A pending request as it is first stored; each part of what was asked can be another. */
export const aStoredRequest = (asked: Partial<Asked> = {}, changes: Partial<Request> = {}): Request => {
  const whole: Asked = {
    by: aliceId,
    at: noon,
    target: prodS3,
    roles: [{ name: prodS3, arn: s3ListRole, rule: s3Rule }],
    window: { kind: 'for', minutes: 60 },
    reason: 'INC-42: db is down',
    catalogHash: 'c0ffee',
    ...asked,
  };
  // One person asks for one thing once at any moment, so these three tell requests apart.
  const id = parseRequestId(sha256(`${whole.by} ${whole.target} ${whole.at.toISOString()}`).slice(0, 20));
  return { ...newRequest(id, whole, alice, 24 * 60), ...changes };
};

/** A grant of Alice on the role of the examples, from noon to one. */
export const aStoredGrant = (changes: Partial<Grant> = {}): Grant => ({
  roleArn: s3ListRole,
  requestId: aStoredRequest().id,
  by: aliceId,
  principal: alice,
  startsAt: noon,
  endsAt: at('13:00'),
  state: 'wanted',
  identityCleared: false,
  ...changes,
});

/** What was seen of the role of the examples at noon. */
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

type ByKind<T extends { readonly kind: string }> = {
  readonly [Kind in T['kind']]: Extract<T, { readonly kind: Kind }>;
};

const held = {
  approvedAt: noon,
  startsAt: at('12:00:01'),
  endsAt: at('13:00:01'),
  remindAt: at('12:50:01'),
  parts: [
    { arn: s3ListRole, kind: 'waiting' },
    { arn: s3ListRole, kind: 'confirmed' },
    { arn: s3ListRole, kind: 'refused', why: 'the role does not exist' },
  ],
} as const;

/** Every state a request can be in, with all that can stand in it. */
export const everyStatus: ByKind<RequestStatus> = {
  pending: {
    kind: 'pending',
    lapsesAt: at('23:00'),
    remindersAt: [at('12:30'), at('14:00')],
    escalatesAt: at('15:00'),
  },
  approved: { kind: 'approved', ...held },
  active: { kind: 'active', ...held, activeAt: at('12:00:03') },
  denied: { kind: 'denied', at: at('12:10'), by: bobId },
  cancelled: { kind: 'cancelled', at: at('12:10'), by: aliceId },
  lapsed: { kind: 'lapsed', at: at('12:10') },
  failed: { kind: 'failed', at: at('12:10'), why: 'the quota is used up', startedAt: at('12:05') },
  ended: { kind: 'ended', at: at('12:30'), reason: 'released', startsAt: noon, by: aliceId },
};

/** Everything that can happen to a request, with all that can be said of it. */
export const everyFact: ByKind<RequestFact> = {
  asked: { kind: 'asked', by: aliceId },
  prepared: { kind: 'prepared', holding: [{ name: prodS3, endsAt: at('13:00') }], askedBefore: 3 },
  reminded: { kind: 'reminded' },
  escalated: { kind: 'escalated' },
  approval_counted: { kind: 'approval_counted', by: bobId, missing: 1, minutes: 30, catalogHash: 'c0ffee' },
  approved: { kind: 'approved', by: bobId, endsAt: at('13:00'), minutes: 30, catalogHash: 'c0ffee' },
  denied: { kind: 'denied', by: bobId, why: 'not during the freeze', catalogHash: 'c0ffee' },
  cancelled: { kind: 'cancelled', by: aliceId, why: 'the laptop is lost' },
  lapsed: { kind: 'lapsed' },
  part_confirmed: { kind: 'part_confirmed', arn: s3ListRole, name: prodS3 },
  part_refused: { kind: 'part_refused', arn: s3ListRole, name: prodS3, why: 'the role does not exist' },
  activated: { kind: 'activated' },
  failed: { kind: 'failed', why: 'the quota is used up' },
  review_reminded: { kind: 'review_reminded', dueBy: at('13:00'), isOverdue: false },
  emergency_reviewed: {
    kind: 'emergency_reviewed',
    by: bobId,
    wasRight: false,
    note: 'it could have waited',
    catalogHash: 'c0ffee',
  },
  ends_soon: { kind: 'ends_soon', endsAt: at('13:00') },
  extended: { kind: 'extended', request: parseRequestId('0'.repeat(20)), endsAt: at('14:00') },
  ended: { kind: 'ended', reason: 'revoked', by: bobId, why: 'the laptop is lost' },
  click_refused: { kind: 'click_refused', by: bobId, action: 'approve', refusal: 'self_approval_refused' },
};
