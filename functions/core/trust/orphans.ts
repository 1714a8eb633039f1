import { later } from '../time.ts';
import type { Holder } from './access-intervals.ts';
import type { Grant } from './grant.ts';
import { currentDenials } from './guard-reading.ts';
import { isDue, type SessionDenial } from './guard-writing.ts';
import type { ObservedRole } from './observed.ts';
import { namesIn } from './policy-match.ts';
import type { Hub } from './policy-names.ts';
import { isOurs } from './statements.ts';

/** The session names in our statements of the trust policy. */
export const trustedNames = (observed: ObservedRole, hub: Hub): ReadonlySet<string> =>
  new Set(observed.trust.Statement.filter((statement) => isOurs(statement, hub)).flatMap(namesIn));

/**
 * Denials of sessions without a grant. Such sessions exist after the table was restored from a backup:
 * - A session name without a grant: all its sessions are denied, from now on or from the date of an earlier run.
 * - A session name with a grant, if the guard has an end that no grant has: sessions from before all of its intervals.
 */
export const orphanDenials = (
  holders: readonly Holder[],
  grants: readonly Grant[],
  observed: ObservedRole,
  hub: Hub,
  now: Date,
): readonly SessionDenial[] => {
  const trusted = trustedNames(observed, hub);
  const denials = currentDenials(observed);
  const rows = Map.groupBy(grants, ({ principal }): string => principal.sessionName);
  const isEndOfGrant = ({ sessionName, from }: SessionDenial): boolean =>
    (rows.get(sessionName) ?? []).some(({ endsAt }) => endsAt.getTime() === from?.getTime());

  const since = (name: string): Date => {
    const isDone = (denial: SessionDenial): boolean =>
      denial.sessionName === name &&
      denial.from !== undefined &&
      isDue(denial, now) &&
      denial.issuedBefore === undefined;
    const done = trusted.has(name) ? [] : denials.filter(isDone).flatMap(({ from = now }) => from);
    // Sessions may have been issued until the latest date.
    return done.length === 0 ? now : done.reduce(later);
  };
  const held = new Set<string>(holders.map(({ principal }) => principal.sessionName));
  // A denial without a date may belong to a grant that is deleted in this run.
  const unexplained = denials.filter(
    (denial) => !isEndOfGrant(denial) && (denial.from !== undefined || !rows.has(denial.sessionName)),
  );
  const names = new Set([...trusted, ...unexplained.map(({ sessionName }) => sessionName)]);
  const withoutGrant = [...names]
    .filter((name) => !held.has(name))
    .map((sessionName): SessionDenial => ({ sessionName, from: since(sessionName) }));

  const beforeGrant = holders.flatMap(
    ({ principal: { sessionName }, intervals: [first] }): readonly SessionDenial[] => {
      // After the interval, the regular guard denies these sessions.
      if (first === undefined || first.endsAt <= now) return [];
      const hasOrphan = denials.some((denial) => denial.sessionName === sessionName && !isEndOfGrant(denial));
      return hasOrphan ? [{ sessionName, issuedBefore: first.startsAt }] : [];
    },
  );
  return [...withoutGrant, ...beforeGrant];
};
