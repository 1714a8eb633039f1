import { addSeconds, later } from '../time.ts';
import { type Grant, userKey } from './grant.ts';
import { guardedNames } from './guard-reading.ts';
import type { ObservedRole } from './observed.ts';

/** Seconds for a trust policy to propagate in IAM, added to the longest session. */
const PROPAGATION_SECONDS = 300;

/** When the last session is over, if sessions could be issued until `lastIssuedAt`. */
export const lastSessionOver = (lastIssuedAt: Date, maxSessionSeconds: number): Date =>
  addSeconds(lastIssuedAt, maxSessionSeconds + PROPAGATION_SECONDS);

/**
 * A role as observed, with the longest session since the first grant: sessions that were issued under a longer limit
 * stay valid after the limit was lowered.
 */
export const withLongestSession = (
  observed: ObservedRole,
  stored: readonly Grant[],
  longestSeconds = 0,
): ObservedRole => ({
  ...observed,
  maxSessionSeconds: Math.max(
    observed.maxSessionSeconds,
    stored.length > 0 || observed.guard !== undefined ? longestSeconds : 0,
  ),
});

/** Seconds for which a refused grant is kept, so that its request can report the reason. */
const REFUSAL_KEPT_SECONDS = 600;

/** When a refused grant can be deleted, if nothing of it is left in IAM. */
export const refusalKeptUntil = (endsAt: Date): Date => addSeconds(endsAt, REFUSAL_KEPT_SECONDS);

/** Whether anything of a grant may be in IAM. The guard is written first, so it contains the session name then. */
export const mayBeWritten = (grants: readonly Grant[], observed: ObservedRole): ((grant: Grant) => boolean) => {
  const guarded = guardedNames(observed);
  // A refused user with the session name of a user who was admitted has nothing in IAM.
  const owners = new Map(
    grants
      .filter(({ state }) => state === 'confirmed')
      .map(({ principal }) => [principal.sessionName, userKey(principal)] as const),
  );
  return ({ state, principal, startsAt, endsAt }) =>
    state === 'confirmed' ||
    // One that ended before its start gave no session, so a session name in the guard is there for another reason.
    (!(state === 'wanted' && endsAt < startsAt) &&
      guarded.has(principal.sessionName) &&
      (owners.get(principal.sessionName) ?? userKey(principal)) === userKey(principal));
};

/** When an ended grant can be deleted. */
export const keptUntil = (grant: Grant, isWritten: boolean, { maxSessionSeconds }: ObservedRole, now: Date): Date => {
  const { startsAt, endsAt, closedAt } = grant;
  const wasClosedBeforeStart = closedAt !== undefined && addSeconds(closedAt, PROPAGATION_SECONDS) <= startsAt;
  const isGuarded = isWritten && !wasClosedBeforeStart;
  // If the trust policy was closed late, sessions could be issued until then.
  const until = isGuarded ? lastSessionOver(later(endsAt, closedAt ?? now), maxSessionSeconds) : endsAt;
  return grant.state === 'refused' ? later(until, refusalKeptUntil(endsAt)) : until;
};

/** A grant that ended before its start, as an empty interval. */
export const asEnded = (grant: Grant): Grant =>
  grant.endsAt < grant.startsAt ? { ...grant, startsAt: grant.endsAt } : grant;
