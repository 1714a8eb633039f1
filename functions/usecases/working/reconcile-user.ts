import { defined } from '../../core/defined.ts';
import { IamFault } from '../../core/fault.ts';
import type { UserArn } from '../../core/names.ts';
import type { ObservedUser } from '../../core/trust/observed.ts';
import { planUser, type UserPlan } from '../../core/trust/plan-user.ts';
import type { UserAccess, UserRole } from '../../core/trust/user-access.ts';
import type { Iam, Needs } from '../ports.ts';
import { changeUser } from '../shared/change-user.ts';
import { formerManagerOf, managerRoleOf } from './former-manager.ts';
import { createJudgeEntries, type JudgedEntries } from './judge-entries.ts';
import { MAX_WHY_CHARACTERS } from './user-entry.ts';
import { dueAtOf, outcomeOf, withOutcome } from './user-outcome.ts';
import { writeAndReadBack } from './write-iam.ts';

type Deps = Needs<
  'catalog' | 'hub' | 'users' | 'iam' | 'queue' | 'clock' | 'log',
  { directory: 'read'; requests: 'getMany' }
>;

interface Loaded {
  readonly access: UserAccess;
  readonly isDamaged: boolean;
  readonly now: Date;
  /** Reaches the account of the user even if it left the catalog. */
  readonly iam: Iam;
}

interface Run extends Loaded {
  readonly judged: JudgedEntries;
}

const load = async ({ catalog, users, iam, clock, log }: Deps, user: UserArn): Promise<Loaded> => {
  const { access, isDamaged } = await users.read(user);
  if (isDamaged) log.error('a stored record was changed from outside', { user });
  const { managerRoleName: stored, entries } = access;
  const holdsSomething = isDamaged || entries.length > 0;
  const manager = formerManagerOf(catalog, user, { stored, holdsSomething });
  return { access, isDamaged, now: clock.now(), iam: iam.through(manager) };
};

/** Stores what was read back, and wakes the requests of the entries that changed. */
const settle = async ({ catalog, users, queue }: Deps, run: Run, plan: UserPlan): Promise<void> => {
  const { access, judged, now } = run;
  const outcome = outcomeOf(access.entries, judged, plan, now);
  const seen = {
    otherChars: plan.otherChars,
    seenAt: now,
    ...defined({ managerRoleName: managerRoleOf(catalog, access.userArn) }),
  };
  const dueAt = dueAtOf(outcome, judged, plan, now);
  await changeUser(users, access.userArn, (current) => withOutcome(current, access, outcome, { ...seen, dueAt }));
  const changed = access.entries.filter((entry) => {
    const after = outcome.get(entry);
    return after === undefined ? !judged.entries.has(entry) : JSON.stringify(after) !== JSON.stringify(entry);
  });
  for (const id of new Set([...judged.changed, ...changed.map(({ requestId }) => requestId)]))
    await queue.wake({ kind: 'request', id });
};

/** Makes the policies of one IAM user match their access. Safe to repeat; runs for one user never overlap. */
export const createReconcileUser = (deps: Deps) => {
  const { hub, users, queue, clock, log } = deps;
  const judgeEntries = createJudgeEntries(deps);

  const judge = async (loaded: Loaded): Promise<Run> => {
    const { access, isDamaged, now } = loaded;
    return { ...loaded, judged: await judgeEntries(access.entries, isDamaged, now) };
  };

  const plan = ({ access, judged, now }: Run, observed: ObservedUser): UserPlan => {
    const entries = access.entries.flatMap((entry) => judged.entries.get(entry) ?? []);
    return planUser(entries, observed, hub, now);
  };

  const apply = async (run: Run, observed: ObservedUser, { steps }: UserPlan): Promise<void> => {
    const isDone = async () => plan(run, await run.iam.readBackUser(observed, steps)).steps.length === 0;
    await writeAndReadBack({ iam: run.iam, clock, log }, steps, isDone);
  };

  const reconcile = async (run: Run): Promise<void> => {
    const observed = await run.iam.observeUser(run.access.userArn);
    const planned = plan(run, observed);
    await apply(run, observed, planned);
    await settle(deps, run, planned);
  };

  /** IAM refuses for good: new access is refused with the reason, and ends are tried again later. */
  const giveUp = async ({ access: { userArn, entries } }: Run, fault: IamFault): Promise<void> => {
    const wanted = entries.filter(({ roles }) => roles.some(({ state }) => state === 'wanted'));
    if (wanted.length === 0) throw fault;
    log.error('IAM refuses', { user: userArn, fault: fault.kind, cause: fault });
    const why = `${fault.message} ${fault.fix}`.slice(0, MAX_WHY_CHARACTERS);
    const ids = new Set(wanted.map(({ requestId }) => requestId));
    const refused = (role: UserRole): UserRole =>
      role.state === 'wanted' ? { arn: role.arn, state: 'refused', why } : role;
    await changeUser(users, userArn, (current) => ({
      ...current,
      entries: current.entries.map((entry) =>
        ids.has(entry.requestId) ? { ...entry, roles: entry.roles.map(refused) } : entry,
      ),
    }));
    for (const id of ids) await queue.wake({ kind: 'request', id });
    await queue.wake({ kind: 'user', arn: userArn });
  };

  return async (user: UserArn): Promise<void> => {
    const run = await judge(await load(deps, user));
    try {
      await reconcile(run);
    } catch (fault) {
      if (!(fault instanceof IamFault) || fault.retryable) throw fault;
      await giveUp(run, fault);
    }
    if (run.judged.undecided.size > 0)
      throw new Error(`access of ${user} cannot be judged yet: user groups or a request cannot be read`);
  };
};
