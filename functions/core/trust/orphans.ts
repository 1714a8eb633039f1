import type { Grant } from '../grant.ts';
import { later } from '../time.ts';
import { namesIn, trustedNames } from './drift.ts';
import type { Cut } from './guard.ts';
import { cutsOfStatement } from './guard.ts';
import type { ObservedRole } from './observed.ts';
import type { Holder } from './windows.ts';

/** What the guard cuts; what stands there in another form than ours is at least about somebody. */
const standingCuts = ({ guard }: ObservedRole): readonly Cut[] =>
  (guard?.Statement ?? []).flatMap(
    (statement): readonly Cut[] =>
      cutsOfStatement(statement) ?? namesIn(statement).map((sessionName) => ({ sessionName })),
  );

/**
 * Cuts of sessions that no grant explains. A table that was restored to yesterday has no rows for what was granted since, and those
 * sessions live on; without them in the guard they would outlive even their own end. Two kinds:
 *
 * - A session name that nobody holds: all its sessions are dead, from now on, or since an earlier run wrote that into the guard.
 * - One that somebody holds by now, where the guard speaks of an end that no grant has: what was issued before all of their time.
 */
export const orphanCuts = (
  holders: readonly Holder[],
  grants: readonly Grant[],
  observed: ObservedRole,
  now: Date,
): readonly Cut[] => {
  const trusted = trustedNames(observed);
  const cuts = standingCuts(observed);
  const rows = Map.groupBy(grants, ({ principal }): string => principal.sessionName);
  const isEndOfGrant = ({ sessionName, from }: Cut): boolean =>
    (rows.get(sessionName) ?? []).some(({ endsAt }) => endsAt.getTime() === from?.getTime());

  const since = (name: string): Date => {
    const isDone = ({ sessionName, from, issuedBefore }: Cut): boolean =>
      sessionName === name && from !== undefined && from <= now && issuedBefore === undefined;
    const done = trusted.has(name) ? [] : cuts.filter(isDone).flatMap(({ from = now }) => from);
    // Of several the last: until then they may have come in.
    return done.length === 0 ? now : done.reduce(later);
  };
  const held = new Set<string>(holders.map(({ principal }) => principal.sessionName));
  // Without a date it may be of a row that is over and leaves just now.
  const strange = cuts.filter((cut) => !isEndOfGrant(cut) && (cut.from !== undefined || !rows.has(cut.sessionName)));
  const names = new Set([...trusted, ...strange.map(({ sessionName }) => sessionName)]);
  const ofNobody = [...names]
    .filter((name) => !held.has(name))
    .map((sessionName): Cut => ({ sessionName, from: since(sessionName) }));

  const ofEarlier = holders.flatMap(({ principal: { sessionName }, windows: [first] }): readonly Cut[] => {
    // Of a time that is over the guard says as much by itself.
    if (first === undefined || first.endsAt <= now) return [];
    const isStrange = cuts.some((cut) => cut.sessionName === sessionName && !isEndOfGrant(cut));
    return isStrange ? [{ sessionName, issuedBefore: first.startsAt }] : [];
  });
  return [...ofNobody, ...ofEarlier];
};
