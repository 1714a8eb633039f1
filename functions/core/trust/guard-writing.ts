import { defined } from '../defined.ts';
import type { RoleArn } from '../names.ts';
import { isoSeconds } from '../time.ts';
import type { Holder } from './access-intervals.ts';
import { oneOrMany, POLICY_VERSION, type PolicyDocument, policyChars, type Statement } from './documents.ts';
import { type Overflow, ROLE_INLINE_QUOTA_CHARS } from './observed.ts';

/** The sessions of one user that have to be denied. */
export interface Cut {
  readonly sessionName: string;
  /** Absent: at once. */
  readonly from?: Date;
  /** Only sessions issued before this time: the user has access again from then on, and new sessions are not denied. */
  readonly issuedBefore?: Date;
}

/** Whether a cut already denies sessions. */
export const isDue = ({ from }: Cut, now: Date): boolean => from === undefined || from <= now;

/**
 * When a window is over, every session issued before the next window is denied; without a next window, every session.
 * Only the latest past window matters, and needs no date. Example, alice with the windows 9-10 and 12-13 at 11 o'clock:
 * `{ alice, issuedBefore: 12 }` and `{ alice, from: 13 }`.
 */
export const cutsOf = (holder: Holder, now: Date): readonly Cut[] => {
  const { sessionName } = holder.principal;
  const cuts = holder.intervals.map((interval, index) => {
    const next = holder.intervals[index + 1];
    const isPast = interval.endsAt <= now;
    return {
      isPast,
      cut: {
        sessionName,
        ...(isPast ? {} : { from: interval.endsAt }),
        ...(next === undefined ? {} : { issuedBefore: next.startsAt }),
      },
    };
  });
  const past = cuts.filter(({ isPast }) => isPast);
  return [...past.slice(-1), ...cuts.filter(({ isPast }) => !isPast)].map(({ cut }) => cut);
};

const userIds = (names: readonly string[]): string | readonly string[] =>
  oneOrMany([...new Set(names)].toSorted().map((name) => `*:${name}`));

/**
 * Denies everything to the sessions of some cuts whose dates agree. Source: AWS, "Revoke IAM role temporary security
 * credentials". Example: `Deny * for aws:userid [*:alice, *:bob] when aws:CurrentTime >= 13:00`.
 */
export const denySessions = (cuts: readonly [Cut, ...Cut[]]): Statement => {
  const [{ from, issuedBefore }] = cuts;
  return {
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: {
      StringLike: { 'aws:userid': userIds(cuts.map(({ sessionName }) => sessionName)) },
      ...(from === undefined ? {} : { DateGreaterThanEquals: { 'aws:CurrentTime': isoSeconds(from) } }),
      ...(issuedBefore === undefined ? {} : { DateLessThan: { 'aws:TokenIssueTime': isoSeconds(issuedBefore) } }),
    },
  };
};

/**
 * Keeps sessions from renewing themselves: a role whose trust policy admits its own account can assume itself, under a
 * session name that no cut denies. Example: `Deny sts:AssumeRole on arn:…:role/s3-list-role for aws:userid *:alice`.
 */
export const denySelfAssumption = (roleArn: RoleArn, sessionNames: readonly string[]): Statement => ({
  Effect: 'Deny',
  Action: 'sts:AssumeRole',
  Resource: roleArn,
  Condition: { StringLike: { 'aws:userid': userIds(sessionNames) } },
});

const guardWith = (roleArn: RoleArn, cuts: readonly Cut[], isSelfDenied: boolean): PolicyDocument | undefined => {
  if (cuts.length === 0) return undefined;
  const groups = Map.groupBy(cuts, (cut) => `${cut.from?.getTime() ?? ''}/${cut.issuedBefore?.getTime() ?? ''}`);
  const statements = [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => denySessions(group as [Cut, ...Cut[]]));
  const names = cuts.map(({ sessionName }) => sessionName);
  return {
    Version: POLICY_VERSION,
    Statement: isSelfDenied ? [...statements, denySelfAssumption(roleArn, names)] : statements,
  };
};

/** The session guard of a role: one statement for each pair of dates, and one against self-assumption. */
export const sessionGuard = (roleArn: RoleArn, cuts: readonly Cut[]): PolicyDocument | undefined =>
  guardWith(roleArn, cuts, true);

const undated = ({ sessionName, issuedBefore }: Cut): Cut => ({
  sessionName,
  ...defined({ issuedBefore }),
});

/**
 * The guard that fits beside the other inline policies of the role. Where the exact one does not, cuts that are due lose
 * their dates and share a statement. Where that does not fit either, which takes a foreign policy that grew after access
 * was granted, the statement against self-assumption is left out, then the cuts that are due last: they are written when
 * they are due. `document` is absent when there is nothing to deny, or when nothing fits.
 */
export const packGuard = (
  { roleArn, foreignInlineChars }: { readonly roleArn: RoleArn; readonly foreignInlineChars: number },
  cuts: readonly Cut[],
  now: Date,
): { readonly document?: PolicyDocument; readonly overflow?: Overflow } => {
  const quotaChars = ROLE_INLINE_QUOTA_CHARS - foreignInlineChars;
  const fits = (document: PolicyDocument): boolean => policyChars(document) <= quotaChars;
  const exact = sessionGuard(roleArn, cuts);
  if (exact === undefined) return {};
  if (fits(exact)) return { document: exact };

  const due = cuts.filter((cut) => isDue(cut, now)).map(undated);
  const coming = cuts.filter((cut) => !isDue(cut, now)).toSorted((a, b) => Number(a.from) - Number(b.from));
  const ordered = [...due, ...coming];
  const smallest = sessionGuard(roleArn, ordered) ?? exact;
  if (fits(smallest)) return { document: smallest };
  const overflow = { neededChars: policyChars(smallest), quotaChars };
  for (let count = ordered.length; count > 0; count -= 1) {
    const document = guardWith(roleArn, ordered.slice(0, count), false);
    if (document !== undefined && fits(document)) return { document, overflow };
  }
  return { overflow };
};
