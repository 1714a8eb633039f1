import { isoSeconds } from '../time.ts';
import type { PolicyDocument, Statement } from './documents.ts';
import { POLICY_VERSION } from './documents.ts';
import type { Holder } from './windows.ts';

/** When the sessions of one person have to be dead. */
interface Cut {
  readonly sessionName: string;
  /** Absent: at once. */
  readonly from?: Date;
  /** Only sessions issued before: the person comes back then, and new ones live. */
  readonly issuedBefore?: Date;
}

/**
 * For each window of a person: once it is over, every session issued before their next window is dead, and every
 * session at all when there is no next one. Of past windows the last says it all.
 */
const cutsOf = (holder: Holder, now: Date): readonly Cut[] => {
  const sessionName = holder.principal.sessionName;
  const cuts = holder.windows.map((window, index) => {
    const next = holder.windows[index + 1];
    return {
      isPast: window.endsAt <= now,
      cut: {
        sessionName,
        ...(window.endsAt <= now ? {} : { from: window.endsAt }),
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
export const sessionGuard = (holders: readonly Holder[], now: Date): PolicyDocument | undefined => {
  const cuts = holders.flatMap((holder) => cutsOf(holder, now));
  const groups = Map.groupBy(cuts, (cut) => `${cut.from?.getTime() ?? ''}/${cut.issuedBefore?.getTime() ?? ''}`);
  const statements = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => denyStatement(group));
  return statements.length === 0 ? undefined : { Version: POLICY_VERSION, Statement: statements };
};
