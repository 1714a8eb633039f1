import { IamFault } from '../../core/fault.ts';
import { parseAccountId } from '../../core/names.ts';
import { settleRoles } from '../../core/request/carry-out.ts';
import { remindOfReview } from '../../core/request/emergency.ts';
import { close, fail } from '../../core/request/end.ts';
import { record } from '../../core/request/evolve.ts';
import type { RequestFact } from '../../core/request/facts.ts';
import { judge } from '../../core/request/judge.ts';
import { judgeTicketsBy } from '../../core/request/judge-tickets.ts';
import { endsEverything, lockedDown } from '../../core/request/lockdown.ts';
import type { Unmet } from '../../core/request/preconditions.ts';
import {
  type EndReason,
  type HeldStatus,
  isClosed,
  isHeld,
  isStartUnchecked,
  type Request,
  startCheckAt,
} from '../../core/request/request.ts';
import { unrecordedReadings } from '../../core/request/ticket-evidence.ts';
import { whileWaiting } from '../../core/request/waiting.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainWithTicket } from '../../core/text/explain-ticket.ts';
import { addSeconds } from '../../core/time.ts';
import type { Needs } from '../ports.ts';
import { readFreshWorld, readWorld } from './judging-world.ts';
import { prepare } from './prepare.ts';
import { readEndingTickets, reportUnread } from './read-tickets.ts';
import { readSideOutcomes } from './side-outcomes.ts';
import { managedUser } from './user-entry.ts';

type Deps = Parameters<typeof prepare>[0] & Needs<'onCall' | 'queue'>;

const explained = (unmet: Unmet): string => textOf(explainWithTicket(unmet));

const endReasonOf = ({ kind }: Unmet): EndReason => {
  if (kind === 'base_ended' || kind === 'tampered') return kind;
  return kind === 'ticket' ? 'evidence_closed' : 'offboarded';
};

/** A pending request that lacks one of these fails at once, because no approval could open it. */
const FINAL: readonly Unmet['kind'][] = ['base_ended', 'not_a_member', 'principal_changed', 'mfa_impossible'];

/** Judges a request by current data before it opens. If it cannot be judged, both sides judge again: they open nothing. */
const judgeOpening = async (deps: Deps, request: Request, now: Date) => {
  try {
    const judged = judge(request, 'opening', await readFreshWorld(deps, request, now));
    if (judged.kind !== 'unknown') return judged;
    throw new Error(`request ${request.id} cannot be judged: ${judged.unmet.unread.join(', ')} cannot be read`);
  } catch (fault) {
    const user = managedUser(request);
    for (const { arn } of request.requested.roles) await deps.queue.wake({ kind: 'role', arn });
    if (user !== undefined) await deps.queue.wake({ kind: 'user', arn: user });
    throw fault;
  }
};

/** A fault that lasts longer is announced. The queue repeats what fails shortly by itself. */
const DELAY_SECONDS = 60;

/** If IAM cannot be read for a while, the holder and operators are notified once. Later runs throw the fault and are repeated. */
const prepareUnlessDelayed = async (deps: Deps, request: Request, now: Date): Promise<readonly RequestFact[]> => {
  try {
    return await prepare(deps, request, now);
  } catch (fault) {
    const isKnown = request.status.kind === 'pending' && request.status.delayedBy !== undefined;
    const isLong = addSeconds(request.requested.at, DELAY_SECONDS) <= now;
    if (!(fault instanceof IamFault) || isKnown || !isLong) throw fault;
    deps.log.warn('a request waits for an account', { request: request.id, cause: fault });
    const account = parseAccountId(fault.resource.split(':')[4] ?? '');
    return [{ kind: 'preparation_delayed', account, why: `${fault.message} ${fault.fix}` }];
  }
};

const whilePending = async (deps: Deps, request: Request, now: Date): Promise<readonly RequestFact[]> => {
  const world = await readWorld(deps, request, now);
  const waiting = whileWaiting(request, world);
  if (waiting.length > 0) return waiting;
  if (!request.isPrepared) {
    const facts = await prepareUnlessDelayed(deps, request, now);
    if (!facts.some(({ kind }) => kind === 'approved')) return facts;
    // A request that needs no approval is opened by this run, so it is judged by current data from Slack.
    const judged = await judgeOpening(deps, record(request, facts, now), now);
    if (judged.kind === 'unmet') return fail(explained(judged.unmet));
    return facts.map((fact) => (fact.kind === 'approved' ? { ...fact, evidence: judged.evidence } : fact));
  }
  const judged = judge(request, 'deciding', world);
  return judged.kind === 'unmet' && FINAL.includes(judged.unmet.kind) ? fail(explained(judged.unmet)) : [];
};

const whileHeld = async (
  deps: Deps,
  request: Request,
  status: HeldStatus,
  now: Date,
): Promise<readonly RequestFact[]> => {
  if (status.endsAt <= now) return [{ kind: 'ended', reason: 'expired' }];
  const world = {
    ...(await readWorld(deps, request, now)),
    tickets: judgeTicketsBy(await readEndingTickets(deps, request)),
  };
  const isUnchecked = isStartUnchecked(status);
  // Until a start in the future was checked, access was not used, so the preconditions of opening it still apply.
  const open = judge(request, status.kind === 'active' && isUnchecked ? 'opening' : 'open', world);
  const lose = (unmet: Unmet): readonly RequestFact[] =>
    status.kind === 'active'
      ? close(request, { reason: endReasonOf(unmet), why: explainWithTicket(unmet).why }, now)
      : fail(explained(unmet));
  if (open.kind === 'unmet') return lose(open.unmet);
  const { outcomes, isToOpen } = await readSideOutcomes(deps, request, status);
  const settled = settleRoles(request, outcomes);
  if (settled.length > 0) return settled;
  const isStarting = isUnchecked && startCheckAt(status) <= now;
  if (isStarting || isToOpen) {
    const judged = await judgeOpening(deps, request, now);
    if (judged.kind === 'met') {
      if (isStarting) return [{ kind: 'start_checked', evidence: judged.evidence }];
      const evidence = unrecordedReadings(request, judged.evidence, now);
      if (evidence.length > 0) return [{ kind: 'tickets_checked', evidence }];
    } else {
      if (isStarting || status.kind === 'approved') return lose(judged.unmet);
      // Roles that are open stay open.
      const why = explained(judged.unmet);
      const waiting = status.progress.filter(({ kind }) => kind === 'waiting');
      return settleRoles(
        request,
        waiting.map(({ arn }) => ({ arn, kind: 'refused', why })),
      );
    }
  }
  const review = remindOfReview(request, now);
  if (review.length > 0) return review;
  const isEndingSoon = status.remindAt !== undefined && status.remindAt <= now;
  return isEndingSoon ? [{ kind: 'ends_soon', endsAt: status.endsAt }] : [];
};

/** Returns the facts that are due on a request: prepared, reminded, opened or closed. */
export const advance = async (deps: Deps, request: Request, now: Date): Promise<readonly RequestFact[]> => {
  const { status, tampered } = request;
  if (isClosed(status)) return remindOfReview(request, now);
  if (tampered !== undefined) {
    const why = explained({ kind: 'tampered', what: tampered });
    return status.kind === 'active' ? close(request, { reason: 'tampered', why }, now) : fail(why);
  }
  const { lockdown } = await deps.directory.read();
  if (endsEverything(lockdown)) return lockedDown(request, lockdown, now);
  try {
    return await (isHeld(status) ? whileHeld(deps, request, status, now) : whilePending(deps, request, now));
  } catch (fault) {
    return reportUnread(request, fault, now);
  }
};
