import { later } from '../time.ts';
import type { Holder } from './access-intervals.ts';
import type { Grant } from './grant.ts';
import { currentCuts } from './guard-reading.ts';
import { type Cut, isDue } from './guard-writing.ts';
import type { ObservedRole } from './observed.ts';
import { namesIn } from './policy-match.ts';
import type { Hub } from './policy-names.ts';
import { isOurs } from './statements.ts';

/** The session names that our statements in the trust policy name. */
export const trustedNames = (observed: ObservedRole, hub: Hub): ReadonlySet<string> =>
  new Set(observed.trust.Statement.filter((statement) => isOurs(statement, hub)).flatMap(namesIn));

/**
 * Cuts of sessions that no grant explains. A table that was restored to yesterday lacks the grants since then,
 * and without these cuts those sessions would outlive even their own end. Two kinds:
 *
 * - A session name without a grant: all its sessions are denied, from now on, or since an earlier run wrote that date.
 * - A session name with a grant, where the guard has an end that no grant has: sessions from before all of its windows.
 */
export const orphanCuts = (
  holders: readonly Holder[],
  grants: readonly Grant[],
  observed: ObservedRole,
  hub: Hub,
  now: Date,
): readonly Cut[] => {
  const trusted = trustedNames(observed, hub);
  const cuts = currentCuts(observed);
  const rows = Map.groupBy(grants, ({ principal }): string => principal.sessionName);
  const isEndOfGrant = ({ sessionName, from }: Cut): boolean =>
    (rows.get(sessionName) ?? []).some(({ endsAt }) => endsAt.getTime() === from?.getTime());

  const since = (name: string): Date => {
    const isDone = (cut: Cut): boolean =>
      cut.sessionName === name && cut.from !== undefined && isDue(cut, now) && cut.issuedBefore === undefined;
    const done = trusted.has(name) ? [] : cuts.filter(isDone).flatMap(({ from = now }) => from);
    // The latest of several: sessions may have been opened until then.
    return done.length === 0 ? now : done.reduce(later);
  };
  const held = new Set<string>(holders.map(({ principal }) => principal.sessionName));
  // A cut without a date may belong to a grant that is over and is removed in this run.
  const strange = cuts.filter((cut) => !isEndOfGrant(cut) && (cut.from !== undefined || !rows.has(cut.sessionName)));
  const names = new Set([...trusted, ...strange.map(({ sessionName }) => sessionName)]);
  const withoutGrant = [...names]
    .filter((name) => !held.has(name))
    .map((sessionName): Cut => ({ sessionName, from: since(sessionName) }));

  const beforeGrant = holders.flatMap(({ principal: { sessionName }, intervals: [first] }): readonly Cut[] => {
    // The guard of a window that is over denies as much by itself.
    if (first === undefined || first.endsAt <= now) return [];
    const isStrange = cuts.some((cut) => cut.sessionName === sessionName && !isEndOfGrant(cut));
    return isStrange ? [{ sessionName, issuedBefore: first.startsAt }] : [];
  });
  return [...withoutGrant, ...beforeGrant];
};
