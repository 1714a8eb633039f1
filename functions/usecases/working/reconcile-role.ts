import type { Catalog } from '../../core/catalog/catalog.ts';
import { IamFault } from '../../core/fault.ts';
import type { Grant, RoleState } from '../../core/grant.ts';
import { isOpen } from '../../core/grant.ts';
import type { RoleArn, UserArn } from '../../core/names.ts';
import { explainGrantRefusal } from '../../core/text/explain.ts';
import { addMinutes, addSeconds, earliest } from '../../core/time.ts';
import { policyChars } from '../../core/trust/documents.ts';
import type { Drift } from '../../core/trust/drift.ts';
import { driftOf, explainDrift } from '../../core/trust/drift.ts';
import { withLongestSession } from '../../core/trust/kept.ts';
import type { ObservedRole } from '../../core/trust/observed.ts';
import { foreignTrust } from '../../core/trust/packing.ts';
import type { RolePlan } from '../../core/trust/plan.ts';
import { planRole } from '../../core/trust/plan.ts';
import type { Clock, DirectoryStore, GrantStore, Iam, Log, RequestStore, Slack, WakeQueue } from '../ports.ts';
import { createClearGoneRole, managedUser } from './clear-gone-role.ts';
import { createJudge } from './judge-grants.ts';
import type { Look } from './look-at-role.ts';
import { lookAtRole } from './look-at-role.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly requests: Pick<RequestStore, 'getMany'>;
  readonly grants: GrantStore;
  readonly iam: Iam;
  readonly slack: Pick<Slack, 'tellOperators'>;
  readonly queue: WakeQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/** Minutes between two looks at a role that somebody holds, and at one nobody holds. */
const OPEN_LOOK_MINUTES = 5;
const IDLE_LOOK_MINUTES = 360;
/** Minutes between two looks at the person's side of every open grant. */
const DEEP_LOOK_MINUTES = 30;
/** Minutes after its end from which a grant that was not tidied up is told to operators. IAM has ended it by itself. */
const OVERDUE_MINUTES = 15;
/** Seconds until a grant that could not be confirmed is looked at again. */
const RETRY_SECONDS = 30;
/** How often IAM is read back after a write, and the first pause in milliseconds; each pause is twice the one before. */
const READ_BACKS = 5;
const FIRST_PAUSE_MS = 200;

/** IAM was written and does not show it yet; the next run looks again. */
export class NotYetVisible extends Error {
  override readonly name = 'NotYetVisible';
}

/**
 * Makes IAM match the grants of one role, whatever woke us. Safe to run twice, late, or for no reason; runs for one role
 * never overlap, since the queue keeps each role in its own group.
 */
