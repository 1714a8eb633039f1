import { judge } from '../../core/request/judge.ts';
import {
  endOf,
  isClosed,
  isHeld,
  isStartUnchecked,
  type Request,
  startCheckAt,
  timeOf,
} from '../../core/request/request.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainWithTicket } from '../../core/text/explain-ticket.ts';
import { isOver, type UserEntry, type UserRole } from '../../core/trust/user-access.ts';
import { NOT_DECIDED, readUnderlying, type Underlying } from './judging-world.ts';

type Deps = Parameters<typeof readUnderlying>[0];

const DAMAGED = 'The record of this access was changed from outside. Request it again.';

/** An entry as its request leaves it. */
export interface JudgedEntry {
  /** Absent if nothing is left to do for the entry. */
  readonly entry?: UserEntry;
  /** It cannot be judged yet, so it is stored as it is. */
  readonly isUndecided?: boolean;
}

/** The entries of a user, each with its judgement. */
export type JudgedEntries = ReadonlyMap<UserEntry, JudgedEntry>;

/** Ends an entry; the same object if it ends earlier already. */
const endedAt = (entry: UserEntry, at: Date): UserEntry =>
  entry.startsAt !== undefined && entry.endsAt !== undefined && entry.endsAt <= at
    ? entry
    : { ...entry, startsAt: entry.startsAt ?? at, endsAt: at };

/** Changes the roles of an entry; the same object if none changes. */
const withRoles = (entry: UserEntry, change: (role: UserRole) => UserRole): UserEntry => {
  const roles = entry.roles.map(change);
  return roles.every((role, index) => role === entry.roles[index]) ? entry : { ...entry, roles };
};

const refuseAll = (entry: UserEntry, why: string): UserEntry =>
  withRoles(entry, ({ arn }) => ({ arn, state: 'refused', why }));

/** Refuses the roles that are not written yet. */
export const refuseNew = (entry: UserEntry, why: string): UserEntry =>
  withRoles(entry, (role) => (role.state === 'wanted' ? { arn: role.arn, state: 'refused', why } : role));

/** Writes no new role, and removes roles before a start that cannot be judged. Their capacity stays reserved. */
const withheld = (entry: UserEntry, isStarting = false): UserEntry =>
  withRoles(entry, (role) =>
    role.state === 'wanted' || (isStarting && role.state === 'confirmed') ? { arn: role.arn, state: 'reserved' } : role,
  );

/** Whether an entry follows from its request: same user, no earlier start and no later end. */
const followsFrom = ({ startsAt, endsAt, sessionName }: UserEntry, { principal, status }: Request): boolean =>
  isHeld(status) &&
  principal?.kind === 'iam-user' &&
  principal.sessionName === sessionName &&
  startsAt !== undefined &&
  endsAt !== undefined &&
  startsAt >= status.startsAt &&
  endsAt <= status.endsAt;

/** Refuses roles that the request refused or does not have. */
const asDecided = (entry: UserEntry, { status }: Request): UserEntry =>
  withRoles(entry, (role) => {
    const progress = isHeld(status) ? status.progress.find(({ arn }) => arn === role.arn) : undefined;
    if (progress === undefined)
      return { arn: role.arn, state: 'refused', why: 'This role is not part of the request.' };
    if (progress.kind !== 'refused' || role.state === 'refused') return role;
    return { arn: role.arn, state: 'refused', why: progress.why };
  });

/** Judges an entry by its request: before access opens by all preconditions, after that by those of open access. */
const judgeEntry = (entry: UserEntry, underlying: Underlying, clock: Date): JudgedEntry => {
  const isNew = entry.roles.some(({ state }) => state === 'wanted');
  const isWritten = isNew || entry.roles.some(({ state }) => state === 'confirmed');
  const request = underlying.requests.get(entry.requestId);
  if (request === undefined) {
    if (underlying.unreadable.has(entry.requestId)) return { entry: withheld(entry), isUndecided: isNew };
    return isWritten ? { entry: endedAt(entry, clock) } : {};
  }
  const now = timeOf(request, clock);
  const { status } = request;
  if (isClosed(status)) {
    const at = endOf(status);
    return at === undefined && !isWritten ? {} : { entry: endedAt(entry, at ?? now) };
  }
  if (!isWritten) return { entry };
  if (!followsFrom(entry, request)) return { entry: endedAt(refuseAll(entry, NOT_DECIDED), now) };
  const world = underlying.worldOf(request, now);
  if (judge(request, 'open', world).kind === 'unmet') return { entry: endedAt(entry, now) };
  const decided = asDecided(entry, request);
  const isStarting = isHeld(status) && isStartUnchecked(status) && startCheckAt(status) <= now;
  const isToStart = isStarting || (entry.startsAt ?? now) > now;
  if (!isNew && !isToStart) return { entry: decided };
  const opening = judge(request, 'opening', world);
  if (opening.kind === 'met') return { entry: decided };
  if (opening.kind === 'unknown') return { entry: withheld(decided, isStarting), isUndecided: isNew || isStarting };
  // The requester and the approvers no longer matter for access that has started.
  return { entry: isToStart ? endedAt(decided, now) : refuseNew(decided, textOf(explainWithTicket(opening.unmet))) };
};

/** Judges the entries of a user by their requests, before IAM is changed: an entry alone grants nothing. */
export const judgeEntries = async (
  deps: Deps,
  stored: readonly UserEntry[],
  isDamaged: boolean,
  now: Date,
): Promise<JudgedEntries> => {
  const open = stored.filter((entry) => !isOver(entry, now));
  const underlying = await readUnderlying(deps, open);
  const judgeOne = (entry: UserEntry): JudgedEntry => {
    if (isDamaged) return { entry: endedAt(refuseAll(entry, DAMAGED), now) };
    if (!open.includes(entry)) return { entry };
    return underlying.isLockedDown ? { entry: endedAt(entry, now) } : judgeEntry(entry, underlying, now);
  };
  return new Map(stored.map((entry) => [entry, judgeOne(entry)]));
};
