import { schedulesIn, whosOf } from '../../core/authority/on-call.ts';
import type { Who } from '../../core/catalog/catalog.ts';
import type { Grant } from '../../core/grant.ts';
import { type PartOutcome, settleParts } from '../../core/request/carry-out.ts';
import { remindOfReview } from '../../core/request/emergency.ts';
import { close, fail } from '../../core/request/end.ts';
import { record } from '../../core/request/evolve.ts';
import type { RequestFact } from '../../core/request/facts.ts';
import { endsEverything, lockedDown } from '../../core/request/lockdown.ts';
import { type JudgingWorld, judge, type Unmet } from '../../core/request/preconditions.ts';
import {
  type EndReason,
  type HeldStatus,
  isClosed,
  isHeld,
  isStartUnchecked,
  type Part,
  type Request,
  startCheckAt,
} from '../../core/request/request.ts';
import { whileWaiting } from '../../core/request/waiting.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainUnmet } from '../../core/text/explain-unmet.ts';
import type { UserEntry } from '../../core/trust/user-access.ts';
import type { Needs, Wake } from '../ports.ts';
import { readBase } from '../shared/read-base.ts';
import { readPeople } from '../shared/read-people.ts';
import { readSchedules } from '../shared/read-schedules.ts';
import { createPrepare } from './prepare.ts';
import { managedUser } from './user-entry.ts';

type Deps = Parameters<typeof createPrepare>[0] & Needs<'onCall' | 'queue', { grants: 'get' }>;

const groupsIn = (who: readonly Who[]) => who.flatMap((one) => (one.kind === 'group' ? [one.id] : []));

const said = (unmet: Unmet): string => textOf(explainUnmet(unmet));

const reasonOf = ({ kind }: Unmet): EndReason => (kind === 'base_ended' || kind === 'tampered' ? kind : 'offboarded');

/** What nothing can be done about while it is pending: nobody has to decide on it any more. */
const HOPELESS: readonly Unmet['kind'][] = ['base_ended', 'not_a_member', 'principal_changed'];

const GONE = 'The record of this grant was changed from outside, or is gone. Request it again.';

/** What the two sides of the trust say of one role. */
const outcomeOf = (
  part: Part,
  row: Grant | 'damaged' | undefined,
  entry: UserEntry | undefined,
  status: HeldStatus,
): PartOutcome[] => {
  const { arn } = part;
  if (row === 'damaged') return [{ arn, kind: 'refused', why: GONE }];
  if (row === undefined) return part.kind === 'confirmed' ? [{ arn, kind: 'refused', why: GONE }] : [];
  if (row.state === 'refused') return [{ arn, kind: 'refused', why: row.why ?? GONE }];
  if (row.endsAt < status.endsAt) return [{ arn, kind: 'refused', why: GONE }];
  const own = entry?.roles.find((role) => role.arn === arn);
  if (own?.state === 'refused') return [{ arn, kind: 'refused', why: own.why ?? GONE }];
  // What was ended on one side is not opened again.
  if (entry?.endsAt !== undefined && entry.endsAt < status.endsAt) return [{ arn, kind: 'refused', why: GONE }];
  return row.state === 'confirmed' && (own === undefined || own.state === 'confirmed')
    ? [{ arn, kind: 'confirmed' }]
    : [];
};

/** The roles and the user that a request is about. */
const sidesOf = (request: Request): readonly Wake[] => {
  const user = managedUser(request);
  const roles = request.requested.roles.map(({ arn }): Wake => ({ kind: 'role', arn }));
  return user === undefined ? roles : [...roles, { kind: 'user', arn: user }];
};

/** What the two sides of the trust say of all roles, and whether one of them is still to be opened. */
const outcomesOf = async ({ users, grants }: Deps, request: Request, status: HeldStatus) => {
  const user = managedUser(request);
  const access = user === undefined ? undefined : await users.read(user);
  const entry = access?.access.entries.find(({ requestId }) => requestId === request.id);
  const rows = await Promise.all(status.parts.map(({ arn }) => grants.get(arn, request.id)));
  const outcomes = status.parts.flatMap((part, index) => {
    const found = outcomeOf(part, rows[index], entry, status);
    // Of a user that we manage, the other side has to say so too; a request of release 0.1.0 has no entry yet.
    const isOneSided = user !== undefined && entry === undefined && part.kind !== 'confirmed';
    return isOneSided ? found.filter(({ kind }) => kind !== 'confirmed') : found;
  });
  // While IAM does not take a row, the request is checked again: what Slack said may be minutes old by then.
  const isUnopened = (row: (typeof rows)[number]): boolean =>
    row === undefined || (row !== 'damaged' && row.state === 'wanted');
  const isToOpen = status.parts.some((part, index) => part.kind === 'waiting' && isUnopened(rows[index]));
  return { outcomes, isToOpen };
};

