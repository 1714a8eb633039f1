import type { EvidenceLine } from '../../core/authority/answer.ts';
import type {
  Contact,
  EmergencyRule,
  EscalationRule,
  ExtendRule,
  Principal,
  RoleConditions,
  RoleRule,
  Stage,
  Who,
} from '../../core/catalog/catalog.ts';
import type { TicketEvidence } from '../../core/catalog/ticket-evidence.ts';
import type { Asked, UserReading } from '../../core/request/asked.ts';
import type { Holding, ImportedEvent, RequestEvent, RequestFact } from '../../core/request/facts.ts';
import type {
  EndReason,
  Extension,
  MessageRef,
  RequestedAccess,
  RequestedDuration,
  RequestedRole,
  RequestState,
  RequestStatus,
  Review,
  ReviewOwed,
  RoleProgress,
} from '../../core/request/request.ts';
import { type Hours, WEEKDAYS } from '../../core/rules/when.ts';
import {
  accessName,
  accountId,
  count,
  flag,
  kept,
  lazily,
  lazyObject,
  lazyVariants,
  list,
  object,
  oneOf,
  optional,
  plain,
  requestId,
  roleArn,
  sessionName,
  slackChannelId,
  slackGroupId,
  slackUserId,
  text,
  time,
  userArn,
  variants,
  yes,
} from './schema.ts';

export const principal = lazyVariants<Principal>(() => ({
  'iam-user': { accountId, arn: userArn, userName: text, sessionName, identity: oneOf('managed', 'external') },
  federated: { accountId, roleArnPattern: text, sessionName },
}));

export const who = lazyVariants<Who>(() => ({
  everyone: {},
  user: { id: slackUserId },
  group: { id: slackGroupId },
  onCall: { id: text },
}));

const rule = lazyObject<RoleRule>(() => ({
  ruleName: optional(text),
  bundle: optional(accessName),
  name: accessName,
  arn: roleArn,
  accountId,
  accountName: text,
  description: text,
  durationMinutes: object<RoleRule['durationMinutes']>({ default: count, max: count }),
  requesters: list(who()),
  approvers: list(who()),
  approvals: count,
  stages: optional(
    list(
      object<Stage>({
        approvers: list(who()),
        approvals: count,
        fromDifferent: optional(yes),
        hours: optional(
          list(object<Hours>({ days: list(oneOf(...WEEKDAYS)), fromMinute: count, untilMinute: count, zone: text })),
        ),
      }),
    ),
  ),
  allowSelfApproval: flag,
  reason: oneOf('required', 'optional'),
  ticket: optional(text),
  ticketExample: optional(text),
  ticketUrl: optional(text),
  evidence: optional(
    object<TicketEvidence>({
      kind: oneOf('jira', 'pagerDuty'),
      status: list(text),
      of: optional(list(text)),
      endWhenClosed: optional(yes),
    }),
  ),
  channel: slackChannelId,
  onBehalfOf: optional(list(who())),
  risk: optional(oneOf('low', 'medium', 'high')),
  notifyApprovers: optional(oneOf('channel', 'direct')),
  escalation: optional(object<EscalationRule>({ afterMinutes: count, approvers: list(who()) })),
  extend: optional(object<ExtendRule>({ byMinutes: count, automatic: flag, maxTotalMinutes: count })),
  emergency: optional(
    object<EmergencyRule>({
      requesters: list(who()),
      reviewWithinMinutes: count,
      contacts: list(variants<Contact>({ channel: { id: slackChannelId }, user: { id: slackUserId } })),
      maxMinutes: count,
    }),
  ),
  conditions: optional(
    object<RoleConditions>({
      mfa: optional(object<NonNullable<RoleConditions['mfa']>>({ maxAgeSeconds: optional(count) })),
      sourceIp: optional(list(text)),
      vpc: optional(list(text)),
      principalOrgId: optional(text),
    }),
  ),
  sessionTags: optional(yes),
}));

/** What was requested: the same in all releases. */
export const requested = lazyObject<RequestedAccess>(() => ({
  by: slackUserId,
  via: optional(slackUserId),
  at: time,
  target: accessName,
  roles: list(
    object<RequestedRole>({
      name: accessName,
      arn: roleArn,
      rule: rule(),
      ruleIndex: optional(count),
      together: optional(list(rule())),
    }),
  ),
  duration: variants<RequestedDuration>({ for: { minutes: count }, until: { at: time } }),
  notBefore: optional(time),
  reason: text,
  catalogHash: text,
  extends: optional(object<Extension>({ request: requestId, endsAt: time, since: time, automatic: flag })),
  emergency: optional(yes),
}));

const progress = lazily(() =>
  list(
    variants<RoleProgress>({
      waiting: { arn: roleArn },
      confirmed: { arn: roleArn },
      refused: { arn: roleArn, why: text },
    }),
  ),
);
const held = () => ({
  approvedAt: time,
  startsAt: time,
  endsAt: time,
  progress: progress(),
  remindAt: optional(time),
  isStartChecked: optional(yes),
});
const endReason = lazily(() =>
  oneOf<EndReason>(
    'expired',
    'released',
    'revoked',
    'offboarded',
    'lockdown',
    'base_ended',
    'tampered',
    'evidence_closed',
  ),
);

