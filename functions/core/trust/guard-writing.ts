import { defined } from '../defined.ts';
import type { RoleArn } from '../names.ts';
import { isoSeconds } from '../time.ts';
import type { Holder } from './access-intervals.ts';
import {
  longestThatFits,
  oneOrMany,
  POLICY_VERSION,
  type PolicyDocument,
  policyChars,
  type Statement,
} from './documents.ts';
import { type Overflow, ROLE_INLINE_QUOTA_CHARS } from './observed.ts';

/** The sessions of one user that have to be denied. */
export interface SessionDenial {
  readonly sessionName: string;
  /** Absent: immediately. */
  readonly from?: Date;
  /** Only sessions that were issued before this time are denied, because the user has access again. */
  readonly issuedBefore?: Date;
}

/** Whether a denial is in effect. */
export const isDue = ({ from }: SessionDenial, now: Date): boolean => from === undefined || from <= now;

/**
 * After an interval, the sessions that were issued before the next interval are denied; without a next interval, all
 * sessions. Example, alice with 9-10 and 12-13 at 11:00: `{ alice, issuedBefore: 12 }` and `{ alice, from: 13 }`.
 */
export const denialsOf = (holder: Holder, now: Date): readonly SessionDenial[] => {
  const { sessionName } = holder.principal;
  const denials = holder.intervals.map(({ endsAt }, index): SessionDenial => {
    const from = endsAt <= now ? undefined : endsAt;
    return { sessionName, ...defined({ from, issuedBefore: holder.intervals[index + 1]?.startsAt }) };
  });
  const past = denials.filter(({ from }) => from === undefined);
  return [...past.slice(-1), ...denials.filter(({ from }) => from !== undefined)];
};

export const namesOf = (denials: readonly SessionDenial[]): readonly string[] =>
  denials.map(({ sessionName }) => sessionName);

const userIds = (names: readonly string[]): string | readonly string[] =>
  oneOrMany([...new Set(names)].toSorted().map((name) => `*:${name}`));

/**
 * Denies everything to the sessions of some names. Source: AWS, "Revoke IAM role temporary security credentials".
 * Example: `Deny * for aws:userid [*:alice, *:bob] when aws:CurrentTime >= 13:00`.
 */
export const denySessions = (
  names: readonly string[],
  { from, issuedBefore }: Pick<SessionDenial, 'from' | 'issuedBefore'>,
): Statement => ({
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: {
    StringLike: { 'aws:userid': userIds(names) },
    ...(from && { DateGreaterThanEquals: { 'aws:CurrentTime': isoSeconds(from) } }),
    ...(issuedBefore && { DateLessThan: { 'aws:TokenIssueTime': isoSeconds(issuedBefore) } }),
  },
});

/**
 * Prevents that sessions renew themselves: a role that trusts its own account can assume itself under another session
 * name. Example: `Deny sts:AssumeRole on arn:…:role/s3-list-role for aws:userid *:alice`.
 */
export const denySelfAssumption = (roleArn: RoleArn, sessionNames: readonly string[]): Statement => ({
  Effect: 'Deny',
  Action: 'sts:AssumeRole',
  Resource: roleArn,
  Condition: { StringLike: { 'aws:userid': userIds(sessionNames) } },
});

const guardWith = (roleArn: RoleArn, denials: readonly SessionDenial[], isSelfDenied: boolean): PolicyDocument => {
  const groups = Map.groupBy(
    denials,
    (denial) => `${denial.from?.getTime() ?? ''}/${denial.issuedBefore?.getTime() ?? ''}`,
  );
  const statements = [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => denySessions(namesOf(group), group[0] as SessionDenial));
  return {
    Version: POLICY_VERSION,
    Statement: isSelfDenied ? [...statements, denySelfAssumption(roleArn, namesOf(denials))] : statements,
  };
};

/** The session guard of a role: one statement for each pair of dates, and one against self-assumption. */
export const sessionGuard = (roleArn: RoleArn, denials: readonly SessionDenial[]): PolicyDocument | undefined =>
  denials.length === 0 ? undefined : guardWith(roleArn, denials, true);

/**
 * The guard in the first form that fits beside the other inline policies of the role:
 * 1. The exact guard.
 * 2. Denials that are due lose their dates, so that they share a statement.
 * 3. Without the statement against self-assumption, and with as many denials as fit. The denials that are due last are
 *    omitted, and written when they are due. This is necessary if a foreign policy grew after access was granted.
 */
export const packGuard = (
  { roleArn, foreignInlineChars }: { readonly roleArn: RoleArn; readonly foreignInlineChars: number },
  denials: readonly SessionDenial[],
  now: Date,
): { readonly document?: PolicyDocument; readonly overflow?: Overflow } => {
  const quotaChars = ROLE_INLINE_QUOTA_CHARS - foreignInlineChars;
  const fits = (document: PolicyDocument): boolean => policyChars(document) <= quotaChars;
  const exact = sessionGuard(roleArn, denials);
  if (exact === undefined || fits(exact)) return defined({ document: exact });

  const due = denials.filter((denial) => isDue(denial, now)).map(({ from: _, ...undated }): SessionDenial => undated);
  const future = denials.filter((denial) => !isDue(denial, now)).toSorted((a, b) => Number(a.from) - Number(b.from));
  const ordered = [...due, ...future];
  const smallest = guardWith(roleArn, ordered, true);
  if (fits(smallest)) return { document: smallest };
  const overflow = { neededChars: policyChars(smallest), quotaChars };
  const document = longestThatFits(ordered, (some) => guardWith(roleArn, some, false), quotaChars);
  return { ...defined({ document }), overflow };
};
