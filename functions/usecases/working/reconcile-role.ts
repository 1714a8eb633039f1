import { IamFault } from '../../core/fault.ts';
import { type Grant, isOpen, type RoleState } from '../../core/grant.ts';
import type { RoleArn } from '../../core/names.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainGrantRefusal } from '../../core/text/explain-grant.ts';
import { addMinutes, addSeconds, earliest } from '../../core/time.ts';
import { policyChars } from '../../core/trust/documents.ts';
import { type Drift, driftOf, explainDrift } from '../../core/trust/drift.ts';
import { withLongestSession } from '../../core/trust/kept.ts';
import type { ObservedRole } from '../../core/trust/observed.ts';
import { foreignTrust } from '../../core/trust/packing.ts';
import { planRole, type RolePlan } from '../../core/trust/plan-role.ts';
import type { Iam, Needs, RolePartition } from '../ports.ts';
import { createClearDeletedRole } from './clear-deleted-role.ts';
import { closedOnBothSides } from './closed-on-both-sides.ts';
import { formerManagerOf, managerRoleOf } from './former-manager.ts';
import { createJudgeGrants, type Judged } from './judge-grants.ts';
import { writeAndReadBack } from './write-iam.ts';

type Deps = Needs<
  'catalog' | 'hub' | 'grants' | 'iam' | 'queue' | 'clock' | 'log',
  { directory: 'read'; requests: 'getMany'; slack: 'notifyOperators'; users: 'read' }
>;

/** Minutes between two looks at a role that a user holds, and at one that none holds. */
const OPEN_LOOK_MINUTES = 5;
const IDLE_LOOK_MINUTES = 360;
/** Minutes between two readings of the quotas and of foreign inline policies. */
const DEEP_LOOK_MINUTES = 30;
/** Minutes after its end from which a grant that was not closed is reported to operators. IAM enforces the end without us. */
const OVERDUE_MINUTES = 15;
/** Seconds until a grant that could not be confirmed is looked at again. */
const RETRY_SECONDS = 30;

/** One run: what was stored and judged, what was read, and what follows. */
interface Run {
  readonly role: RoleArn;
  readonly now: Date;
  readonly stored: RolePartition;
  readonly judged: Judged;
  readonly isDeep: boolean;
  /** Reaches the role's account even where it has left the catalog. */
  readonly iam: Iam;
}

const isNew = (grant: Grant, now: Date): boolean => grant.state === 'wanted' && isOpen(grant, now);

/** Whether a run reads the quotas and foreign inline policies, in place of what an earlier run has stored of them. */
const readsQuotas = ({ now, judged, isDeep }: Run): boolean =>
  isDeep || judged.judged.some((grant) => isNew(grant, now));

/** Drift that nothing of the stored grants explains, with what was done about it. */
const linesOf = (drifts: readonly Drift[], blocked: RolePlan['blocked']): readonly string[] =>
  drifts.map((drift) => {
    const { found, fixed } = explainDrift(drift);
    if (blocked === undefined || drift.document !== 'trust policy') return `${found}; ${fixed}.`;
    return `${found}, and it cannot be restored: ${textOf(explainGrantRefusal(blocked))}`;
  });

