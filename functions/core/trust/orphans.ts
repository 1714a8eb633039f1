import type { Grant } from '../grant.ts';
import { trustedNames } from './drift.ts';
import { cutsIn } from './guard.ts';
import type { ObservedRole } from './observed.ts';

/**
 * Session names that stand in IAM for no grant at all, and from when on their sessions are dead: from now, or since an earlier run
 * wrote that into the guard. A table that was restored to yesterday has no rows for what was granted since, and those sessions
 * live on; without them in the guard they would outlive even their own end.
 */
export const orphanCuts = (grants: readonly Grant[], observed: ObservedRole, now: Date): ReadonlyMap<string, Date> => {
  const known = new Set<string>(grants.map(({ principal }) => principal.sessionName));
  const trusted = trustedNames(observed);
  const cuts = (observed.guard && cutsIn(observed.guard)) ?? [];
  const since = (name: string): Date => {
    const own = cuts.filter(({ sessionName }) => sessionName === name);
    const [first] = own;
    const isDone =
      own.length === 1 && first?.from !== undefined && first.issuedBefore === undefined && first.from <= now;
    return isDone && !trusted.has(name) ? first.from : now;
  };
  const names = new Set([...trusted, ...cuts.map(({ sessionName }) => sessionName)]);
  return new Map([...names].filter((name) => !known.has(name)).map((name) => [name, since(name)] as const));
};
