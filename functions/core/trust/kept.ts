import type { Grant } from '../grant.ts';
import { personKey } from '../grant.ts';
import { addSeconds, later } from '../time.ts';
import { guardedNames } from './drift.ts';
import type { ObservedRole } from './observed.ts';

/** Seconds added to the longest session, for a trust policy that took its time to reach every corner of IAM. */
const PROPAGATION_SECONDS = 300;

/** When the last session is over of somebody who came in until then. */
export const lastSessionOver = (lastLetIn: Date, maxSessionSeconds: number): Date =>
  addSeconds(lastLetIn, maxSessionSeconds + PROPAGATION_SECONDS);

/**
 * A role as seen, with the longest session it allowed while anything of ours stood: sessions issued under a longer limit
 * live on after it was lowered. `longestSeconds` is what an earlier run has seen.
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

/**
 * When the last session that a grant could have allowed is over. Counted from when IAM was seen closed, which may be long
 * after the end: a trust policy that could not be written lets them in still, and a shared statement ends later than they.
 */
const guardedUntil = ({ endsAt, closedAt }: Grant, maxSessionSeconds: number, now: Date): Date =>
  lastSessionOver(later(endsAt, closedAt ?? now), maxSessionSeconds);

/** Seconds a refused grant stays readable, so that whoever follows its request learns why. */
const REFUSAL_KEPT_SECONDS = 600;

/** When a refused grant of which nothing stands can be forgotten. */
export const refusalKeptUntil = ({ endsAt }: Pick<Grant, 'endsAt'>): Date => addSeconds(endsAt, REFUSAL_KEPT_SECONDS);

/** Tells whether anything of a grant may stand in IAM: the guard is written first, so its session name is there if so. */
export const standsPerhaps = (grants: readonly Grant[], observed: ObservedRole): ((grant: Grant) => boolean) => {
  const guarded = guardedNames(observed);
  // The name of somebody who was let in is theirs: a namesake who was refused has nothing there.
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

/** When the row of a grant that is over can go. */
export const keptUntil = (grant: Grant, mayStand: boolean, { maxSessionSeconds }: ObservedRole, now: Date): Date => {
  const { startsAt, endsAt, closedAt } = grant;
  const wasClosedBeforeStart = closedAt !== undefined && addSeconds(closedAt, PROPAGATION_SECONDS) <= startsAt;
  const isGuarded = mayStand && !wasClosedBeforeStart;
  const until = isGuarded ? guardedUntil(grant, maxSessionSeconds, now) : endsAt;
  return grant.state === 'refused' ? later(until, refusalKeptUntil(grant)) : until;
};

/** What ended before its start lets somebody in then all the same, as long as the trust policy could not be closed. */
export const asEnded = (grant: Grant): Grant =>
  grant.endsAt < grant.startsAt ? { ...grant, startsAt: grant.endsAt } : grant;
