import type { Catalog } from '../core/catalog/catalog.ts';
import { explainGrantRefusal } from '../core/explain.ts';
import { IamFault } from '../core/fault.ts';
import type { Grant, RoleState } from '../core/grant.ts';
import { isOpen } from '../core/grant.ts';
import type { RoleArn, UserArn } from '../core/names.ts';
import { addMinutes, addSeconds, earliest } from '../core/time.ts';
import { policyChars } from '../core/trust/documents.ts';
import type { Drift } from '../core/trust/drift.ts';
import { driftOf, explainDrift } from '../core/trust/drift.ts';
import type { ObservedRole } from '../core/trust/observed.ts';
import { foreignTrust } from '../core/trust/packing.ts';
import type { RolePlan } from '../core/trust/plan.ts';
import { planRole } from '../core/trust/plan.ts';
import { createJudge } from './judge-grants.ts';
import type { Look } from './look-at-role.ts';
import { lookAtRole } from './look-at-role.ts';
import type { Clock, DirectoryStore, GrantStore, Iam, Log, RequestStore, Slack, WakeQueue } from './ports.ts';

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
/** Minutes a refused grant stays readable on a role that is gone. */
const REFUSAL_KEPT_MINUTES = 10;
/** How often IAM is read back after a write, and the first pause in milliseconds; each pause is twice the one before. */
const READ_BACKS = 5;
const FIRST_PAUSE_MS = 200;

/** IAM was written and does not show it yet; the next run looks again. */
export class NotYetVisible extends Error {
  override readonly name = 'NotYetVisible';
}

const managedUser = ({ principal }: Grant): readonly UserArn[] =>
  principal.kind === 'iam-user' && principal.identity === 'managed' ? [principal.arn] : [];

/**
 * Makes IAM match the grants of one role, whatever woke us. Safe to run twice, late, or for no reason; runs for one role
 * never overlap, since the queue keeps each role in its own group.
 */
