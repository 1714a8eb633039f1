import { isSessionName } from '../names.ts';
import { isoSeconds } from '../time.ts';
import type { PolicyDocument, Statement } from './documents.ts';
import { POLICY_VERSION, saysTheSame } from './documents.ts';
import type { Holder } from './windows.ts';

/** When the sessions of one person have to be dead. */
export interface Cut {
  readonly sessionName: string;
  /** Absent: at once. */
  readonly from?: Date;
  /** Only sessions issued before: the person comes back then, and new ones live. */
  readonly issuedBefore?: Date;
}

/**
 * For each window of a person: once it is over, every session issued before their next window is dead, and every
 * session at all when there is no next one. Of past windows the last says it all, and needs no date.
 */
const cutsOf = (holder: Holder, now: Date): readonly Cut[] => {
  const { sessionName } = holder.principal;
  const cuts = holder.windows.map((window, index) => {
    const next = holder.windows[index + 1];
    const isPast = window.endsAt <= now;
    return {
      isPast,
      cut: {
        sessionName,
        ...(isPast ? {} : { from: window.endsAt }),
        ...(next === undefined ? {} : { issuedBefore: next.startsAt }),
      },
    };
  });
  const past = cuts.filter(({ isPast }) => isPast);
  return [...past.slice(-1), ...cuts.filter(({ isPast }) => !isPast)].map(({ cut }) => cut);
};

const denyStatement = (cuts: readonly Cut[]): Statement => {
  const [first] = cuts as [Cut];
  const names = cuts.map((cut) => `*:${cut.sessionName}`).toSorted();
  return {
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: {
      StringLike: { 'aws:userid': names.length === 1 && names[0] !== undefined ? names[0] : names },
      ...(first.from === undefined ? {} : { DateGreaterThanEquals: { 'aws:CurrentTime': isoSeconds(first.from) } }),
      ...(first.issuedBefore === undefined
        ? {}
        : { DateLessThan: { 'aws:TokenIssueTime': isoSeconds(first.issuedBefore) } }),
    },
  };
};

/**
 * The inline policy on the role that ends live sessions by itself, each person's at their own second. Undefined when
 * nobody has to be guarded. Source: AWS, "Revoking IAM role temporary security credentials".
 */
export const sessionGuard = (
  holders: readonly Holder[],
  now: Date,
  /** Of sessions that no grant explains (orphans.ts). */
  others: readonly Cut[] = [],
): PolicyDocument | undefined => {
  const cuts = [...holders.flatMap((holder) => cutsOf(holder, now)), ...others];
  const groups = Map.groupBy(cuts, (cut) => `${cut.from?.getTime() ?? ''}/${cut.issuedBefore?.getTime() ?? ''}`);
  const statements = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => denyStatement(group));
  return statements.length === 0 ? undefined : { Version: POLICY_VERSION, Statement: statements };
};

const dateIn = (statement: Statement, operator: string, key: string): Date | undefined => {
  const value = statement.Condition?.[operator]?.[key];
  return typeof value === 'string' ? new Date(value) : undefined;
};

/** The cuts that a statement of a guard makes; undefined where it is none that we would write. */
export const cutsOfStatement = (statement: Statement): readonly Cut[] | undefined => {
  const from = dateIn(statement, 'DateGreaterThanEquals', 'aws:CurrentTime');
  const issuedBefore = dateIn(statement, 'DateLessThan', 'aws:TokenIssueTime');
  const cuts = [statement.Condition?.['StringLike']?.['aws:userid'] ?? []].flat().map((value) => ({
    sessionName: value.replace(/^\*:/, ''),
    ...(from === undefined ? {} : { from }),
    ...(issuedBefore === undefined ? {} : { issuedBefore }),
  }));
  const isOurs =
    cuts.length > 0 &&
    cuts.every(({ sessionName }) => isSessionName(sessionName)) &&
    [from, issuedBefore].every((date) => date === undefined || !Number.isNaN(+date));
  return isOurs && saysTheSame({ Statement: [statement] }, { Statement: [denyStatement(cuts)] }) ? cuts : undefined;
};

/** The cuts that a guard makes; undefined where it holds anything that we would not write. */
export const cutsIn = (guard: PolicyDocument): readonly Cut[] | undefined => {
  const cuts = guard.Statement.map(cutsOfStatement);
  return guard.Version === POLICY_VERSION && cuts.every((own) => own !== undefined) ? cuts.flat() : undefined;
};

const isDue = ({ from }: Cut, now: Date): boolean => from === undefined || from <= now;
const reach = ({ issuedBefore }: Cut): number => issuedBefore?.getTime() ?? Number.POSITIVE_INFINITY;
const hasDate = (date: Date | undefined, other: Date | undefined): boolean => date?.getTime() === other?.getTime();

/**
 * Whether a guard that stands does from now on what the wanted one does. A date that has come may stay: an end by the
 * clock needs no write here.
 */
export const guardsAlike = (
  wanted: PolicyDocument | undefined,
  standing: PolicyDocument | undefined,
  now: Date,
): boolean => {
  if (wanted === undefined || standing === undefined) return wanted === standing;
  const [ours, theirs] = [cutsIn(wanted), cutsIn(standing)];
  if (ours === undefined || theirs === undefined) return false;
  const isCovered = (cut: Cut) =>
    isDue(cut, now) &&
    theirs.some(
      (other) =>
        other !== cut && other.sessionName === cut.sessionName && isDue(other, now) && reach(other) > reach(cut),
    );
  const standingStill = theirs.filter((cut) => !isCovered(cut));
  const isSame = (one: Cut, other: Cut) =>
    one.sessionName === other.sessionName &&
    hasDate(one.issuedBefore, other.issuedBefore) &&
    (hasDate(one.from, other.from) || (one.from === undefined && isDue(other, now)));
  // Each way: two people of one name make the same cut, so to count them would hide one that is too many.
  return (
    ours.every((cut) => standingStill.some((other) => isSame(cut, other))) &&
    standingStill.every((other) => ours.some((cut) => isSame(cut, other)))
  );
};
