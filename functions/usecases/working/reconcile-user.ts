import { defined } from '../../core/defined.ts';
import { IamFault } from '../../core/fault.ts';
import type { UserArn } from '../../core/names.ts';
import type { ObservedUser } from '../../core/trust/observed.ts';
import { planUser, type UserPlan } from '../../core/trust/plan-user.ts';
import type { UserAccess } from '../../core/trust/user-access.ts';
import type { Iam, Needs } from '../ports.ts';
import { changeUser } from '../shared/change.ts';
import { formerManagerOf, managerRoleOf } from './former-manager.ts';
import { type JudgedEntries, judgeEntries, refuseNew } from './judge-entries.ts';
import { MAX_WHY_CHARACTERS } from './user-entry.ts';
import { dueAtOf, outcomeOf, withOutcome } from './user-outcome.ts';
import { writeAndReadBack } from './write-iam.ts';

type Deps = Needs<
  'catalog' | 'hub' | 'users' | 'iam' | 'queue' | 'clock' | 'log',
  { directory: 'read'; requests: 'getMany' }
>;

interface Run {
  readonly access: UserAccess;
  readonly now: Date;
  /** Reaches the account of the user even if it left the catalog. */
  readonly iam: Iam;
  readonly judged: JudgedEntries;
  readonly hasUndecided: boolean;
}

const load = async (deps: Deps, user: UserArn): Promise<Run> => {
  const { access, isDamaged } = await deps.users.read(user);
  if (isDamaged) deps.log.error('a stored record was changed from outside', { user });
  const now = deps.clock.now();
  const { managerRoleName: stored, entries } = access;
  const manager = formerManagerOf(deps.catalog, user, { stored, holdsSomething: isDamaged || entries.length > 0 });
  const judged = await judgeEntries(deps, entries, isDamaged, now);
  const hasUndecided = [...judged.values()].some(({ isUndecided }) => isUndecided);
  return { access, now, iam: deps.iam.through(manager), judged, hasUndecided };
};

/** Stores what was read back, and wakes the requests of the entries that changed. */
const settle = async ({ catalog, users, queue }: Deps, run: Run, plan: UserPlan): Promise<void> => {
  const { access, judged, hasUndecided, now } = run;
  const outcome = outcomeOf(judged, plan, now);
  const managerRoleName = managerRoleOf(catalog, access.userArn);
  const seen = { otherChars: plan.otherChars, seenAt: now, ...defined({ managerRoleName }) };
  const dueAt = dueAtOf(outcome, hasUndecided, plan, now);
  await changeUser(users, access.userArn, (current) => withOutcome(current, access, outcome, seen, dueAt));
  for (const [before, { entry }] of judged) {
    const after = outcome.get(before);
    // An entry that was kept for a while after its end is removed without notice.
    const isChanged = after === undefined ? entry === undefined : JSON.stringify(after) !== JSON.stringify(before);
    if (isChanged) await queue.wake({ kind: 'request', id: before.requestId });
  }
};

/** Makes the policies of one IAM user match their access. Safe to repeat; runs for one user never overlap. */
export const createReconcileUser = (deps: Deps) => {
  const { hub, users, queue, clock, log } = deps;

  const plan = ({ judged, now }: Run, observed: ObservedUser): UserPlan =>
    planUser(
      [...judged.values()].flatMap(({ entry = [] }) => entry),
      observed,
      hub,
      now,
    );

  const reconcile = async (run: Run): Promise<void> => {
    const { iam } = run;
    const observed = await iam.observeUser(run.access.userArn);
    const planned = plan(run, observed);
    const { steps } = planned;
    const isDone = async () => plan(run, await iam.readBackUser(observed, steps)).steps.length === 0;
    await writeAndReadBack({ iam, clock, log }, steps, isDone);
    await settle(deps, run, planned);
  };

  /** IAM refuses for good: new access is refused with the reason, and ends are tried again later. */
  const giveUp = async ({ access: { userArn, entries } }: Run, fault: IamFault): Promise<void> => {
    const wanted = entries.filter(({ roles }) => roles.some(({ state }) => state === 'wanted'));
    if (wanted.length === 0) throw fault;
    log.error('IAM refuses', { user: userArn, fault: fault.kind, cause: fault });
    const why = `${fault.message} ${fault.fix}`.slice(0, MAX_WHY_CHARACTERS);
    const ids = new Set(wanted.map(({ requestId }) => requestId));
    await changeUser(users, userArn, (current) => ({
      ...current,
      entries: current.entries.map((entry) => (ids.has(entry.requestId) ? refuseNew(entry, why) : entry)),
    }));
    for (const id of ids) await queue.wake({ kind: 'request', id });
    await queue.wake({ kind: 'user', arn: userArn });
  };

  return async (user: UserArn): Promise<void> => {
    const run = await load(deps, user);
    try {
      await reconcile(run);
    } catch (fault) {
      if (!(fault instanceof IamFault) || fault.retryable) throw fault;
      await giveUp(run, fault);
    }
    if (run.hasUndecided)
      throw new Error(`access of ${user} cannot be judged yet: user groups or a request cannot be read`);
  };
};
