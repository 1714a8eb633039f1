import type { RoleArn } from '../names.ts';
import { type Holder, isOpenTimeBox, startedBy } from './access-intervals.ts';
import { longestThatFits, POLICY_VERSION, type PolicyDocument, policyChars, type Statement } from './documents.ts';
import type { Overflow } from './observed.ts';
import type { Hub } from './policy-names.ts';
import type { RoleSettings } from './role-terms.ts';
import { admitNoOne, isOurs, withSids } from './statements.ts';
import { admitting, carriedStatements, type Entry, groupsToShare, hasStarted } from './trust-writing.ts';

/** The foreign part of a trust policy: everything but our statements, as found. */
export const foreignTrust = (trust: PolicyDocument, hub: Hub): PolicyDocument => ({
  ...trust,
  Statement: trust.Statement.filter((statement) => !isOurs(statement, hub)),
});

export interface TrustPacking extends RoleSettings {
  readonly roleArn: RoleArn;
  readonly foreign: PolicyDocument;
  readonly quotaChars: number;
}

/** A trust policy of the foreign statements, then ours. */
export const trustWith = (
  { roleArn, hub, foreign }: Omit<TrustPacking, 'quotaChars' | 'terms'>,
  statements: readonly Statement[],
): PolicyDocument => {
  const isEmpty = foreign.Statement.length + statements.length === 0;
  const ours = withSids(isEmpty ? [admitNoOne(roleArn)] : statements, hub);
  if (ours.length === 0) return foreign;
  const sorted = ours.toSorted((a, b) => ((a.Sid ?? '') < (b.Sid ?? '') ? -1 : 1));
  return { ...foreign, Version: POLICY_VERSION, Statement: [...foreign.Statement, ...sorted] };
};

const openEntries = (holders: readonly Holder[], now: Date): readonly Entry[] =>
  holders.flatMap(({ principal, intervals }) =>
    intervals.filter((interval) => isOpenTimeBox(interval, now)).map((interval) => ({ principal, ...interval })),
  );

/**
 * The trust policy that should be in IAM, in the first form that fits:
 * 1. Exact statements, then one group after the other shares.
 * 2. Without the statements about the source identity and tags. This takes foreign statements that grew, or access of 0.1.0.
 * 3. As many users as fit: those in `trusted` first, future starts last. So an end never waits for capacity.
 */
export const packTrust = (
  packing: TrustPacking,
  holders: readonly Holder[],
  now: Date,
  trusted: ReadonlySet<string> = new Set(),
): { readonly document: PolicyDocument; readonly overflow?: Overflow } => {
  const entries = openEntries(holders, now);
  const { quotaChars, terms } = packing;
  const groups = groupsToShare(entries);
  const documentOf = (some: readonly Entry[], count: number, startedAt: Date): PolicyDocument => {
    const admitted = admitting(some, new Set(groups.slice(0, count)), terms, startedAt);
    return trustWith(packing, [...admitted, ...carriedStatements(some, terms, startedAt)]);
  };
  const fits = (document: PolicyDocument): boolean => policyChars(document) <= quotaChars;

  const candidates = [...groups.keys(), groups.length].map((count) => documentOf(entries, count, now));
  const smallest = documentOf(entries, groups.length, startedBy(now));
  const fitting = [...candidates, smallest].find(fits);
  if (fitting !== undefined) return { document: fitting };

  const overflow = { neededChars: policyChars(smallest), quotaChars };
  const bare = trustWith(packing, admitting(entries, new Set(groups), terms, startedBy(now)));
  if (fits(bare)) return { document: bare, overflow };

  const rank = (entry: Entry): number => {
    if (!hasStarted(entry, now)) return entry.startsAt.getTime();
    return trusted.has(entry.principal.sessionName) ? 0 : 1;
  };
  const ordered = entries.toSorted((a, b) => rank(a) - rank(b));
  const most = longestThatFits(ordered, (some) => documentOf(some, groups.length, startedBy(now)), quotaChars);
  return { document: most ?? trustWith(packing, []), overflow };
};
