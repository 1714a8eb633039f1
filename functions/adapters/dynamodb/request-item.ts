import { KEYS } from '../../contract.ts';
import type { Contact, EmergencyRule, EscalationRule, ExtendRule, RoleRule, Who } from '../../core/catalog/catalog.ts';
import type { AccessName } from '../../core/names.ts';
import type { ClickAction, Holding, RequestEvent, RequestFact } from '../../core/request/facts.ts';
import type {
  Asked,
  AskedRole,
  EndReason,
  Extension,
  MessageRef,
  Part,
  Request,
  RequestStatus,
  Review,
  ReviewOwed,
  Window,
} from '../../core/request/request.ts';
import type { ItemKind, StoredItem } from './item.ts';
import { recordToStored } from './item.ts';
import { DUE_PARTITION, requestKey } from './keys.ts';
import { principal } from './principal-schema.ts';
import {
  accessName,
  accountId,
  count,
  flag,
  lazily,
  list,
  object,
  oneOf,
  optional,
  requestId,
  roleArn,
  slackChannelId,
  slackGroupId,
  slackUserId,
  text,
  time,
  variants,
  yes,
} from './schema.ts';

const who = lazily(() =>
  variants<Who>({
    everyone: {},
    user: { id: slackUserId },
    group: { id: slackGroupId },
    onCall: { id: text },
  }),
);

const rule = lazily(() =>
  object<RoleRule>({
    name: accessName,
    arn: roleArn,
    accountId,
    accountName: text,
    description: text,
    durationMinutes: object<RoleRule['durationMinutes']>({ default: count, max: count }),
    requesters: list(who()),
    approvers: list(who()),
    approvals: count,
    allowSelfApproval: flag,
    reason: oneOf('required', 'optional'),
    ticket: optional(text),
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
  }),
);

const asked = lazily(() =>
  object<Asked>({
    by: slackUserId,
    via: optional(slackUserId),
    at: time,
    target: accessName,
    roles: list(object<AskedRole>({ name: accessName, arn: roleArn, rule: rule() })),
    window: variants<Window>({ for: { minutes: count }, until: { at: time } }),
    notBefore: optional(time),
    reason: text,
    catalogHash: text,
    extends: optional(object<Extension>({ request: requestId, endsAt: time, since: time, automatic: flag })),
    emergency: optional(yes),
  }),
);

const parts = lazily(() =>
  list(
    variants<Part>({ waiting: { arn: roleArn }, confirmed: { arn: roleArn }, refused: { arn: roleArn, why: text } }),
  ),
);
const held = () => ({ approvedAt: time, startsAt: time, endsAt: time, parts: parts(), remindAt: optional(time) });
const endReason = lazily(() => oneOf<EndReason>('expired', 'released', 'revoked', 'offboarded', 'lockdown'));

const status = lazily(() =>
  variants<RequestStatus>({
    pending: { lapsesAt: time, remindersAt: optional(list(time)), escalatesAt: optional(time) },
    approved: held(),
    active: { ...held(), activeAt: time },
    denied: { at: time, by: slackUserId },
    cancelled: { at: time, by: slackUserId },
    lapsed: { at: time },
    failed: { at: time, why: text, startedAt: optional(time) },
    ended: { at: time, reason: endReason(), startsAt: time, by: optional(slackUserId) },
  }),
);

const fact = lazily(() =>
  variants<RequestFact>({
    asked: { by: slackUserId },
    prepared: {
      holding: optional(list(object<Holding>({ name: accessName, endsAt: time }))),
      askedBefore: optional(count),
    },
    reminded: {},
    escalated: {},
    approval_counted: { by: slackUserId, missing: count, minutes: optional(count), catalogHash: text },
    approved: { by: optional(slackUserId), endsAt: time, minutes: optional(count), catalogHash: text },
    denied: { by: slackUserId, why: optional(text), catalogHash: text },
    cancelled: { by: slackUserId, why: optional(text) },
    lapsed: {},
    part_confirmed: { arn: roleArn, name: accessName },
    part_refused: { arn: roleArn, name: accessName, why: text },
    activated: {},
    failed: { why: text },
    review_reminded: { dueBy: time, isOverdue: flag },
    emergency_reviewed: { by: slackUserId, wasRight: flag, note: optional(text), catalogHash: text },
    ends_soon: { endsAt: time },
    extended: { request: requestId, endsAt: time },
    ended: { reason: endReason(), by: optional(slackUserId), why: optional(text) },
    click_refused: {
      by: slackUserId,
      action: oneOf<ClickAction>('approve', 'deny', 'cancel', 'end', 'review'),
      refusal: text,
    },
  }),
);

/** A request, at `REQ#<id>`. Its `version` counts writes and keeps its name for ever: every save is conditional on it. */
export const requestKind: ItemKind<Request> = {
  name: 'request',
  version: 1,
  migrations: {},
  schema: lazily(() =>
    object<Request>({
      id: requestId,
      version: count,
      asked: asked(),
      principal: optional(principal()),
      status: status(),
      reviews: list(object<Review>({ by: slackUserId, at: time, roles: list(accessName), minutes: optional(count) })),
      events: list(object<RequestEvent>({ seq: count, at: time, fact: fact(), hash: text })),
      handledEvents: count,
      drawnEvents: count,
      cards: list(object<MessageRef>({ channel: slackChannelId, ts: text, to: optional(slackUserId) })),
      reviewOwed: optional(object<ReviewOwed>({ dueBy: time, remindAt: time, gapMinutes: count })),
      dueAt: optional(time),
      forgetAt: optional(time),
    }),
  ),
};

/** What the index `byRequester` carries of a request; which one it is stands in its key. */
export interface RequestLine {
  readonly target: AccessName;
  readonly statusKind: RequestStatus['kind'];
  readonly askedAt: Date;
}

/** A line is a part of a request's item, so it has that item's version; both need a migration when it rises. */
export const requestLineKind: ItemKind<RequestLine> = {
  name: 'line of a list of requests',
  version: requestKind.version,
  migrations: {},
  schema: lazily(() =>
    object<RequestLine>({
      target: accessName,
      statusKind: oneOf('pending', 'approved', 'active', 'denied', 'cancelled', 'lapsed', 'failed', 'ended'),
      askedAt: time,
    }),
  ),
};

/** A request with the attributes that its indexes and its TTL are made of. */
export const requestItem = (request: Request): StoredItem => ({
  ...recordToStored(request),
  ...requestKey(request.id),
  ...recordToStored({
    v: requestKind.version,
    [KEYS.requester]: request.asked.by,
    [KEYS.askedAt]: request.asked.at,
    target: request.asked.target,
    statusKind: request.status.kind,
    [KEYS.duePartition]: request.dueAt === undefined ? undefined : DUE_PARTITION,
    [KEYS.ttl]: request.forgetAt === undefined ? undefined : Math.ceil(request.forgetAt.getTime() / 1000),
  }),
});