export const createReconcileRole = (deps: Deps) => {
  const { catalog, grants, iam, queue, clock, log } = deps;

  const { judgeAll, refuse } = createJudge(deps);

  /** Writes, then reads what was written until IAM says what was planned. Throws NotYetVisible. */
  const apply = async (plan: RolePlan, planned: readonly Grant[], observed: ObservedRole, now: Date) => {
    for (const step of plan.steps) {
      log.info(`iam ${step.kind}`, { role: step.roleArn, ...('userArn' in step ? { user: step.userArn } : {}) });
      await iam.apply(step);
    }
    let pauseMs = FIRST_PAUSE_MS;
    for (let reads = 0; plan.steps.length > 0; reads += 1) {
      // Judged at the time of the plan: a second that passed in between is the next run's.
      if (planRole(planned, await iam.readBack(observed, plan.steps), now).steps.length === 0) return;
      if (reads >= READ_BACKS) throw new NotYetVisible(`${planned[0]?.roleArn} does not show what was written to it`);
      await clock.pause(pauseMs);
      pauseMs *= 2;
    }
  };

  const settleAll = async (
    planned: readonly Grant[],
    plan: RolePlan,
    observed: ObservedRole,
    now: Date,
  ): Promise<void> => {
    const refused = new Set(plan.refused.map(({ grant }) => grant));
    for (const grant of planned) {
      const isLooked = managedUser(grant).every((arn) => observed.identities[arn] !== undefined);
      if (!isOpen(grant, now)) {
        if (!isLooked && !grant.identityCleared) continue;
        if (plan.finished.includes(grant)) await grants.remove(grant);
        else if (!grant.identityCleared) await grants.markIdentityCleared(grant);
        // Its end stands in IAM now, and can be told.
        if (!grant.identityCleared) await queue.wake({ kind: 'request', id: grant.requestId });
      } else if (grant.state === 'wanted' && !refused.has(grant) && plan.blocked === undefined) {
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

  /** The role itself is gone, and with it every session of it: only the person's side can be left. */
  const clearUsers = async (planned: readonly Grant[], now: Date): Promise<void> => {
    for (const grant of planned.filter((one) => !isOpen(one, now))) {
      // Whoever follows the request has to learn why it was refused.
      if (grant.state === 'refused' && addMinutes(grant.endsAt, REFUSAL_KEPT_MINUTES) > now) continue;
      for (const userArn of managedUser(grant)) {
        await iam.apply({ kind: 'delete_identity', roleArn: grant.roleArn, userArn });
      }
      await grants.remove(grant);
      await queue.wake({ kind: 'request', id: grant.requestId });
    }
  };

  const isKnown = (role: RoleArn): boolean => Object.values(catalog.roles).some(({ arn }) => arn === role);

  /** A role that cannot be looked at comes up again as any other does; one that nobody speaks of any more does not. */
  const putOff = async (state: RoleState | undefined, hasRows: boolean, now: Date): Promise<void> => {
    if (state === undefined) return;
    const { dueAt: _, ...seen } = state;
    const minutes = hasRows ? OPEN_LOOK_MINUTES : IDLE_LOOK_MINUTES;
    const isLookedAt = hasRows || isKnown(state.roleArn);
    await grants.saveRoleState({ ...seen, seenAt: now, ...(isLookedAt ? { dueAt: addMinutes(now, minutes) } : {}) });
  };

  return async (role: RoleArn): Promise<void> => {
    const { state, grants: stored } = await grants.ofRole(role);
    const now = clock.now();
    const planned = await judgeAll(stored, now);
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
        planned
          .filter((grant) => (isOpen(grant, now) ? isDeep || grant.state === 'wanted' : !grant.identityCleared))
          .flatMap(managedUser),
      ),
    ];
    /** Sessions issued under a longer limit live on after it was lowered. */
    const observe = async (some: readonly UserArn[]): Promise<ObservedRole> => {
      const observed = await iam.observe(role, some, room);
      const longest = stored.length === 0 ? 0 : (state?.maxSessionSeconds ?? 0);
      return { ...observed, maxSessionSeconds: Math.max(observed.maxSessionSeconds, longest) };
    };
    let outOfReach: Look['outOfReach'] = new Map();
    try {
      const seen = await lookAtRole(observe, users);
      const { observed } = seen;
      outOfReach = seen.outOfReach;
      const faultOf = (grant: Grant) => managedUser(grant).flatMap((user) => outOfReach.get(user) ?? [])[0];
      const waiting = planned.filter((one) => isNew(one) && faultOf(one) !== undefined);
      const doable = planned.filter((grant) => !waiting.includes(grant));
      const plan = planRole(doable, observed, now);
      for (const { grant, refusal } of plan.refused) {
        const { why, next } = explainGrantRefusal(refusal);
        await refuse(grant, `${why} ${next}`, now);
      }
      await apply(plan, doable, observed, now);
      await settleAll(doable, plan, observed, now);
      await grants.saveRoleState(
        stateOf(role, observed, plan, {
          state,
          isDeep,
          planned,
          now,
          isHalfDone: outOfReach.size > 0 || planned.length < stored.length,
        }),
      );
      await report(role, driftOf(observed, planned, now), plan.blocked);
      for (const grant of waiting) {
        const fault = faultOf(grant);
        if (fault?.retryable === false) await refuseAll([grant], fault, now);
      }
    } catch (fault) {
      if (!(fault instanceof IamFault) || fault.retryable) throw fault;
      const wanted = planned.filter(isNew);
      if (fault.kind === 'no_such_role') await clearUsers(planned, now);
      else if (wanted.length === 0 && (stored.length > 0 || isKnown(role))) throw fault;
      log.error('IAM refuses', { role, fault: fault.kind, cause: fault });
      await refuseAll(wanted, fault, now);
      if (fault.kind === 'no_such_role' || stored.length === 0) await putOff(state, planned.length > 0, now);
    }
    const [unread] = outOfReach.values();
    if (unread !== undefined) throw unread;
    if (planned.length < stored.length) throw new Error(`a grant on ${role} rests on user groups that are not known`);
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
      deepSeenAt: seen.isDeep ? now : (seen.state?.deepSeenAt ?? now),
      foreignTrustChars: policyChars(foreignTrust(observed.trust)),
      trustQuotaChars: observed.trustQuotaChars,
      foreignInlineChars: observed.foreignInlineChars,
      maxSessionSeconds: observed.maxSessionSeconds,
      ...(isKnown(role) || hasRows ? { dueAt: dueAt ?? nextLook } : {}),
    };
  }
};