export const createReconcileRole = (deps: Deps) => {
  const { catalog, grants, iam, queue, clock, log } = deps;

  const { judgeAll, refuse } = createJudge(deps);
  const clearGoneRole = createClearGoneRole(deps);

  /** Writes, then reads what was written until IAM says what was planned; answers what stands then. Throws NotYetVisible. */
  const apply = async (
    plan: RolePlan,
    observed: ObservedRole,
    replan: (seen: ObservedRole) => RolePlan,
  ): Promise<ObservedRole> => {
    if (plan.steps.length === 0) return observed;
    for (const step of plan.steps) {
      log.info(`iam ${step.kind}`, { role: step.roleArn, ...('userArn' in step ? { user: step.userArn } : {}) });
      await iam.apply(step);
    }
    let pauseMs = FIRST_PAUSE_MS;
    for (let reads = 0; ; reads += 1) {
      const seen = await iam.readBack(observed, plan.steps);
      if (replan(seen).steps.length === 0) return seen;
      if (reads >= READ_BACKS) throw new NotYetVisible(`${seen.roleArn} does not show what was written to it`);
      await clock.pause(pauseMs);
      pauseMs *= 2;
    }
  };

  const settleAll = async (planned: readonly Grant[], plan: RolePlan, seen: ObservedRole, now: Date): Promise<void> => {
    const refused = new Set(plan.refused.map(({ grant }) => grant));
    for (const grant of planned) {
      const isLooked = managedUser(grant).every((arn) => seen.identities[arn] !== undefined);
      if (!isOpen(grant, now)) {
        const isNews = grant.closedAt === undefined;
        if (isNews && (plan.blocked !== undefined || !(isLooked || grant.identityCleared))) continue;
        if (plan.finished.includes(grant)) await grants.remove(grant);
        else if (isNews) {
          await grants.markIdentityCleared(grant, now);
          // Nobody could come in yet, so the next run leaves nothing of it.
          if (grant.startsAt > now) await queue.wake({ kind: 'role', arn: grant.roleArn });
        }
        // Its end stands in IAM now, and can be told.
        if (isNews) await queue.wake({ kind: 'request', id: grant.requestId });
      } else if (grant.state === 'wanted' && isLooked && !refused.has(grant) && plan.blocked === undefined) {
        await grants.settle(grant, { state: 'confirmed' });
        await queue.wake({ kind: 'request', id: grant.requestId });
      }
    }
  };

  const report = async (role: RoleArn, drifts: readonly Drift[], blocked: RolePlan['blocked']): Promise<void> => {
    if (drifts.length === 0) return;
    log.warn('drift', { role, drifts, ...(blocked === undefined ? {} : { blocked }) });
    const { operatorsChannel } = catalog.settings;
    if (operatorsChannel === undefined) return;
    const lines = drifts.map((drift) => {
      const { found, mended } = explainDrift(drift);
      if (blocked === undefined || drift.document !== 'trust policy') return `${found}; ${mended}.`;
      const { why, next } = explainGrantRefusal(blocked);
      return `${found}, and it cannot be mended: ${why} ${next}`;
    });
    await deps.slack.tellOperators(operatorsChannel, `Somebody else changed ${role}.\n${lines.join('\n')}`);
  };

  /** IAM will not take it, now or later: the new grants are refused with the reason, and what has to end is tried again. */
  const refuseAll = async (wanted: readonly Grant[], fault: IamFault, now: Date): Promise<void> => {
    for (const grant of wanted) await refuse(grant, `${fault.message} ${fault.fix}`, now);
    const role = wanted[0]?.roleArn;
    if (role !== undefined) await queue.wake({ kind: 'role', arn: role });
  };

  const isKnown = (role: RoleArn): boolean => Object.values(catalog.roles).some(({ arn }) => arn === role);

  return async (role: RoleArn): Promise<void> => {
    const { state, grants: stored } = await grants.ofRole(role);
    const now = clock.now();
    const { judged: planned, undecided } = await judgeAll(stored, now);
    const late = stored.filter(
      ({ state: settled, identityCleared, endsAt }) =>
        settled === 'confirmed' && !identityCleared && addMinutes(endsAt, OVERDUE_MINUTES) <= now,
    );
    // An alarm counts this line (functions/contract.ts, LOGGED.overdue).
    if (late.length > 0)
      log.error('a grant is past its end', { role, requests: late.map(({ requestId }) => requestId) });
    const isNew = (grant: Grant) => grant.state === 'wanted' && isOpen(grant, now);
    const isEnding = planned.some((grant) => !isOpen(grant, now) && !grant.identityCleared);
    // An end is not the moment to look around: the next run does.
    const isDeep = state === undefined || (!isEnding && addMinutes(state.deepSeenAt, DEEP_LOOK_MINUTES) <= now);
    const room = isDeep || planned.some(isNew) ? undefined : state;
    const users = [
      ...new Set(
        [...planned, ...undecided]
          .filter((grant) => (isOpen(grant, now) ? isDeep || grant.state === 'wanted' : !grant.identityCleared))
          .flatMap(managedUser),
      ),
    ];
    const observe = async (some: readonly UserArn[]): Promise<ObservedRole> =>
      withLongestSession(await iam.observe(role, some, room), stored, state?.maxSessionSeconds);
    let outOfReach: Look['outOfReach'] = new Map();
    try {
      const seen = await lookAtRole(observe, users);
      const { observed } = seen;
      outOfReach = seen.outOfReach;
      const faultOf = (grant: Grant) => managedUser(grant).flatMap((user) => outOfReach.get(user) ?? [])[0];
      const waiting = planned.filter((one) => isNew(one) && faultOf(one) !== undefined);
      const doable = planned.filter((grant) => !waiting.includes(grant));
      // Always at the time of this run: a second that passes in between is the next run's.
      const planFor = (seen: ObservedRole) => planRole(doable, seen, now, [...undecided, ...waiting]);
      const plan = planFor(observed);
      for (const { grant, refusal } of plan.refused) {
        const { why, next } = explainGrantRefusal(refusal);
        await refuse(grant, `${why} ${next}`, now);
      }
      const standing = await apply(plan, observed, planFor);
      await settleAll(doable, plan, standing, now);
      await grants.saveRoleState(
        stateOf(role, observed, plan, {
          state,
          isDeep: isDeep && outOfReach.size === 0,
          planned: [...planned, ...undecided],
          now,
          isHalfDone: outOfReach.size > 0 || undecided.length > 0,
        }),
      );
      await report(role, driftOf(observed, [...planned, ...undecided], now), plan.blocked);
      for (const grant of waiting) {
        const fault = faultOf(grant);
        if (fault?.retryable === false) await refuseAll([grant], fault, now);
      }
    } catch (fault) {
      if (!(fault instanceof IamFault) || fault.retryable) throw fault;
      const wanted = planned.filter(isNew);
      if (fault.kind === 'no_such_role') await clearGoneRole(planned, state, now);
      else if (wanted.length === 0 && (stored.length > 0 || isKnown(role))) throw fault;
      log.error('IAM refuses', { role, fault: fault.kind, cause: fault });
      // What one person's side does not take is no reason to refuse the others.
      const theirs = wanted.filter((grant) => managedUser(grant).some((arn) => arn === fault.resource));
      await refuseAll(theirs.length > 0 ? theirs : wanted, fault, now);
    }
    const [unread] = outOfReach.values();
    if (unread !== undefined) throw unread;
    if (undecided.length > 0) throw new Error(`a grant on ${role} rests on user groups that are not known`);
  };

  function stateOf(
    role: RoleArn,
    observed: ObservedRole,
    plan: RolePlan,
    seen: { state: RoleState | undefined; isDeep: boolean; planned: readonly Grant[]; now: Date; isHalfDone: boolean },
  ): RoleState {
    const { now } = seen;
    const isHeld = seen.planned.some((grant) => isOpen(grant, now));
    const hasRows = seen.planned.length > plan.finished.length;
    const nextLook = addMinutes(now, isHeld ? OPEN_LOOK_MINUTES : IDLE_LOOK_MINUTES);
    const isUnsettled = seen.isHalfDone || plan.refused.length > 0 || plan.blocked !== undefined;
    const dueAt = earliest([nextLook, plan.nextChangeAt, isUnsettled ? addSeconds(now, RETRY_SECONDS) : undefined]);
    return {
      roleArn: role,
      seenAt: now,
      deepSeenAt: seen.isDeep ? now : (seen.state?.deepSeenAt ?? new Date(0)),
      foreignTrustChars: policyChars(foreignTrust(observed.trust)),
      trustQuotaChars: observed.trustQuotaChars,
      foreignInlineChars: observed.foreignInlineChars,
      maxSessionSeconds: observed.maxSessionSeconds,
      ...(isKnown(role) || hasRows ? { dueAt: dueAt ?? nextLook } : {}),
    };
  }
};
