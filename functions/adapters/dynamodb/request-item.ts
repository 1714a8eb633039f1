import { KEYS } from '../../contract.ts';
import type { AccessName } from '../../core/names.ts';
import { brokenLink, isHistoryWhole } from '../../core/request/chain.ts';
import { fold } from '../../core/request/evolve.ts';
import type { RequestId } from '../../core/request/ids.ts';
import type { DeliveryProgress, Request, RequestState, RequestStatus } from '../../core/request/request.ts';
import { type ItemKind, isOld, readItem, type StoredItem, sealedItem, sealFault, unreadable } from './item.ts';
import { DUE_PARTITION, requestIdOf, requestKey } from './keys.ts';
import { readRequest010 } from './request-item-0-1-0.ts';
import { events, messageRef } from './request-schema.ts';
import { accessName, count, lazyObject, list, oneOf, optional, text, time } from './schema.ts';

/** The stored content of a request: its facts and progress, without a copy of its state. */
type StoredRequest = DeliveryProgress & Pick<Request, 'version' | 'events' | 'tampered'>;

/**
 * A request, at `REQ#<id>`. Its `version` counts writes, and every save is conditional on it. `tampered` is stored, so that
 * the next write does not hide that the request was changed.
 */
const requestKind: ItemKind<StoredRequest> = {
  name: 'request',
  version: 2,
  schema: lazyObject<StoredRequest>(() => ({
    version: count,
    events: events(),
    handledEvents: count,
    delivered: optional(list(text)),
    drawnEvents: count,
    cards: list(messageRef()),
    dueAt: optional(time),
    forgetAt: optional(time),
    tampered: optional(text),
  })),
};

/** The attributes of a request in the index `byRequester`. Its id is in its key. */
export interface RequestLine {
  readonly target: AccessName;
  readonly statusKind: RequestStatus['kind'];
  readonly askedAt: Date;
}

/** A line has the version of the item of its request. It is the same in version 1. */
export const requestLineKind: ItemKind<RequestLine> = {
  name: 'line of a list of requests',
  version: requestKind.version,
  fromVersion1: (item) => item,
  schema: lazyObject<RequestLine>(() => ({
    target: accessName,
    statusKind: oneOf('pending', 'approved', 'active', 'denied', 'cancelled', 'lapsed', 'failed', 'ended'),
    askedAt: time,
  })),
};

/** The attributes of the indexes and the TTL. They depend only on the request, in every release. */
const indexAttributes = ({ requested, status, dueAt, forgetAt }: Request): StoredItem => ({
  [KEYS.requester]: requested.by,
  [KEYS.requestedAt]: requested.at.toISOString(),
  target: requested.target,
  statusKind: status.kind,
  [KEYS.duePartition]: dueAt === undefined ? undefined : DUE_PARTITION,
  [KEYS.dueAt]: dueAt?.toISOString(),
  [KEYS.ttl]: forgetAt === undefined ? undefined : Math.ceil(forgetAt.getTime() / 1000),
});

/** The item of a request. `writeId` identifies one write, so that a write that was sent twice recognizes itself. */
export const requestItem = (request: Request, writeId: string): StoredItem => {
  const { id, version, events, handledEvents, delivered, drawnEvents, cards, dueAt, forgetAt, tampered } = request;
  const progress = { handledEvents, delivered, drawnEvents, cards, dueAt, forgetAt };
  const stored = { version, events, ...progress, tampered };
  return sealedItem(requestKind, requestKey(id), { ...stored, ...indexAttributes(request), writeId });
};

const folded = (item: StoredItem): Request => {
  const stored = readItem(requestKind, item);
  let [id, state]: [RequestId | undefined, RequestState | undefined] = [undefined, undefined];
  try {
    id = requestIdOf(item);
    state = fold(id, stored.events);
  } catch (cause) {
    throw unreadable('request', item, (cause as Error).message, cause);
  }
  return { ...state, ...stored };
};

/** Checks the stored chain, because parsing could hide an added member. */
const chainFault = (item: StoredItem, { id, events }: Request): string | undefined => {
  const broken = brokenLink(item['events'] as Parameters<typeof brokenLink>[0], id);
  if (broken !== undefined)
    return `Event ${broken} does not follow from those before it: it, or one before it, was changed.`;
  const first = events[0]?.fact;
  return first?.kind === 'imported' && !isHistoryWhole(first)
    ? 'Its events of release 0.1.0 do not follow from each other.'
    : undefined;
};

const indexFault = (item: StoredItem, request: Request): string | undefined => {
  const wrong = Object.entries(indexAttributes(request)).find(([name, value]) => item[name] !== value);
  return wrong === undefined ? undefined : `Its attribute "${wrong[0]}" does not follow from its events.`;
};

/**
 * Reads a request. One that was changed is returned with the reason in `tampered`, so that it can be closed. Throws
 * StoreFault for one that cannot be parsed.
 */
export const readRequest = (item: StoredItem): Request => {
  const isImport = isOld(requestKind, item);
  const request = isImport ? readRequest010(item) : folded(item);
  const faults = [
    request.tampered,
    sealFault(item),
    isImport ? undefined : chainFault(item, request),
    indexFault(item, request),
  ].filter((fault) => fault !== undefined);
  // The stored reason may be found again.
  const tampered = [...new Set(faults.filter((fault, index) => index === 0 || !faults[0]?.includes(fault)))].join(' ');
  return tampered === '' ? request : { ...request, tampered };
};