const stateOf = (
  { role, now, stored, judged, isDeep }: Run,
  observed: ObservedRole,
  plan: RolePlan,
  { hub, catalog }: Pick<Deps, 'hub' | 'catalog'>,
): RoleState => {
  const isKnown = Object.values(catalog.roles).some(({ arn }) => arn === role);
  const managerRoleName = managerRoleOf(catalog, role) ?? stored.state?.managerRoleName;
  const rows = [...judged.judged, ...judged.undecided];
  const isHeld = rows.some((grant) => isOpen(grant, now));
  const hasRows = rows.length > plan.finished.length;
  const nextLook = addMinutes(now, isHeld ? OPEN_LOOK_MINUTES : IDLE_LOOK_MINUTES);
  const isUnsettled =
    judged.undecided.length > 0 ||
    stored.damaged.length > 0 ||
    plan.refused.length > 0 ||
    plan.blocked !== undefined ||
    plan.guardOverflow !== undefined;
  const dueAt = earliest([nextLook, plan.nextChangeAt, isUnsettled ? addSeconds(now, RETRY_SECONDS) : undefined]);
  return {
    roleArn: role,
    seenAt: now,
    deepSeenAt: isDeep ? now : (stored.state?.deepSeenAt ?? new Date(0)),
    foreignTrustChars: policyChars(foreignTrust(observed.trust, hub)),
    trustQuotaChars: observed.trustQuotaChars,
    foreignInlineChars: observed.foreignInlineChars,
    maxSessionSeconds: observed.maxSessionSeconds,
    ...(managerRoleName === undefined ? {} : { managerRoleName }),
    ...(isKnown || hasRows ? { dueAt: dueAt ?? nextLook } : {}),
  };
};

/** What is stored of a role, held against the requests behind it. */
const load = async (
  role: RoleArn,
  judgeAll: ReturnType<typeof createJudgeGrants>['judgeAll'],
  deps: Deps,
): Promise<Run> => {
  const { catalog, grants, iam: anyIam, clock, log } = deps;
  const stored = await grants.ofRole(role);
  const now = clock.now();
  const late = stored.grants.filter(
    ({ state, closedAt, endsAt }) =>
      state === 'confirmed' && closedAt === undefined && addMinutes(endsAt, OVERDUE_MINUTES) <= now,
  );
  // Alarms count these lines (functions/contract.ts, LOGGED).
  if (late.length > 0) log.error('a grant is past its end', { role, requests: late.map(({ requestId }) => requestId) });
  if (stored.damaged.length > 0)
    log.error('a stored record was changed from outside', { role, requests: stored.damaged });
  const { judged: rows, undecided } = await judgeAll(stored.grants, now);
  const judged = { judged: await closedOnBothSides(deps, rows, now), undecided };
  const isEnding = judged.judged.some((grant) => !isOpen(grant, now) && grant.closedAt === undefined);
  // An end is not the moment to look around: the next run does.
  const { state } = stored;
  const isDeep = state === undefined || (!isEnding && addMinutes(state.deepSeenAt, DEEP_LOOK_MINUTES) <= now);
  const holdsSomething = stored.grants.length + stored.damaged.length > 0 || state !== undefined;
  const iam = anyIam.through(formerManagerOf(catalog, role, { stored: state?.managerRoleName, holdsSomething }));
  return { role, now, stored, judged, isDeep, iam };
};

/** Records what was read back: confirmed, closed, or gone. */
const settle = async ({ grants, queue }: Deps, { role, now, stored, judged }: Run, plan: RolePlan): Promise<void> => {
  const refused = new Set(plan.refused.map(({ grant }) => grant));
  const isFitting = plan.blocked === undefined && plan.guardOverflow === undefined;
  for (const grant of judged.judged) {
    if (isNew(grant, now)) {
      if (refused.has(grant) || !isFitting) continue;
      await grants.settle(grant, { state: 'confirmed' });
    } else if (isOpen(grant, now)) {
      continue;
    } else if (plan.finished.includes(grant)) {
      await grants.remove(role, grant.requestId);
      if (grant.closedAt !== undefined) continue;
    } else if (grant.closedAt === undefined) {
      await grants.markClosed(grant, now);
      // No one could come in yet, so the next run leaves nothing of it.
      if (grant.startsAt > now) await queue.wake({ kind: 'role', arn: role });
    } else {
      // The user's side was closed later than the role's.
      const before = stored.grants.find(({ requestId }) => requestId === grant.requestId)?.closedAt;
      if (before !== undefined && before < grant.closedAt)
        await grants.markClosed({ ...grant, closedAt: before }, grant.closedAt);
      continue;
    }
    await queue.wake({ kind: 'request', id: grant.requestId });
  }
  // IAM was read back without them: no readable row explained what they had.
  for (const id of stored.damaged) {
    await grants.remove(role, id);
    await queue.wake({ kind: 'request', id });
  }
};

