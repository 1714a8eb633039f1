import type { ImportedEvent } from '../../core/request/facts.ts';
import type { Request } from '../../core/request/request.ts';
import { type Fact010, importRequest, type Request010 } from './import-0-1-0.ts';
import { type ItemKind, readItem, type StoredItem } from './item.ts';
import { requestKey } from './keys.ts';
import {
  holding,
  messageRef,
  principal,
  requested,
  reviewOwed,
  reviews,
  status,
  unchangedFacts,
} from './request-schema.ts';
import {
  count,
  flag,
  lazyObject,
  lazyVariants,
  list,
  object,
  optional,
  requestId,
  slackUserId,
  text,
  time,
} from './schema.ts';

const fact = lazyVariants<Fact010>(() => ({
  ...unchangedFacts(),
  requested: { by: slackUserId },
  prepared: { holding: optional(holding()), earlierRequests: optional(count) },
  approval_counted: { by: slackUserId, missing: count, minutes: optional(count), catalogHash: text },
  approved: { by: optional(slackUserId), endsAt: time, minutes: optional(count), catalogHash: text },
  denied: { by: slackUserId, why: optional(text), catalogHash: text },
  emergency_reviewed: { by: slackUserId, wasRight: flag, note: optional(text), catalogHash: text },
  click_refused: { by: slackUserId, action: text, refusal: text },
}));

/** A request as release 0.1.0 stored it. It had no seal. */
const requestKind010: ItemKind<Request010> = {
  name: 'request',
  version: 1,
  schema: lazyObject<Request010>(() => ({
    id: requestId,
    version: count,
    requested: requested(),
    principal: optional(principal()),
    status: status(),
    reviews: reviews(),
    events: list(object<Request010['events'][number]>({ seq: count, at: time, fact: fact(), hash: text })),
    handledEvents: count,
    drawnEvents: count,
    cards: list(messageRef()),
    reviewOwed: optional(reviewOwed()),
    dueAt: optional(time),
    forgetAt: optional(time),
  })),
};

/** Names of members and facts that release 0.1.0 used, and the names of this release. */
const MEMBERS = new Map([
  ['asked', 'requested'],
  ['askedBefore', 'earlierRequests'],
  ['parts', 'progress'],
  ['window', 'duration'],
]);
const FACTS = new Map([
  ['asked', 'requested'],
  ['part_confirmed', 'role_confirmed'],
  ['part_refused', 'role_refused'],
]);

const renamed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(renamed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      MEMBERS.get(name) ?? name,
      name === 'kind' ? (FACTS.get(member) ?? member) : renamed(member),
    ]),
  );
};

/** A request of release 0.1.0 as one of this release. Throws StoreFault for one that cannot be read. */
export const readRequest010 = (item: StoredItem): Request => {
  const stored = readItem(requestKind010, renamed(item) as StoredItem);
  const request = importRequest(stored, item as unknown as { asked: object; events: readonly ImportedEvent[] });
  return requestKey(stored.id).pk === item['pk']
    ? request
    : { ...request, tampered: 'Its content belongs to another key.' };
};
