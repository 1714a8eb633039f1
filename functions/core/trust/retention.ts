import { addSeconds, later } from '../time.ts';
import { type Grant, personKey } from './grant.ts';
import { guardedNames } from './guard-reading.ts';
import type { ObservedRole } from './observed.ts';

/** Seconds added to the longest session, for a trust policy that took its time to reach every part of IAM. */
const PROPAGATION_SECONDS = 300;

/** When the last session of a user is over who could open sessions until then. */
export const lastSessionOver = (lastLetIn: Date, maxSessionSeconds: number): Date =>
  addSeconds(lastLetIn, maxSessionSeconds + PROPAGATION_SECONDS);

/**
 * A role as observed, with the longest session that it allowed while anything of ours was on it: sessions issued under a
 * longer limit stay alive after the limit was lowered. `longestSeconds` is what an earlier run has seen.
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

/** When a refused grant that has left IAM can be deleted. */
export const refusalKeptUntil = (endsAt: Date): Date => addSeconds(endsAt, REFUSAL_KEPT_SECONDS);

/** Tells whether anything of a grant may be in IAM: the guard is written first, so its session name is there if so. */
export const mayBeWritten = (grants: readonly Grant[], observed: ObservedRole): ((grant: Grant) => boolean) => {
  const guarded = guardedNames(observed);
  // A session name belongs to the user who was let in: another user of that name who was refused has nothing in IAM.
  const owners = new Map(
    grants
      .filter(({ state }) => state === 'confirmed')
      .map(({ principal }) => [principal.sessionName, personKey(principal)] as const),
  );
  return ({ state, principal }) =>
    state === 'confirmed' ||
    (guarded.has(principal.sessionName) &&
      (owners.get(principal.sessionName) ?? personKey(principal)) === personKey(principal));
};

/** When an ended grant can be deleted. */
export const keptUntil = (grant: Grant, isWritten: boolean, { maxSessionSeconds }: ObservedRole, now: Date): Date => {
  const { startsAt, endsAt, closedAt } = grant;
  const wasClosedBeforeStart = closedAt !== undefined && addSeconds(closedAt, PROPAGATION_SECONDS) <= startsAt;
  const isGuarded = isWritten && !wasClosedBeforeStart;
  // While IAM cannot be written, the trust policy still admits the user, so sessions count from when it was closed.
  const until = isGuarded ? lastSessionOver(later(endsAt, closedAt ?? now), maxSessionSeconds) : endsAt;
  return grant.state === 'refused' ? later(until, refusalKeptUntil(endsAt)) : until;
};

/** A grant that ended before its start, as an empty window: it lets the user in while the trust policy is not closed. */
export const asEnded = (grant: Grant): Grant =>
  grant.endsAt < grant.startsAt ? { ...grant, startsAt: grant.endsAt } : grant;
