import type { RequestId } from '../../core/request/ids.ts';
import { endsEverything } from '../../core/request/lockdown.ts';
import { judge } from '../../core/request/preconditions.ts';
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
import { explainUnmet } from '../../core/text/explain-unmet.ts';
import { isOver, type UserEntry, type UserRole } from '../../core/trust/user-access.ts';
import type { Needs } from '../ports.ts';
import { readUnderlying, type Underlying } from './underlying-requests.ts';

type Deps = Needs<'catalog' | 'log', { directory: 'read'; requests: 'getMany' }>;

/** The entries of a user as their requests leave them; an entry that is not in the map has nothing to do any more. */
export interface JudgedEntries {
  readonly entries: ReadonlyMap<UserEntry, UserEntry>;
  /** Requests that have to look at what became of their entry. */
  readonly changed: ReadonlySet<RequestId>;
  /** Entries that cannot be judged yet: stored as they are. */
  readonly undecided: ReadonlySet<UserEntry>;
}

/** The same entry where it ends by then. */
const endedAt = (entry: UserEntry, at: Date): UserEntry =>
  entry.startsAt !== undefined && entry.endsAt !== undefined && entry.endsAt <= at
    ? entry
    : { ...entry, startsAt: entry.startsAt ?? at, endsAt: at };

/** The same entry where no role changes. */
const withRoles = (entry: UserEntry, change: (role: UserRole) => UserRole): UserEntry => {
  const roles = entry.roles.map(change);
  return roles.every((role, index) => role === entry.roles[index]) ? entry : { ...entry, roles };
};

const refuseAll = (entry: UserEntry, why: string): UserEntry =>
  withRoles(entry, ({ arn }) => ({ arn, state: 'refused', why }));

const refuseNew = (entry: UserEntry, why: string): UserEntry =>
  withRoles(entry, (role) => (role.state === 'wanted' ? { arn: role.arn, state: 'refused', why } : role));

/** Nothing is written for it yet, and nothing stays before a start that cannot be judged; the room stays reserved. */
const withheld = (entry: UserEntry, isStarting = false): UserEntry =>
  withRoles(entry, (role) =>
    role.state === 'wanted' || (isStarting && role.state === 'confirmed') ? { arn: role.arn, state: 'reserved' } : role,
  );

/** Whether an entry is what its request decided: this user, and no earlier start or later end. */
const followsFrom = ({ startsAt, endsAt, sessionName }: UserEntry, { principal, status }: Request): boolean =>
  isHeld(status) &&
  principal?.kind === 'iam-user' &&
  principal.sessionName === sessionName &&
  startsAt !== undefined &&
  endsAt !== undefined &&
  startsAt >= status.startsAt &&
  endsAt <= status.endsAt;

/** A role that the request refused, or never asked for, is not written. */
const asDecided = (entry: UserEntry, { status }: Request): UserEntry =>
  withRoles(entry, (role) => {
    const progress = isHeld(status) ? status.progress.find(({ arn }) => arn === role.arn) : undefined;
    if (progress === undefined)
      return { arn: role.arn, state: 'refused', why: 'This role is not part of the request.' };
    return progress.kind === 'refused' && role.state !== 'refused'
      ? { arn: role.arn, state: 'refused', why: progress.why }
      : role;
  });

type Outcome = { readonly entry?: UserEntry; readonly isUndecided?: true };

const judgeEntry = (entry: UserEntry, behind: Underlying, clock: Date): Outcome => {
  const isNew = entry.roles.some(({ state }) => state === 'wanted');
  const isWritten = isNew || entry.roles.some(({ state }) => state === 'confirmed');
  const request = behind.requests.get(entry.requestId);
  if (request === undefined) {
    if (behind.unreadable.has(entry.requestId))
      return { entry: withheld(entry), ...(isNew ? { isUndecided: true } : {}) };
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
  const world = behind.worldOf(request, now);
  if (judge(request, 'open', world).kind === 'unmet') return { entry: endedAt(entry, now) };
  const decided = asDecided(entry, request);
  const isStarting = isHeld(status) && isStartUnchecked(status) && startCheckAt(status) <= now;
  const isToStart = isStarting || (entry.startsAt ?? now) > now;
  const opening = isNew || isToStart ? judge(request, 'opening', world) : undefined;
  if (opening === undefined || opening.kind === 'met') return { entry: decided };
  if (opening.kind === 'unknown')
    return { entry: withheld(decided, isStarting), ...(isNew || isStarting ? { isUndecided: true } : {}) };
  // Who requested and who approved no longer matters for what was opened and has started.
  return { entry: isToStart ? endedAt(decided, now) : refuseNew(decided, textOf(explainUnmet(opening.unmet))) };
};

const NOT_DECIDED = 'What was stored is not what was decided. Request it again.';
const DAMAGED = 'The record of this access was changed from outside. Request it again.';

/** Holds the entries of a user against the requests behind them, before IAM is touched: an entry alone grants nothing. */
export const createJudgeEntries =
  (deps: Deps) =>
  async (stored: readonly UserEntry[], isDamaged: boolean, now: Date): Promise<JudgedEntries> => {
    const open = stored.filter((entry) => !isOver(entry, now));
    const behind = await readUnderlying(
      deps,
      open.map(({ requestId }) => requestId),
    );
    const { lockdown } = await deps.directory.read();
    const isLockedDown = endsEverything(lockdown);
    const entries = new Map<UserEntry, UserEntry>();
    const changed = new Set<RequestId>();
    const undecided = new Set<UserEntry>();
    for (const entry of stored) {
      let outcome: Outcome = { entry };
      if (isDamaged) outcome = { entry: endedAt(refuseAll(entry, DAMAGED), now) };
      else if (open.includes(entry)) {
        outcome = isLockedDown ? { entry: endedAt(entry, now) } : judgeEntry(entry, behind, now);
      }
      if (outcome.entry !== undefined) entries.set(entry, outcome.entry);
      if (outcome.isUndecided === true) undecided.add(entry);
      else if (outcome.entry !== entry) changed.add(entry.requestId);
    }
    return { entries, changed, undecided };
  };
