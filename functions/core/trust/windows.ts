import type { Principal } from '../catalog/catalog.ts';
import type { Grant } from '../grant.ts';
import { personKey } from '../grant.ts';
import { later } from '../time.ts';

/** A stretch of time in which a person may use a role: whole seconds, the end not included. */
export interface TimeWindow {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** One person on one role, with the union of all their grants. */
export interface Holder {
  readonly key: string;
  readonly principal: Principal;
  /** In order, never overlapping. Past ones are here as long as sessions of them could live. */
  readonly windows: readonly TimeWindow[];
}

/** Overlapping grants become one window that ends at the later end, so that ending one never ends the other. */
const union = (windows: readonly TimeWindow[]): readonly TimeWindow[] => {
  const sorted = windows
    // One that ended in the very second it began is kept: a session may have been issued in that second.
    .filter((window) => window.endsAt >= window.startsAt)
    .toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  const joined: TimeWindow[] = [];
  for (const window of sorted) {
    const last = joined.at(-1);
    // Windows that only touch stay apart: a session of the first must not live on in the second.
    if (last === undefined || window.startsAt >= last.endsAt) joined.push(window);
    else joined[joined.length - 1] = { startsAt: last.startsAt, endsAt: later(window.endsAt, last.endsAt) };
  }
  return joined;
};

/** Where the catalog changed who keeps a person's side, the grants of both times stand here: one we keep is kept. */
const principalOf = (own: readonly Grant[]): Principal => {
  const kept = own.find(({ principal }) => principal.kind === 'iam-user' && principal.identity === 'managed');
  return (kept ?? (own[0] as Grant)).principal;
};

/** The people of some grants, each with the union of their windows (none if all ended before they began), in a stable order. */
export const holdersOf = (grants: readonly Grant[]): readonly Holder[] =>
  [...Map.groupBy(grants, (grant) => personKey(grant.principal))]
    .map(([key, own]) => ({ key, principal: principalOf(own), windows: union(own) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));

/** The windows of a holder that have not ended yet. */
export const openWindows = (holder: Holder, now: Date): readonly TimeWindow[] =>
  holder.windows.filter((window) => window.endsAt > now);
