import { IamFault } from '../../core/fault.ts';
import type { UserArn } from '../../core/names.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainGrantRefusal } from '../../core/text/explain-grant.ts';
import { addMinutes, addSeconds, earliest } from '../../core/time.ts';
import type { ObservedUser } from '../../core/trust/observed.ts';
import { planUser, type UserPlan } from '../../core/trust/plan-user.ts';
import { isOver, type UserAccess, type UserEntry, type UserRole } from '../../core/trust/user-access.ts';
import type { Needs } from '../ports.ts';
import { changeUser } from '../shared/change-user.ts';
import { formerManagerOf, managerRoleOf } from './former-manager.ts';
import { createJudgeEntries, type JudgedEntries } from './judge-entries.ts';
import { writeAndReadBack } from './write-iam.ts';

type Deps = Needs<
  'catalog' | 'hub' | 'users' | 'iam' | 'queue' | 'clock' | 'log',
  { directory: 'read'; requests: 'getMany' }
>;

/** Minutes between two looks at a user who holds something. */
const OPEN_LOOK_MINUTES = 30;
/** Minutes for which a closed entry is kept: its request and each of its roles are looked at in that time. */
const CLOSED_KEPT_MINUTES = 15;
/** Seconds until a role that could not be confirmed is looked at again. */
const RETRY_SECONDS = 30;
/** IAM may be wordy, and items have to stay small. */
const MAX_WHY_CHARACTERS = 1000;

const isWanted = ({ roles }: UserEntry): boolean => roles.some(({ state }) => state === 'wanted');

/** An entry once IAM was written and read back. */
const settled = (entry: UserEntry, plan: UserPlan, now: Date): UserEntry => {
  const roles = entry.roles.map((role): UserRole => {
    const refused = plan.refused.find((one) => one.entry === entry && one.roleArn === role.arn);
    if (refused !== undefined)
      return {
        arn: role.arn,
        state: 'refused',
        why: textOf(explainGrantRefusal(refused.refusal)).slice(0, MAX_WHY_CHARACTERS),
      };
    // What does not fit is not there yet.
    return role.state === 'wanted' && plan.overflow === undefined ? { arn: role.arn, state: 'confirmed' } : role;
  });
  const isClosed = entry.closedAt === undefined && isOver(entry, now);
  return { ...entry, roles, ...(isClosed ? { closedAt: now } : {}) };
};

/** The stored access with the outcome of this run, for the entries that are still as this run has judged them. */
const withOutcome = (
  current: UserAccess,
  read: UserAccess,
  after: ReadonlyMap<UserEntry, UserEntry | undefined>,
  seen: Pick<UserAccess, 'otherChars' | 'seenAt' | 'managerRoleName'> & { readonly dueAt: Date | undefined },
): UserAccess => {
  const changed = new Map(read.entries.map((entry) => [entry.requestId, { entry, after: after.get(entry) }]));
  const entries = current.entries.flatMap((entry) => {
    const own = changed.get(entry.requestId);
    const isSame = own !== undefined && JSON.stringify(own.entry) === JSON.stringify(entry);
    return isSame ? (own.after ?? []) : [entry];
  });
  const { dueAt: _, ...rest } = current;
  const { dueAt: own, ...quotas } = seen;
  // What was changed meanwhile has its own time to be looked at.
  const isChanged = current.version !== read.version;
  const dueAt = isChanged ? earliest([own, current.dueAt]) : own;
  return { ...rest, entries, ...quotas, ...(dueAt === undefined ? {} : { dueAt }) };
};

