import { endsEverything } from '../../core/request/lockdown.ts';
import { judge } from '../../core/request/preconditions.ts';
import { endOf, isHeld, isStartUnchecked, type Request, startCheckAt, timeOf } from '../../core/request/request.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainUnmet } from '../../core/text/explain-unmet.ts';
import { earlier } from '../../core/time.ts';
import { type Grant, isOpen, personKey } from '../../core/trust/grant.ts';
import type { Needs } from '../ports.ts';
import { readUnderlying, type Underlying } from './underlying-requests.ts';
import { MAX_WHY_CHARACTERS } from './user-entry.ts';

type Deps = Needs<'catalog' | 'queue' | 'log', { directory: 'read'; requests: 'getMany'; grants: 'endBy' | 'settle' }>;

export interface Judged {
  readonly judged: readonly Grant[];
  /** New rows that cannot be judged yet, because user groups or the request cannot be read. */
  readonly undecided: readonly Grant[];
}

/** The decision on a row by its request. */
export type RowDecision =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'undecided' }
  | { readonly kind: 'ended'; readonly at: Date }
  | { readonly kind: 'refused'; readonly why: string };

const NOT_DECIDED = 'What was stored is not what was decided. Request it again.';

/** Whether a row follows from its request: same role and user, no earlier start and no later end. */
const followsFrom = (grant: Grant, { requested, principal, status }: Request): boolean =>
  isHeld(status) &&
  principal !== undefined &&
  requested.roles.some(({ arn }) => arn === grant.roleArn) &&
  status.progress.every((role) => role.arn !== grant.roleArn || role.kind !== 'refused') &&
  personKey(principal) === personKey(grant.principal) &&
  grant.startsAt >= status.startsAt &&
  grant.endsAt <= status.endsAt;

/**
 * Judges one row by its request. Before access opens, all preconditions apply; after that, those of open access. A request
 * that cannot be read opens nothing, and keeps its access until its end or a lockdown.
 */
export const judgeRow = (grant: Grant, behind: Underlying, clock: Date): RowDecision => {
  const request = behind.requests.get(grant.requestId);
  const isUnreadable = behind.unreadable.has(grant.requestId);
  if (request === undefined) {
    if (!isUnreadable) return { kind: 'ended', at: clock };
    return { kind: grant.state === 'wanted' ? 'undecided' : 'unchanged' };
  }
  const now = timeOf(request, clock);
  const { status } = request;
  if (!isHeld(status)) return { kind: 'ended', at: endOf(status) ?? now };
  if (!followsFrom(grant, request)) return { kind: 'refused', why: NOT_DECIDED };
  const isNew = grant.state === 'wanted';
  const isStarting = isStartUnchecked(status) && startCheckAt(status) <= now;
  const phase = isNew || isStarting || grant.startsAt > now ? 'opening' : 'open';
  const judged = judge(request, phase, behind.worldOf(request, now));
  if (judged.kind === 'unknown') return { kind: isNew || isStarting ? 'undecided' : 'unchanged' };
  if (judged.kind === 'unmet')
    return isNew ? { kind: 'refused', why: textOf(explainUnmet(judged.unmet)) } : { kind: 'ended', at: now };
  return { kind: 'unchanged' };
};

/** Checks the rows of a role against their requests before IAM is touched. Undecided rows are kept apart. */
export const createJudgeGrants = (deps: Deps) => {
  const { grants, queue, log } = deps;

  const refuse = async (grant: Grant, reason: string, now: Date): Promise<Grant> => {
    const why = reason.slice(0, MAX_WHY_CHARACTERS);
    await grants.settle(grant, { state: 'refused', why, at: now });
    await queue.wake({ kind: 'request', id: grant.requestId });
    return { ...grant, state: 'refused', why, endsAt: earlier(now, grant.endsAt) };
  };

  const end = async (grant: Grant, at: Date): Promise<Grant> => {
    // Without a change no worker is woken: an end by a clock ahead of ours is still to come.
    if (grant.endsAt <= at) return grant;
    const endsAt = at;
    await grants.endBy(grant.roleArn, grant.requestId, endsAt);
    await queue.wake({ kind: 'request', id: grant.requestId });
    return { ...grant, endsAt };
  };

  const applied = async (grant: Grant, decision: RowDecision, now: Date): Promise<Grant | undefined> => {
    const { roleArn, requestId } = grant;
    switch (decision.kind) {
      case 'unchanged':
        return grant;
      case 'undecided':
        return undefined;
      case 'refused':
        log.error('a grant does not follow from its request, and is refused', { role: roleArn, request: requestId });
        // Open access cannot be refused, so it ends.
        return grant.state === 'wanted' ? refuse(grant, decision.why, now) : end(grant, now);
      case 'ended':
        return end(grant, decision.at);
      default:
        return decision satisfies never;
    }
  };

  const judgeAll = async (stored: readonly Grant[], now: Date): Promise<Judged> => {
    const open = stored.filter((grant) => isOpen(grant, now));
    if (open.length === 0) return { judged: stored, undecided: [] };
    const behind = await readUnderlying(
      deps,
      open.map(({ requestId }) => requestId),
    );
    const { lockdown } = await deps.directory.read();
    const isLockedDown = endsEverything(lockdown);
    const judged: Grant[] = [];
    const undecided: Grant[] = [];
    for (const grant of stored) {
      const isToJudge = open.includes(grant);
      const decision: RowDecision = isLockedDown ? { kind: 'ended', at: now } : judgeRow(grant, behind, now);
      const outcome = isToJudge ? await applied(grant, decision, now) : grant;
      if (outcome === undefined) undecided.push(grant);
      else judged.push(outcome);
    }
    return { judged, undecided };
  };

  return { judgeAll, refuse };
};
