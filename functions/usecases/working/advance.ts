import { settleRoles } from '../../core/request/carry-out.ts';
import { remindOfReview } from '../../core/request/emergency.ts';
import { close, fail } from '../../core/request/end.ts';
import { record } from '../../core/request/evolve.ts';
import type { RequestFact } from '../../core/request/facts.ts';
import { endsEverything, lockedDown } from '../../core/request/lockdown.ts';
import { judge, type Unmet } from '../../core/request/preconditions.ts';
import {
  type EndReason,
  type HeldStatus,
  isClosed,
  isHeld,
  isStartUnchecked,
  type Request,
  startCheckAt,
} from '../../core/request/request.ts';
import { whileWaiting } from '../../core/request/waiting.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainUnmet } from '../../core/text/explain-unmet.ts';
import type { Needs, Wake } from '../ports.ts';
import { readFreshWorld, readWorld } from './judging-world.ts';
import { createPrepare } from './prepare.ts';
import { readSideOutcomes } from './side-outcomes.ts';
import { managedUser } from './user-entry.ts';

type Deps = Parameters<typeof createPrepare>[0] & Needs<'onCall' | 'queue', { grants: 'get' }>;

const explained = (unmet: Unmet): string => textOf(explainUnmet(unmet));

const endReasonOf = ({ kind }: Unmet): EndReason =>
  kind === 'base_ended' || kind === 'tampered' ? kind : 'offboarded';

/** What makes a pending request fail at once: no decision could carry it out. */
const FINAL: readonly Unmet['kind'][] = ['base_ended', 'not_a_member', 'principal_changed'];

/** Wakes the workers of all roles of a request and of its user. */
const wakeSides = async ({ queue }: Deps, request: Request): Promise<void> => {
  const user = managedUser(request);
  const roles = request.requested.roles.map(({ arn }): Wake => ({ kind: 'role', arn }));
  for (const wake of user === undefined ? roles : [...roles, { kind: 'user', arn: user } as const])
    await queue.wake(wake);
};

/** Refuses the roles that are still to be opened. Roles that are open stay open. */
const refuseWaiting = (request: Request, { progress }: HeldStatus, why: string): readonly RequestFact[] =>
  settleRoles(
    request,
    progress.flatMap(({ arn, kind }) => (kind === 'waiting' ? [{ arn, kind: 'refused' as const, why }] : [])),
  );

/** Answers the facts that are due on a request: prepared, reminded, opened or closed. */
export const createAdvance = (deps: Deps) => {
  const prepare = createPrepare(deps);

  const judgeOpening = async (request: Request, now: Date) => {
    try {
      const judged = judge(request, 'opening', await readFreshWorld(deps, request, now));
      if (judged.kind !== 'unknown') return judged;
      throw new Error(`request ${request.id} cannot be judged: ${judged.unmet.unread.join(', ')} cannot be read`);
    } catch (fault) {
      // Both sides judge again: they keep closed what cannot be judged yet.
      await wakeSides(deps, request);
      throw fault;
    }
  };

  const whilePending = async (request: Request, now: Date): Promise<readonly RequestFact[]> => {
    const world = await readWorld(deps, request, now);
    const waiting = whileWaiting(request, world);
    if (waiting.length > 0) return waiting;
    if (!request.isPrepared) {
      const facts = await prepare(request, now);
      if (!facts.some(({ kind }) => kind === 'approved')) return facts;
      // A request that needs no approval is opened by this run, so it is judged by current data from Slack.
      const judged = await judgeOpening(record(request, facts, now), now);
      return judged.kind === 'met' ? facts : fail(explained(judged.unmet));
    }
    const judged = judge(request, 'deciding', world);
    return judged.kind === 'unmet' && FINAL.includes(judged.unmet.kind) ? fail(explained(judged.unmet)) : [];
  };

  const whileHeld = async (request: Request, status: HeldStatus, now: Date): Promise<readonly RequestFact[]> => {
    if (status.endsAt <= now) return [{ kind: 'ended', reason: 'expired' }];
    const world = await readWorld(deps, request, now);
    // Until a start in the future was checked, access was not used, so the preconditions of opening it still apply.
    const open = judge(request, status.kind === 'active' && isStartUnchecked(status) ? 'opening' : 'open', world);
    const lose = (unmet: Unmet): readonly RequestFact[] =>
      status.kind === 'active'
        ? close(request, { reason: endReasonOf(unmet), why: explainUnmet(unmet).why }, now)
        : fail(explained(unmet));
    if (open.kind === 'unmet') return lose(open.unmet);
    const { outcomes, isToOpen } = await readSideOutcomes(deps, request, status);
    const settled = settleRoles(request, outcomes);
    if (settled.length > 0) return settled;
    const isStarting = isStartUnchecked(status) && startCheckAt(status) <= now;
    if (isStarting || isToOpen) {
      const judged = await judgeOpening(request, now);
      if (judged.kind === 'unmet')
        return isStarting || status.kind === 'approved'
          ? lose(judged.unmet)
          : refuseWaiting(request, status, explained(judged.unmet));
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
      const why = explained({ kind: 'tampered', what: tampered });
      return status.kind === 'active' ? close(request, { reason: 'tampered', why }, now) : fail(why);
    }
    const { lockdown } = await deps.directory.read();
    if (endsEverything(lockdown)) return lockedDown(request, lockdown, now);
    return isHeld(status) ? whileHeld(request, status, now) : whilePending(request, now);
  };
};
