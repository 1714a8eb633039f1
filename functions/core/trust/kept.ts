import type { Grant } from '../grant.ts';
import { isOpen, personKey } from '../grant.ts';
import { addSeconds, earliest, later } from '../time.ts';
import { guardedNames } from './drift.ts';
import type { LateCloses } from './guard.ts';
import { lastOpen, lateCloses } from './last-open.ts';
import type { ObservedRole } from './observed.ts';

/** Seconds added to the longest session, for a trust policy that took its time to reach every corner of IAM. */
const PROPAGATION_SECONDS = 300;

/** When the last session is over that could have been opened until the role was closed. */
export const guardedUntil = (closedAt: Date, { maxSessionSeconds }: ObservedRole): Date =>
  addSeconds(closedAt, maxSessionSeconds + PROPAGATION_SECONDS);

/** Seconds a refused grant stays readable, so that whoever follows its request learns why. */
const REFUSAL_KEPT_SECONDS = 600;

/** What IAM shows of the people of a role, beside their grants. */
export interface Seen {
  readonly grants: readonly Grant[];
  readonly observed: ObservedRole;
  readonly now: Date;
  readonly guarded: ReadonlySet<string>;
  /** Whose session names belong to somebody who was let in. */
  readonly holders: ReadonlyMap<string, string>;
  readonly closed: LateCloses;
  readonly late: LateCloses;
}

/** Brings together what the questions below are asked of. */
export const seenOf = (grants: readonly Grant[], observed: ObservedRole, now: Date): Seen => ({
  grants,
  observed,
  now,
  guarded: guardedNames(observed),
  holders: new Map(
    grants
      .filter(({ state }) => state === 'confirmed')
      .map(({ principal }) => [principal.sessionName, personKey(principal)] as const),
  ),
  closed: lastOpen(observed, now),
  late: lateCloses(grants, observed, now),
});

/**
 * Whether anything of a grant may stand in IAM: the guard is written first, so its session name is there if so. Unless
 * that is a namesake's, who was let in.
 */
export const mayStand = ({ state, principal }: Grant, { guarded, holders }: Seen): boolean =>
  state === 'confirmed' ||
  (guarded.has(principal.sessionName) &&
    (holders.get(principal.sessionName) ?? personKey(principal)) === personKey(principal));

/** When somebody whose grant is over came back: what they opened before, however late, must not live on from there. */
const cameBackAt = ({ principal, endsAt }: Grant, { grants, now }: Seen): Date | undefined =>
  earliest(
    grants
      .filter((other) => personKey(other.principal) === personKey(principal) && isOpen(other, other.startsAt))
      .map(({ startsAt }) => startsAt)
      .filter((startsAt) => startsAt >= endsAt && startsAt <= now),
  );

/** When the row of a grant that is over can go. */
export const keptUntil = (grant: Grant, seen: Seen): Date => {
  const { endsAt, principal } = grant;
  const closedAt = seen.late.get(principal.sessionName) ?? cameBackAt(grant, seen) ?? endsAt;
  if (mayStand(grant, seen)) return guardedUntil(later(closedAt, endsAt), seen.observed);
  return grant.state === 'refused' ? addSeconds(grant.endsAt, REFUSAL_KEPT_SECONDS) : grant.endsAt;
};

/** Whether a grant was taken back before its start, and the role closed by then. */
export const hasNeverBegun = (grant: Grant, { closed }: Seen): boolean => {
  const closedAt = closed.get(grant.principal.sessionName);
  return (
    grant.state !== 'refused' && grant.endsAt < grant.startsAt && (closedAt === undefined || closedAt < grant.startsAt)
  );
};

/** One that was taken back before its start, and written after it, ended in the second it began. */
export const asStood =
  (now: Date) =>
  (grant: Grant): Grant =>
    grant.endsAt < grant.startsAt && grant.startsAt <= now ? { ...grant, endsAt: grant.startsAt } : grant;
