import { termsOf } from '../../core/catalog/conditions.ts';
import { IamFault } from '../../core/fault.ts';
import type { RoleArn } from '../../core/names.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainGrantRefusal } from '../../core/text/explain-grant.ts';
import { addMinutes } from '../../core/time.ts';
import { driftOf } from '../../core/trust/drift.ts';
import { foundTerms } from '../../core/trust/found-terms.ts';
import { type Grant, isOpen } from '../../core/trust/grant.ts';
import type { ObservedRole } from '../../core/trust/observed.ts';
import { planRole, type RolePlan } from '../../core/trust/plan-role.ts';
import { withLongestSession } from '../../core/trust/retention.ts';
import type { Needs, RolePartition } from '../ports.ts';
import { closedOnBothSides } from './closed-on-both-sides.ts';
import { formerManagerOf } from './former-manager.ts';
import { judgeGrants, refuseGrant } from './judge-grants.ts';
import { reportDrift } from './report-drift.ts';
import { clearDeletedRole, isInCatalog, type RoleRun, roleStateOf } from './role-state.ts';
import { writeAndReadBack } from './write-iam.ts';

type Deps = Needs<
  'catalog' | 'hub' | 'grants' | 'iam' | 'queue' | 'clock' | 'log',
  { directory: 'read'; requests: 'getMany'; slack: 'notifyOperators'; users: 'read' }
>;

/** Minutes until the quotas and foreign inline policies are read again. */
const DEEP_MINUTES = 30;
/** Minutes after its end until operators are alarmed about a grant that was not closed. IAM enforces the end without us. */
const OVERDUE_MINUTES = 15;

const isNew = (grant: Grant, now: Date): boolean => grant.state === 'wanted' && isOpen(grant, now);

/** Alarms count these lines (functions/contract.ts, LOGGED). */
const logProblems = ({ log }: Deps, role: RoleArn, { grants, damaged }: RolePartition, now: Date): void => {
  const overdue = grants.filter(
    ({ state, closedAt, endsAt }) =>
      state === 'confirmed' && closedAt === undefined && addMinutes(endsAt, OVERDUE_MINUTES) <= now,
  );
  const requests = overdue.map(({ requestId }) => requestId);
  if (overdue.length > 0) log.error('a grant is past its end', { role, requests });
  if (damaged.length > 0) log.error('a stored record was changed from outside', { role, requests: damaged });
};

/** Reads the grants of a role, and judges them. */
const load = async (deps: Deps, role: RoleArn): Promise<RoleRun> => {
  const stored = await deps.grants.ofRole(role);
  const now = deps.clock.now();
  logProblems(deps, role, stored, now);
  const { judged, undecided } = await judgeGrants(deps, stored.grants, now);
  const grants = await closedOnBothSides(deps, judged, now);
  const { state, damaged } = stored;
  // A run that ends access reads no more than it needs.
  const isEnding = grants.some((grant) => !isOpen(grant, now) && grant.closedAt === undefined);
  const isDeep = state === undefined || (!isEnding && addMinutes(state.deepSeenAt, DEEP_MINUTES) <= now);
  const holdsSomething = stored.grants.length + damaged.length > 0 || state !== undefined;
  const manager = formerManagerOf(deps.catalog, role, { stored: state?.managerRoleName, holdsSomething });
  return { role, now, stored, grants, undecided, isDeep, iam: deps.iam.through(manager) };
};

const readsQuotas = ({ isDeep, grants, now }: RoleRun): boolean => isDeep || grants.some((grant) => isNew(grant, now));

