import { later } from '../time.ts';
import type { Holder } from './access-intervals.ts';
import type { Grant } from './grant.ts';
import { currentCuts } from './guard-reading.ts';
import { type Cut, isDue } from './guard-writing.ts';
import type { ObservedRole } from './observed.ts';
import { namesIn } from './policy-match.ts';
import type { Hub } from './policy-names.ts';
import { isOurs } from './statements.ts';

/** The session names in our statements of the trust policy. */
export const trustedNames = (observed: ObservedRole, hub: Hub): ReadonlySet<string> =>
  new Set(observed.trust.Statement.filter((statement) => isOurs(statement, hub)).flatMap(namesIn));

/**
 * Cuts of sessions without a grant, which exist after the table was restored from a backup:
 * - A session name without a grant: all its sessions are denied, from now on or from the date of an earlier run.
 * - A session name with a grant, if the guard has an end that no grant has: sessions from before all of its intervals.
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
    // Sessions may have been issued until the latest date.
    return done.length === 0 ? now : done.reduce(later);
  };
  const held = new Set<string>(holders.map(({ principal }) => principal.sessionName));
  // A cut without a date may belong to a grant that is removed in this run.
  const strange = cuts.filter((cut) => !isEndOfGrant(cut) && (cut.from !== undefined || !rows.has(cut.sessionName)));
  const names = new Set([...trusted, ...strange.map(({ sessionName }) => sessionName)]);
  const withoutGrant = [...names]
    .filter((name) => !held.has(name))
    .map((sessionName): Cut => ({ sessionName, from: since(sessionName) }));

  const beforeGrant = holders.flatMap(({ principal: { sessionName }, intervals: [first] }): readonly Cut[] => {
    // After the interval, the regular guard denies these sessions.
    if (first === undefined || first.endsAt <= now) return [];
    const isStrange = cuts.some((cut) => cut.sessionName === sessionName && !isEndOfGrant(cut));
    return isStrange ? [{ sessionName, issuedBefore: first.startsAt }] : [];
  });
  return [...withoutGrant, ...beforeGrant];
};