/** The states of a request; release 0.1.0 had the same ones with fewer members. */
export const status = lazyVariants<RequestStatus>(() => ({
  pending: {
    lapsesAt: time,
    remindersAt: optional(list(time)),
    escalatesAt: optional(time),
    areApproversMissing: optional(yes),
    delayedBy: optional(accountId),
  },
  approved: held(),
  active: { ...held(), activeAt: time },
  denied: { at: time, by: slackUserId },
  cancelled: { at: time, by: slackUserId },
  lapsed: { at: time },
  failed: { at: time, why: text, startedAt: optional(time) },
  ended: { at: time, reason: endReason(), startsAt: time, by: optional(slackUserId) },
}));

export const reviews = lazily(() =>
  list(
    object<Review>({
      by: slackUserId,
      for: optional(slackUserId),
      at: time,
      roles: list(accessName),
      rules: optional(list(count)),
      minutes: optional(count),
    }),
  ),
);
export const reviewOwed = lazyObject<ReviewOwed>(() => ({ dueBy: time, remindAt: time, gapMinutes: count }));
export const messageRef = lazyObject<MessageRef>(() => ({
  channel: slackChannelId,
  ts: text,
  to: optional(slackUserId),
  link: optional(text),
}));

const evidence = lazily(() =>
  list(
    variants<EvidenceLine>({
      membership: { user: slackUserId, of: text, readAt: time },
      delegation: { user: slackUserId, of: slackUserId, until: time },
      account: {
        user: slackUserId,
        status: oneOf('member', 'guest', 'deactivated', 'bot', 'external'),
        readAt: time,
      },
      ticket: { system: oneOf('jira', 'pagerDuty'), ticket: text, key: text, status: text, of: text, readAt: time },
    }),
  ),
);
export const holding = lazily(() => list(object<Holding>({ name: accessName, endsAt: time })));

const decided = () => ({ for: optional(slackUserId), catalogHash: text, evidence: evidence() });

type OwnFact = Exclude<RequestFact, { kind: 'imported' }>;

/** The facts that are stored as release 0.1.0 stored them. */
export const unchangedFacts = () => ({
  reminded: {},
  escalated: {},
  cancelled: { by: slackUserId, why: optional(text) },
  lapsed: {},
  role_confirmed: { arn: roleArn, name: accessName },
  role_refused: { arn: roleArn, name: accessName, why: text },
  activated: {},
  failed: { why: text },
  review_reminded: { dueBy: time, isOverdue: flag },
  ends_soon: { endsAt: time },
  extended: { request: requestId, endsAt: time },
  ended: { reason: endReason(), by: optional(slackUserId), why: optional(text) },
});

const ownFacts = () => ({
  ...unchangedFacts(),
  requested: {
    by: slackUserId,
    requested: requested(),
    principal: optional(principal()),
    lapsesAt: time,
    evidence: evidence(),
    asked: optional(plain<Asked>()),
  },
  prepared: {
    principal: principal(),
    remindersAt: list(time),
    escalatesAt: optional(time),
    holding: optional(holding()),
    earlierRequests: optional(count),
    earlierGrants: optional(count),
    evidence: evidence(),
  },
  approvers_missing: { missing: count },
  preparation_delayed: { account: accountId, why: text },
  approval_counted: {
    by: slackUserId,
    roles: list(accessName),
    rules: optional(list(count)),
    missing: count,
    minutes: optional(count),
    reading: optional(plain<UserReading>()),
    note: optional(text),
    ...decided(),
  },
  approved: {
    by: optional(slackUserId),
    roles: optional(list(accessName)),
    rules: optional(list(count)),
    startsAt: time,
    endsAt: time,
    remindAt: optional(time),
    minutes: optional(count),
    reading: optional(plain<UserReading>()),
    note: optional(text),
    ...decided(),
  },
  denied: { by: slackUserId, why: optional(text), ...decided() },
  start_checked: { evidence: evidence() },
  ticket_unread: {
    system: oneOf('jira', 'pagerDuty'),
    ticket: text,
    problem: oneOf('refused', 'limited', 'unavailable'),
  },
  tickets_checked: { evidence: evidence() },
  emergency_reviewed: { by: slackUserId, wasRight: flag, note: optional(text), ...decided() },
});

const ownFact = lazyVariants<OwnFact>(() => ownFacts());

export const fact = lazyVariants<RequestFact>(() => ({
  ...ownFacts(),
  imported: {
    head: text,
    state: object<Omit<RequestState, 'id'>>({
      requested: requested(),
      principal: optional(principal()),
      status: status(),
      reviews: reviews(),
      isPrepared: flag,
      isEscalated: flag,
      used: list(roleArn),
      extensions: list(requestId),
      reviewOwed: optional(reviewOwed()),
    }),
    history: list(object<ImportedEvent>({ seq: count, at: text, fact: kept<ImportedEvent['fact']>(), hash: text })),
    unnotified: list<RequestFact>(ownFact() as never),
  },
}));

export const events = lazily(() => list(object<RequestEvent>({ seq: count, at: time, fact: fact(), hash: text })));