const worldOf = async ({ catalog, requests, directory }: Deps, request: Request, now: Date): Promise<JudgingWorld> => {
  const base = await readBase(requests, request);
  return { catalog, directory: await directory.read(), now, base };
};

/** The world with everybody the decision rests on just read from Slack: the check before IAM is touched. */
const freshWorldOf = async (deps: Deps, request: Request, now: Date): Promise<JudgingWorld> => {
  const { by: holder, via = holder } = request.requested;
  const people = [holder, via, ...request.reviews.map(({ by }) => by)];
  const who = request.requested.roles.flatMap(({ name, rule }) => whosOf(deps.catalog.roles[name] ?? rule));
  const read = await readPeople(deps, people, groupsIn(who));
  const schedules = schedulesIn(who);
  const directory = schedules.length === 0 ? read : await readSchedules(deps, read, schedules);
  return { ...(await worldOf(deps, request, now)), directory };
};

/** The facts that are due on a request now: prepared, reminded, opened, closed, in this order. */
export const createAdvance = (deps: Deps) => {
  const prepare = createPrepare(deps);

  const judgeOpening = async (request: Request, now: Date) => {
    try {
      const judged = judge(request, 'opening', await freshWorldOf(deps, request, now));
      if (judged.kind !== 'unknown') return judged;
      throw new Error(`request ${request.id} cannot be judged: ${judged.unmet.unread.join(', ')} cannot be read`);
    } catch (fault) {
      // Both sides look again: they keep what is not opened yet closed until it can be judged.
      for (const wake of sidesOf(request)) await deps.queue.wake(wake);
      throw fault;
    }
  };

  const whilePending = async (request: Request, now: Date): Promise<readonly RequestFact[]> => {
    const world = await worldOf(deps, request, now);
    const waiting = whileWaiting(request, world);
    if (waiting.length > 0) return waiting;
    if (!request.isPrepared) {
      const facts = await prepare(request, now);
      if (!facts.some(({ kind }) => kind === 'approved')) return facts;
      // What needs no approval is opened by this run: judged with what Slack says now, as after an approval.
      const judged = await judgeOpening(record(request, facts, now), now);
      return judged.kind === 'met' ? facts : fail(said(judged.unmet));
    }
    const judged = judge(request, 'deciding', world);
    return judged.kind === 'unmet' && HOPELESS.includes(judged.unmet.kind) ? fail(said(judged.unmet)) : [];
  };

  const whileHeld = async (request: Request, status: HeldStatus, now: Date): Promise<readonly RequestFact[]> => {
    if (status.endsAt <= now) return [{ kind: 'ended', reason: 'expired' }];
    const world = await worldOf(deps, request, now);
    // Until a start in the future was checked nothing was used, so what the decision rests on counts still.
    const open = judge(request, status.kind === 'active' && isStartUnchecked(status) ? 'opening' : 'open', world);
    const lose = (unmet: Unmet): readonly RequestFact[] =>
      status.kind === 'active'
        ? close(request, { reason: reasonOf(unmet), why: explainUnmet(unmet).why }, now)
        : fail(said(unmet));
    if (open.kind === 'unmet') return lose(open.unmet);
    const { outcomes, isToOpen } = await outcomesOf(deps, request, status);
    const settled = settleParts(request, outcomes);
    if (settled.length > 0) return settled;
    const isStarting = isStartUnchecked(status) && startCheckAt(status) <= now;
    if (isStarting || isToOpen) {
      const judged = await judgeOpening(request, now);
      if (judged.kind === 'unmet')
        return isStarting || status.kind === 'approved'
          ? lose(judged.unmet)
          : refuseWaiting(request, status, said(judged.unmet));
      if (isStarting) return [{ kind: 'start_checked', evidence: judged.evidence }];
    }
    const review = remindOfReview(request, now);
    if (review.length > 0) return review;
    return status.remindAt !== undefined && status.remindAt <= now
      ? [{ kind: 'ends_soon', endsAt: status.endsAt }]
      : [];
  };

  return async (request: Request, now: Date): Promise<readonly RequestFact[]> => {
    const { status, tampered } = request;
    if (isClosed(status)) return remindOfReview(request, now);
    if (tampered !== undefined) {
      const why = said({ kind: 'tampered', what: tampered });
      return status.kind === 'active' ? close(request, { reason: 'tampered', why }, now) : fail(why);
    }
    const { lockdown } = await deps.directory.read();
    if (endsEverything(lockdown)) return lockedDown(request, lockdown, now);
    return isHeld(status) ? whileHeld(request, status, now) : whilePending(request, now);
  };
};

/** Other parts that are open stay so. */
const refuseWaiting = (request: Request, { parts }: HeldStatus, why: string): readonly RequestFact[] =>
  settleParts(
    request,
    parts.flatMap(({ arn, kind }) => (kind === 'waiting' ? [{ arn, kind: 'refused' as const, why }] : [])),
  );
