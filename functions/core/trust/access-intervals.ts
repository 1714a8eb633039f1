import type { Principal } from '../catalog/catalog.ts';
import { addSeconds, later } from '../time.ts';
import { type Grant, userKey } from './grant.ts';

/** A time in whole seconds. The end is not included. */
export interface TimeBox {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** One user on one role, with the union of all their grants. */
export interface Holder {
  readonly key: string;
  readonly principal: Principal;
  /** In order, never overlapping. Past intervals are kept while their sessions could be valid. */
  readonly intervals: readonly TimeBox[];
}

/** Seconds by which the clocks of two components may differ. */
const CLOCK_SKEW_SECONDS = 5;

/**
 * Until when a start counts as past in capacity checks: a clock that is behind must not make a grant need more
 * capacity.
 */
export const startedBy = (now: Date): Date => addSeconds(now, CLOCK_SKEW_SECONDS);

/**
 * Joins overlapping intervals, so that ending one does not end the other. Example: 9-11 and 10-12 become 9-12; 9-10 and
 * 10-11 stay apart, because a session of the first must not be usable in the second.
 */
const union = (intervals: readonly TimeBox[]): readonly TimeBox[] => {
  const sorted = intervals
    // An interval that ended in the second of its start is kept: a session may have been issued in that second.
    .filter((interval) => interval.endsAt >= interval.startsAt)
    .toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  const joined: TimeBox[] = [];
  for (const interval of sorted) {
    const last = joined.at(-1);
    if (last === undefined || interval.startsAt >= last.endsAt) joined.push(interval);
    else joined[joined.length - 1] = { startsAt: last.startsAt, endsAt: later(interval.endsAt, last.endsAt) };
  }
  return joined;
};

/** The users of some grants, each with the union of their intervals, in a stable order. */
export const holdersOf = (grants: readonly Grant[]): readonly Holder[] =>
  [...Map.groupBy(grants, (grant) => userKey(grant.principal))]
    .map(([key, own]) => ({ key, principal: (own[0] as Grant).principal, intervals: union(own) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));

/** Whether a time box gives access now or later. An empty one never does. */
export const isOpenTimeBox = ({ startsAt, endsAt }: TimeBox, now: Date): boolean => endsAt > now && endsAt > startsAt;
