import { canonicalJson, sha256 } from '../hash.ts';
import type { RequestEvent, RequestFact } from './facts.ts';
import type { RequestId } from './ids.ts';
import type { RequestedAccess } from './request.ts';

const hashOf = (previous: string, seq: number, at: Date | string, fact: object): string =>
  sha256(canonicalJson({ previous, seq, at, fact }));

/** The chain begins with the id, so that facts cannot be moved to another request unnoticed. */
const rootOf = (id: RequestId): string => sha256(id);

/** Chains of release 0.1.0 began with the requested access. */
const rootOfHistory = (requested: object): string => sha256(canonicalJson(requested));

/** The requested access in the format of release 0.1.0. */
const asIn010 = ({ duration, ...requested }: RequestedAccess): object => ({ ...requested, window: duration });

export const appendEvent = (
  events: readonly RequestEvent[],
  id: RequestId,
  fact: RequestFact,
  at: Date,
): readonly RequestEvent[] => {
  const seq = events.length;
  return [...events, { seq, at, fact, hash: hashOf(events.at(-1)?.hash ?? rootOf(id), seq, at, fact) }];
};

interface Link {
  readonly seq: number;
  readonly at: Date | string;
  readonly fact: object;
  readonly hash: string;
}

/** The first event whose hash does not follow from the events before it; undefined if the chain is intact. */
const brokenAfter = (root: string, events: readonly Link[]): number | undefined => {
  const index = events.findIndex(({ seq, at, fact, hash }, place) => {
    const previous = events[place - 1]?.hash ?? root;
    return seq !== place || hash !== hashOf(previous, place, at, fact);
  });
  return index < 0 ? undefined : index;
};

/** The first event of a request that does not follow; undefined if the chain is intact. */
export const brokenLink = (events: readonly Link[], id: RequestId): number | undefined =>
  brokenAfter(rootOf(id), events);

/** The first event of a chain of release 0.1.0 that does not follow; undefined if the chain is intact. */
export const brokenHistory = (requested: object, events: readonly Link[]): number | undefined =>
  brokenAfter(rootOfHistory(requested), events);

/** The hash that a chain of release 0.1.0 ends with. */
export const headOfHistory = (requested: object, events: readonly Pick<Link, 'hash'>[]): string =>
  events.at(-1)?.hash ?? rootOfHistory(requested);

/** Whether the chain of release 0.1.0 in an imported request is intact. */
export const isHistoryWhole = ({ head, history, state }: Extract<RequestFact, { kind: 'imported' }>): boolean => {
  const requested = asIn010(state.requested);
  return brokenHistory(requested, history) === undefined && headOfHistory(requested, history) === head;
};

/** The hash of all other members of an item, which shows changes from outside. */
export const sealOf = (item: Readonly<Record<string, unknown>>): string => {
  const { seal: _, ...rest } = item;
  return sha256(canonicalJson(rest));
};
