import { defined } from '../../core/defined.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainGrantRefusal } from '../../core/text/explain-grant.ts';
import { addMinutes, addSeconds, earliest } from '../../core/time.ts';
import type { UserPlan } from '../../core/trust/plan-user.ts';
import { isOver, type UserAccess, type UserEntry, type UserRole } from '../../core/trust/user-access.ts';
import type { JudgedEntries, JudgedEntry } from './judge-entries.ts';
import { MAX_WHY_CHARACTERS } from './user-entry.ts';

/** Minutes until the next run for a user with entries. */
const HELD_MINUTES = 30;
/** Minutes for which a closed entry is kept, so that its request and its roles can read when it was closed. */
const CLOSED_KEPT_MINUTES = 15;
/** Seconds until the next run where a role could not be confirmed. */
const RETRY_SECONDS = 30;

/** The entries of a user after a run; undefined for those to be removed. */
export type UserOutcome = ReadonlyMap<UserEntry, UserEntry | undefined>;

const forgetAt = ({ closedAt }: UserEntry): Date | undefined =>
  closedAt === undefined ? undefined : addMinutes(closedAt, CLOSED_KEPT_MINUTES);

/** An entry once IAM was written and read back. */
const settled = (entry: UserEntry, plan: UserPlan, now: Date): UserEntry => {
  const roles = entry.roles.map((role): UserRole => {
    const refused = plan.refused.find((one) => one.entry === entry && one.roleArn === role.arn);
    if (refused !== undefined) {
      const why = textOf(explainGrantRefusal(refused.refusal)).slice(0, MAX_WHY_CHARACTERS);
      return { arn: role.arn, state: 'refused', why };
    }
    // A policy over its quota was not written.
    return role.state === 'wanted' && plan.overflow === undefined ? { arn: role.arn, state: 'confirmed' } : role;
  });
  const isClosed = entry.closedAt === undefined && isOver(entry, now);
  return { ...entry, roles, ...defined({ closedAt: isClosed ? now : entry.closedAt }) };
};

export const outcomeOf = (judged: JudgedEntries, plan: UserPlan, now: Date): UserOutcome => {
  const outcome = (before: UserEntry, { entry, isUndecided }: JudgedEntry): UserEntry | undefined => {
    const forgottenAt = forgetAt(before);
    const isForgotten = forgottenAt !== undefined && forgottenAt <= now;
    if (entry === undefined || (plan.finished.includes(entry) && isForgotten)) return undefined;
    return isUndecided ? before : settled(entry, plan, now);
  };
  return new Map([...judged].map(([before, judgedEntry]) => [before, outcome(before, judgedEntry)]));
};

/** When the next run is due. */
export const dueAtOf = (outcome: UserOutcome, hasUndecided: boolean, plan: UserPlan, now: Date): Date | undefined => {
  const left = [...outcome.values()].filter((entry) => entry !== undefined);
  const isUnsettled = hasUndecided || plan.overflow !== undefined || plan.refused.length > 0;
  return earliest([
    plan.nextChangeAt,
    ...left.map(forgetAt).filter((at) => at !== undefined && at > now),
    left.length > 0 ? addMinutes(now, HELD_MINUTES) : undefined,
    isUnsettled ? addSeconds(now, RETRY_SECONDS) : undefined,
  ]);
};

/** The stored access with the outcome of a run, for the entries that did not change since the run read them. */
export const withOutcome = (
  current: UserAccess,
  read: UserAccess,
  outcome: UserOutcome,
  seen: Pick<UserAccess, 'otherChars' | 'seenAt' | 'managerRoleName'>,
  ownDueAt: Date | undefined,
): UserAccess => {
  const known = new Map(read.entries.map((entry) => [JSON.stringify(entry), entry]));
  const entries = current.entries.flatMap((entry) => {
    const before = known.get(JSON.stringify(entry));
    return before === undefined ? [entry] : (outcome.get(before) ?? []);
  });
  const { dueAt: _, ...rest } = current;
  // A change since then may be due earlier.
  const dueAt = current.version === read.version ? ownDueAt : earliest([ownDueAt, current.dueAt]);
  return { ...rest, entries, ...seen, ...defined({ dueAt }) };
};
