import type { Grant } from '../grant.ts';
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
 * Session names that stand in IAM for no grant at all, and from when on their sessions are dead: from now, or since an earlier run
 * wrote that into the guard. A table that was restored to yesterday has no rows for what was granted since, and those sessions
 * live on; without them in the guard they would outlive even their own end.
 */
export const orphanCuts = (grants: readonly Grant[], observed: ObservedRole, now: Date): readonly Cut[] => {
  const known = new Set<string>(grants.map(({ principal }) => principal.sessionName));
  const trusted = trustedNames(observed);
  const cuts = standingCuts(observed);
  const since = (name: string): Date => {
    const own = cuts.filter(({ sessionName }) => sessionName === name);
    const [first] = own;
    const isDone =
      own.length === 1 && first?.from !== undefined && first.issuedBefore === undefined && first.from <= now;
    return isDone && !trusted.has(name) ? first.from : now;
  };
  const names = new Set([...trusted, ...cuts.map(({ sessionName }) => sessionName)]);
  return [...names]
    .filter((name) => !known.has(name))
    .map((sessionName) => ({ sessionName, from: since(sessionName) }));
};

/**
 * The same for a name that has got a grant in the meantime: what was issued before all of its time is nobody's, and stays
 * dead. A guard that speaks of ends that no grant has is how such sessions are known.
 */
export const earlierCuts = (
  holders: readonly Holder[],
  grants: readonly Grant[],
  observed: ObservedRole,
  now: Date,
): readonly Cut[] => {
  const cuts = standingCuts(observed);
  return holders.flatMap(({ principal: { sessionName }, windows: [first] }) => {
    // Of a time that is over the guard says as much by itself.
    if (first === undefined || first.endsAt <= now) return [];
    const ends = new Set(
      grants.flatMap(({ principal, endsAt }) => (principal.sessionName === sessionName ? endsAt.getTime() : [])),
    );
    const isExplained = ({ from }: Cut) => from !== undefined && ends.has(from.getTime());
    const isStrange = cuts.some((cut) => cut.sessionName === sessionName && !isExplained(cut));
    return isStrange ? [{ sessionName, issuedBefore: first.startsAt }] : [];
  });
};
