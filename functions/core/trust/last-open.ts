import type { Grant } from '../grant.ts';
import { isOpen, personKey } from '../grant.ts';
import { addSeconds, earlier, later } from '../time.ts';
import type { PolicyDocument, Statement } from './documents.ts';
import { namesIn } from './drift.ts';
import type { Cut, LateCloses } from './guard.ts';
import { cutsIn } from './guard.ts';
import type { ObservedRole } from './observed.ts';
import { isOurs } from './statements.ts';

/** Seconds in which a role may be closed after an end without counting as late: workers and IAM take their time. */
const LATE_SECONDS = 120;

const dateOf = (statement: Statement, operator: string): Date | undefined => {
  const value = statement.Condition?.[operator]?.['aws:CurrentTime'];
  return typeof value === 'string' ? new Date(value) : undefined;
};

const cutsOf = (guard: PolicyDocument | undefined): readonly Cut[] => (guard && cutsIn(guard)) ?? [];

/**
 * When IAM last let somebody in, up to now and by session name, as far as the documents that stand tell: the trust
 * policy of the door that is open still, the guard of one that was closed. An end that was decided and could not be
 * written for a while is not when it closed.
 */
export const lastOpen = ({ trust, guard }: ObservedRole, now: Date): LateCloses => {
  const doors = trust.Statement.filter(isOurs).flatMap((statement) => {
    const startsAt = dateOf(statement, 'DateGreaterThanEquals');
    if (startsAt !== undefined && startsAt > now) return [];
    const at = earlier(dateOf(statement, 'DateLessThan') ?? now, now);
    return namesIn(statement).map((name) => [name, at] as const);
  });
  const cuts = cutsOf(guard).flatMap(({ sessionName, from }) =>
    from === undefined || from > now ? [] : [[sessionName, from] as const],
  );
  const last = new Map<string, Date>();
  for (const [name, at] of [...doors, ...cuts]) last.set(name, later(last.get(name) ?? at, at));
  return last;
};

/** Whether a role that closed then was closed late for somebody: after more than moments, or after a start they took back. */
const isLate = (over: readonly Grant[], closedAt: Date): boolean => {
  const lastEnd = Math.max(...over.map(({ endsAt }) => endsAt.getTime()));
  return (
    closedAt > addSeconds(new Date(lastEnd), LATE_SECONDS) ||
    over.some(({ startsAt, endsAt }) => endsAt < startsAt && startsAt <= closedAt)
  );
};

/**
 * To whom the role was closed late. Not those who are let in now: what came in before their window is cut by its start.
 */
export const lateCloses = (grants: readonly Grant[], observed: ObservedRole, now: Date): LateCloses => {
  const last = lastOpen(observed, now);
  const late = new Map<string, Date>();
  for (const own of Map.groupBy(grants, ({ principal }) => personKey(principal)).values()) {
    const name = (own[0] as Grant).principal.sessionName;
    const closedAt = last.get(name);
    const isIn = own.some((grant) => isOpen(grant, now) && grant.startsAt <= now);
    const over = own.filter((grant) => !isOpen(grant, now));
    if (closedAt !== undefined && !isIn && over.length > 0 && isLate(over, closedAt)) late.set(name, closedAt);
  }
  return late;
};

/**
 * Names that stand in IAM for no grant at all, and when they were let in last: their sessions are cut at once, and as
 * long as the longest could live.
 */
export const orphans = (grants: readonly Grant[], observed: ObservedRole, now: Date): LateCloses => {
  const known = new Set<string>(grants.map(({ principal }) => principal.sessionName));
  const last = lastOpen(observed, now);
  const cuts = cutsOf(observed.guard);
  const undated = cuts.filter(({ from }) => from === undefined || from > now).map(({ sessionName }) => sessionName);
  return new Map(
    [...new Set([...last.keys(), ...undated])]
      .filter((name) => !known.has(name))
      .map((name) => [name, undated.includes(name) ? now : (last.get(name) ?? now)] as const),
  );
};