/** Stores what was read back, and wakes the requests for which something changed. */
const settle = async (
  { catalog, users, queue }: Deps,
  access: UserAccess,
  judged: JudgedEntries,
  plan: UserPlan,
  now: Date,
): Promise<void> => {
  const after = new Map<UserEntry, UserEntry | undefined>();
  const news = new Set(judged.changed);
  for (const entry of access.entries) {
    const judgedEntry = judged.entries.get(entry);
    const isKept = judged.undecided.has(entry);
    const next = judgedEntry === undefined || isKept ? judgedEntry && entry : settled(judgedEntry, plan, now);
    if (JSON.stringify(next) !== JSON.stringify(entry)) news.add(entry.requestId);
    // The request and the roles read there since when the user's side is closed.
    const isFinished =
      judgedEntry !== undefined &&
      plan.finished.includes(judgedEntry) &&
      entry.closedAt !== undefined &&
      addMinutes(entry.closedAt, CLOSED_KEPT_MINUTES) <= now;
    after.set(entry, isFinished ? undefined : next);
  }
  const isUnsettled = judged.undecided.size > 0 || plan.overflow !== undefined || plan.refused.length > 0;
  const left = [...after.values()].filter((entry) => entry !== undefined);
  const dueAt = earliest([
    plan.nextChangeAt,
    ...left.map(({ closedAt }) => closedAt && addMinutes(closedAt, CLOSED_KEPT_MINUTES)).filter((at) => at && at > now),
    left.length > 0 ? addMinutes(now, OPEN_LOOK_MINUTES) : undefined,
    isUnsettled ? addSeconds(now, RETRY_SECONDS) : undefined,
  ]);
  const managerRoleName = managerRoleOf(catalog, access.userArn);
  const manager = managerRoleName === undefined ? {} : { managerRoleName };
  await changeUser(users, access.userArn, (current) =>
    withOutcome(current, access, after, { otherChars: plan.otherChars, seenAt: now, dueAt, ...manager }),
  );
  for (const id of news) await queue.wake({ kind: 'request', id });
};

/** Makes the policies of one IAM user match their access. Safe to repeat; runs for one user never overlap. */
export const createReconcileUser = (deps: Deps) => {
  const { catalog, hub, users, queue, clock, log } = deps;
  const judgeEntries = createJudgeEntries(deps);

  const load = async (user: UserArn) => {
    const { access, isDamaged } = await users.read(user);
    const now = clock.now();
    if (isDamaged) log.error('a stored record was changed from outside', { user });
    const { managerRoleName: stored, entries } = access;
    const iam = deps.iam.through(
      formerManagerOf(catalog, user, { stored, holdsSomething: isDamaged || entries.length > 0 }),
    );
    return { access, now, iam, judged: await judgeEntries(entries, isDamaged, now) };
  };

  const bringInLine = async ({ access, judged, iam, now }: Awaited<ReturnType<typeof load>>): Promise<void> => {
    const entries = access.entries.flatMap((entry) => judged.entries.get(entry) ?? []);
    const observed = await iam.observeUser(access.userArn);
    const planFor = (seen: ObservedUser): UserPlan => planUser(entries, seen, hub, now);
    const plan = planFor(observed);
    const isDone = async () => planFor(await iam.readBackUser(observed, plan.steps)).steps.length === 0;
    await writeAndReadBack({ iam, clock, log }, plan.steps, isDone);
    await settle(deps, access, judged, plan, now);
  };

  /** IAM will not take it, now or later: what is wanted is refused with the reason, and what has to end is tried again. */
  const giveUp = async (access: UserAccess, fault: IamFault): Promise<void> => {
    const wanted = access.entries.filter(isWanted);
    if (wanted.length === 0) throw fault;
    log.error('IAM refuses', { user: access.userArn, fault: fault.kind, cause: fault });
    const why = `${fault.message} ${fault.fix}`.slice(0, MAX_WHY_CHARACTERS);
    const ids = new Set(wanted.map(({ requestId }) => requestId));
    const refused = (role: UserRole): UserRole =>
      role.state === 'wanted' ? { arn: role.arn, state: 'refused', why } : role;
    await changeUser(users, access.userArn, (current) => ({
      ...current,
      entries: current.entries.map((entry) =>
        ids.has(entry.requestId) ? { ...entry, roles: entry.roles.map(refused) } : entry,
      ),
    }));
    for (const id of ids) await queue.wake({ kind: 'request', id });
    await queue.wake({ kind: 'user', arn: access.userArn });
  };

  return async (user: UserArn): Promise<void> => {
    const run = await load(user);
    const { access, judged } = run;
    try {
      await bringInLine(run);
    } catch (fault) {
      if (!(fault instanceof IamFault) || fault.retryable) throw fault;
      await giveUp(access, fault);
    }
    if (judged.undecided.size > 0)
      throw new Error(`access of ${user} cannot be judged yet: user groups or a request cannot be read`);
  };
};
