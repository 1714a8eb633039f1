import { judge } from '../../core/request/judge.ts';
import { endOf, isHeld, isStartUnchecked, type Request, startCheckAt, timeOf } from '../../core/request/request.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainWithTicket } from '../../core/text/explain-ticket.ts';
import { earlier } from '../../core/time.ts';
import { type Grant, isOpen, userKey } from '../../core/trust/grant.ts';
import type { Needs } from '../ports.ts';
import { NOT_DECIDED, readUnderlying, type Underlying } from './judging-world.ts';
import { MAX_WHY_CHARACTERS } from './user-entry.ts';

type Deps = Needs<'catalog' | 'queue' | 'log', { directory: 'read'; requests: 'getMany'; grants: 'endBy' | 'settle' }>;

type GrantDecision =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'undecided' }
  | { readonly kind: 'ended'; readonly at: Date }
  | { readonly kind: 'refused'; readonly why: string };

/** Whether a grant follows from its request: same role and user, no earlier start and no later end. */
const followsFrom = (grant: Grant, { requested, principal, status }: Request): boolean =>
  isHeld(status) &&
  principal !== undefined &&
  requested.roles.some(({ arn }) => arn === grant.roleArn) &&
  status.progress.every((role) => role.arn !== grant.roleArn || role.kind !== 'refused') &&
  userKey(principal) === userKey(grant.principal) &&
  grant.startsAt >= status.startsAt &&
  grant.endsAt <= status.endsAt;

/**
 * Judges one grant by its request. Before access opens, all preconditions apply; after that, those of open access. A request
 * that cannot be read opens nothing, and keeps its access until its end or a lockdown.
 */
const judgeGrant = (grant: Grant, underlying: Underlying, clock: Date): GrantDecision => {
  const request = underlying.requests.get(grant.requestId);
  const isNew = grant.state === 'wanted';
  if (request === undefined) {
    if (!underlying.unreadable.has(grant.requestId)) return { kind: 'ended', at: clock };
    return { kind: isNew ? 'undecided' : 'unchanged' };
  }
  const now = timeOf(request, clock);
  const { status } = request;
  if (!isHeld(status)) return { kind: 'ended', at: endOf(status) ?? now };
  if (!followsFrom(grant, request)) return { kind: 'refused', why: NOT_DECIDED };
  const isStarting = isStartUnchecked(status) && startCheckAt(status) <= now;
  const phase = isNew || isStarting || grant.startsAt > now ? 'opening' : 'open';
  const judged = judge(request, phase, underlying.worldOf(request, now));
  if (judged.kind === 'unknown') return { kind: isNew || isStarting ? 'undecided' : 'unchanged' };
  if (judged.kind === 'met') return { kind: 'unchanged' };
  return isNew ? { kind: 'refused', why: textOf(explainWithTicket(judged.unmet)) } : { kind: 'ended', at: now };
};

/** Stores that a new grant is refused, and wakes its request. */
export const refuseGrant = async ({ grants, queue }: Deps, grant: Grant, reason: string, now: Date): Promise<Grant> => {
  const why = reason.slice(0, MAX_WHY_CHARACTERS);
  await grants.settle(grant, { state: 'refused', why, at: now });
  await queue.wake({ kind: 'request', id: grant.requestId });
  return { ...grant, state: 'refused', why, endsAt: earlier(now, grant.endsAt) };
};

const endGrant = async ({ grants, queue }: Deps, grant: Grant, endsAt: Date): Promise<Grant> => {
  // Without a change no worker is woken: an end by a clock ahead of ours is still to come.
  if (grant.endsAt <= endsAt) return grant;
  await grants.endBy(grant.roleArn, grant.requestId, endsAt);
  await queue.wake({ kind: 'request', id: grant.requestId });
  return { ...grant, endsAt };
};

/** Carries out a decision on a grant. Undefined if it is undecided. */
const applied = async (deps: Deps, grant: Grant, decision: GrantDecision, now: Date): Promise<Grant | undefined> => {
  const { roleArn: role, requestId: request } = grant;
  switch (decision.kind) {
    case 'unchanged':
      return grant;
    case 'undecided':
      return undefined;
    case 'refused':
      deps.log.error('a grant does not follow from its request, and is refused', { role, request });
      // Open access cannot be refused, so it ends.
      return grant.state === 'wanted' ? refuseGrant(deps, grant, decision.why, now) : endGrant(deps, grant, now);
    case 'ended':
      return endGrant(deps, grant, decision.at);
    default:
      return decision satisfies never;
  }
};

/** Judges the grants of a role by their requests, before IAM is changed. New grants that cannot be judged yet are undecided. */
export const judgeGrants = async (
  deps: Deps,
  stored: readonly Grant[],
  now: Date,
): Promise<{ readonly judged: readonly Grant[]; readonly undecided: readonly Grant[] }> => {
  const open = stored.filter((grant) => isOpen(grant, now));
  if (open.length === 0) return { judged: stored, undecided: [] };
  const underlying = await readUnderlying(deps, open);
  const judged: Grant[] = [];
  const undecided: Grant[] = [];
  for (const grant of stored) {
    const decide = (): GrantDecision =>
      underlying.isLockedDown ? { kind: 'ended', at: now } : judgeGrant(grant, underlying, now);
    const outcome = open.includes(grant) ? await applied(deps, grant, decide(), now) : grant;
    if (outcome === undefined) undecided.push(grant);
    else judged.push(outcome);
  }
  return { judged, undecided };
};