/** Makes IAM match the grants of one role. Safe to repeat; the queue keeps runs for one role from overlapping. */
export const createReconcileRole = (deps: Deps) => {
  const { catalog, hub, grants, queue, clock, log } = deps;
  const { judgeAll, refuse } = createJudgeGrants(deps);
  const clearGoneRole = createClearDeletedRole(deps);

  const observe = async (run: Run): Promise<ObservedRole> => {
    const { role, stored, iam } = run;
    const { state } = stored;
    const observed = await iam.observeRole(role, readsQuotas(run) ? undefined : state);
    return withLongestSession(observed, stored.grants, state?.maxSessionSeconds);
  };

  const report = async (role: RoleArn, drifts: readonly Drift[], blocked: RolePlan['blocked']): Promise<void> => {
    if (drifts.length === 0) return;
    log.warn('drift', { role, drifts, ...(blocked === undefined ? {} : { blocked }) });
    const { operatorsChannel } = catalog.settings;
    if (operatorsChannel === undefined) return;
    const text = `${role} was changed outside the bot.\n${linesOf(drifts, blocked).join('\n')}`;
    await deps.slack.notifyOperators(operatorsChannel, text);
  };

  /** IAM will not take it, now or later: new grants are refused with the reason, and what has to end is tried again. */
  const giveUp = async ({ role, now, stored, judged }: Run, fault: IamFault): Promise<void> => {
    const wanted = judged.judged.filter((grant) => isNew(grant, now));
    const isKnown = Object.values(catalog.roles).some(({ arn }) => arn === role);
    if (fault.kind === 'no_such_role') await clearGoneRole(judged.judged, stored.state, now);
    else if (wanted.length === 0 && (stored.grants.length > 0 || isKnown)) throw fault;
    log.error('IAM refuses', { role, fault: fault.kind, cause: fault });
    for (const grant of wanted) await refuse(grant, `${fault.message} ${fault.fix}`, now);
    if (wanted.length > 0) await queue.wake({ kind: 'role', arn: role });
  };

  const bringInLine = async (run: Run): Promise<void> => {
    const { role, now, judged, iam } = run;
    const observed = await observe(run);
    // Always at the time of this run: a second that passes in between is the next run's.
    const planFor = (seen: ObservedRole) => planRole(judged.judged, seen, hub, now, judged.undecided);
    const plan = planFor(observed);
    for (const { grant, refusal } of plan.refused) await refuse(grant, textOf(explainGrantRefusal(refusal)), now);
    const isDone = async () => planFor(await iam.readBackRole(observed, plan.steps)).steps.length === 0;
    await writeAndReadBack({ iam, clock, log }, plan.steps, isDone);
    await settle(deps, run, plan);
    await grants.saveRoleState(stateOf(run, observed, plan, deps));
    await report(role, driftOf(observed, [...judged.judged, ...judged.undecided], hub, now), plan.blocked);
  };

  return async (role: RoleArn): Promise<void> => {
    const run = await load(role, judgeAll, deps);
    try {
      await bringInLine(run).catch(async (fault) => {
        // Others may have used the quotas up since they were last read: an end must not wait for the next deep look.
        if (!(fault instanceof IamFault) || fault.kind !== 'quota' || readsQuotas(run)) throw fault;
        await bringInLine({ ...run, isDeep: true });
      });
    } catch (fault) {
      if (!(fault instanceof IamFault) || fault.retryable) throw fault;
      await giveUp(run, fault);
    }
    const { undecided } = run.judged;
    if (undecided.length > 0)
      throw new Error(`a grant on ${role} cannot be judged yet: user groups or its request cannot be read`);
  };
};