/** Records what was read back: confirmed, closed or removed. */
const settle = async ({ grants: store, queue }: Deps, run: RoleRun, plan: RolePlan): Promise<void> => {
  const { role, now, stored, grants } = run;
  const refused = new Set(plan.refused.map(({ grant }) => grant));
  const isFitting = plan.blocked === undefined && plan.guardOverflow === undefined;
  for (const grant of grants) {
    if (isNew(grant, now)) {
      if (refused.has(grant) || !isFitting) continue;
      await store.settle(grant, { state: 'confirmed' });
    } else if (isOpen(grant, now)) {
      continue;
    } else if (plan.finished.includes(grant)) {
      await store.remove(role, grant.requestId);
      if (grant.closedAt !== undefined) continue;
    } else if (grant.closedAt === undefined) {
      await store.markClosed(grant, now);
      // Access never started, so the next run removes the grant.
      if (grant.startsAt > now) await queue.wake({ kind: 'role', arn: role });
    } else {
      // The user's side was closed later than the role's.
      const before = stored.grants.find(({ requestId }) => requestId === grant.requestId)?.closedAt;
      if (before !== undefined && before < grant.closedAt)
        await store.markClosed({ ...grant, closedAt: before }, grant.closedAt);
      continue;
    }
    await queue.wake({ kind: 'request', id: grant.requestId });
  }
  // IAM was read back without them, since no readable grant explains their statements.
  for (const id of stored.damaged) {
    await store.remove(role, id);
    await queue.wake({ kind: 'request', id });
  }
};

/** Makes IAM match the grants of one role. Safe to repeat; the queue keeps runs for one role from overlapping. */
export const createReconcileRole = (deps: Deps) => {
  const { catalog, hub, clock, log, queue } = deps;

  const reconcile = async (run: RoleRun): Promise<void> => {
    const { role, now, stored, grants, undecided, iam } = run;
    const { state } = stored;
    const read = await iam.observeRole(role, readsQuotas(run) ? undefined : state);
    const observed = withLongestSession(read, stored.grants, state?.maxSessionSeconds);
    // Plans at the time of the run, also after the writes: a later second belongs to the next run.
    const settings = { hub, terms: isInCatalog(catalog, role) ? termsOf(catalog, role) : foundTerms(observed, hub) };
    const plan = (current: ObservedRole): RolePlan => planRole(grants, current, settings, now, undecided);
    const planned = plan(observed);
    const { steps, refused, blocked } = planned;
    for (const { grant, refusal } of refused) await refuseGrant(deps, grant, textOf(explainGrantRefusal(refusal)), now);
    const isDone = async () => plan(await iam.readBackRole(observed, steps)).steps.length === 0;
    await writeAndReadBack({ iam, clock, log }, steps, isDone);
    await settle(deps, run, planned);
    await deps.grants.saveRoleState(roleStateOf(run, observed, planned, deps));
    await reportDrift(deps, role, driftOf(observed, [...grants, ...undecided], hub, now), blocked);
  };

  /** IAM refuses for good: new grants are refused with the reason, and ends are tried again later. */
  const giveUp = async ({ role, now, stored, grants }: RoleRun, fault: IamFault): Promise<void> => {
    const wanted = grants.filter((grant) => isNew(grant, now));
    if (fault.kind === 'no_such_role') await clearDeletedRole(deps, grants, stored.state, now);
    else if (wanted.length === 0 && (stored.grants.length > 0 || isInCatalog(catalog, role))) throw fault;
    log.error('IAM refuses', { role, fault: fault.kind, cause: fault });
    for (const grant of wanted) await refuseGrant(deps, grant, `${fault.message} ${fault.fix}`, now);
    if (wanted.length > 0) await queue.wake({ kind: 'role', arn: role });
  };

  return async (role: RoleArn): Promise<void> => {
    const run = await load(deps, role);
    try {
      await reconcile(run).catch(async (fault) => {
        // The quotas may have been used up since they were read: an end does not wait until they are read again.
        if (!(fault instanceof IamFault) || fault.kind !== 'quota' || readsQuotas(run)) throw fault;
        await reconcile({ ...run, isDeep: true });
      });
    } catch (fault) {
      if (!(fault instanceof IamFault) || fault.retryable) throw fault;
      await giveUp(run, fault);
    }
    if (run.undecided.length > 0)
      throw new Error(`a grant on ${role} cannot be judged yet: user groups or its request cannot be read`);
  };
};
