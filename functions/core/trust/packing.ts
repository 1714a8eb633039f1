import type { Principal } from '../catalog/catalog.ts';
import type { RoleArn } from '../names.ts';
import { earliest, later } from '../time.ts';
import { type Holder, isOpenTimeBox, startedBy, type TimeBox } from './access-intervals.ts';
import { POLICY_VERSION, type PolicyDocument, policyChars, type Statement } from './documents.ts';
import type { Overflow } from './observed.ts';
import type { Hub } from './policy-names.ts';
import {
  closedDoor,
  type Federated,
  type IamUser,
  isOurs,
  trustFederated,
  trustSignedIn,
  trustSourceIdentity,
  trustUsers,
  withSids,
} from './statements.ts';

/** One window of one user. */
export interface Entry {
  readonly principal: Principal;
  readonly timeBox: TimeBox;
}

export const hasStarted = ({ timeBox }: Entry, now: Date): boolean => timeBox.startsAt <= now;

/** Users who can share a statement: IAM users of one account, or federated users of one sign-in role. */
const groupOf = ({ principal }: Entry): string =>
  principal.kind === 'iam-user' ? principal.accountId : principal.roleArnPattern;

const groupsOf = (entries: readonly Entry[]): readonly (readonly Entry[])[] => [
  ...Map.groupBy(entries, groupOf).values(),
];

const usersOf = (entries: readonly Entry[]): readonly IamUser[] => [
  ...new Map(
    entries.flatMap(({ principal: one }) => (one.kind === 'iam-user' ? [[one.arn as string, one] as const] : [])),
  ).values(),
];

const federatedOf = (entries: readonly Entry[]): readonly Federated[] => [
  ...new Map(
    entries.flatMap(({ principal: one }) =>
      one.kind === 'federated' ? [[one.sessionName as string, one] as const] : [],
    ),
  ).values(),
];

/** From the earliest start to the latest end. */
const spanOf = (entries: readonly Entry[]): TimeBox => {
  const [first] = entries as readonly [Entry];
  return {
    startsAt: earliest(entries.map(({ timeBox }) => timeBox.startsAt)) ?? first.timeBox.startsAt,
    endsAt: entries.map(({ timeBox }) => timeBox.endsAt).reduce(later),
  };
};

/** One statement for users of one group, who all get the latest end. */
const sharedStatement = (entries: readonly Entry[], now: Date): Statement => {
  const [user, ...users] = usersOf(entries);
  if (user !== undefined) return trustUsers([user, ...users], spanOf(entries), now);
  const [person, ...people] = federatedOf(entries);
  return trustSignedIn([person as Federated, ...people], spanOf(entries), now);
};

/**
 * Statements with the exact end of each user. IAM users of one account whose dates agree share a statement; each
 * federated user has one. Example: alice and bob until 13:00 and carol until 14:00 are two statements.
 */
const exactStatements = (entries: readonly Entry[], now: Date): readonly Statement[] => {
  const key = (entry: Entry) =>
    [
      groupOf(entry),
      hasStarted(entry, now) ? '' : entry.timeBox.startsAt.getTime(),
      entry.timeBox.endsAt.getTime(),
    ].join();
  const users = entries.filter(({ principal }) => principal.kind === 'iam-user');
  return [
    ...[...Map.groupBy(users, key).values()].map((group) => sharedStatement(group, now)),
    ...entries.flatMap(({ principal, timeBox }) =>
      principal.kind === 'federated' ? [trustFederated(principal, timeBox, now)] : [],
    ),
  ];
};

/** For each sign-in role, one statement about the source identity of its users. */
const sourceIdentityStatements = (entries: readonly Entry[], now: Date): readonly Statement[] =>
  groupsOf(entries).flatMap((group) => {
    const [person, ...people] = federatedOf(group);
    return person === undefined ? [] : [trustSourceIdentity([person, ...people], spanOf(group), now)];
  });

/**
 * Statements in which the groups of `shared` use one statement for all users whose access has started: it ends at the
 * latest end, and the session guard ends each user's sessions at their own. A future start always keeps its exact
 * statement, since no guard would stop an early session.
 */
const admitting = (entries: readonly Entry[], shared: ReadonlySet<string>, now: Date): readonly Statement[] => {
  const isShared = (entry: Entry) => shared.has(groupOf(entry)) && hasStarted(entry, now);
  return [
    ...groupsOf(entries.filter(isShared)).map((group) => sharedStatement(group, now)),
    ...exactStatements(
      entries.filter((entry) => !isShared(entry)),
      now,
    ),
  ];
};

const statementsOf = (entries: readonly Entry[], shared: ReadonlySet<string>, now: Date): readonly Statement[] => [
  ...admitting(entries, shared, now),
  ...sourceIdentityStatements(entries, now),
];

/** Statements that no later state of the entries exceeds when each group shares; future starts count by themselves. */
export const worstCaseStatements = (entries: readonly Entry[], now: Date): readonly Statement[] => {
  const started = entries.filter((entry) => hasStarted(entry, now));
  const coming = entries.filter((entry) => !hasStarted(entry, now));
  return [
    ...groupsOf(started).map((group) => sharedStatement(group, now)),
    ...coming.flatMap((entry) => exactStatements([entry], now)),
    // The start of an entry that has not started may come to be the earliest one.
    ...groupsOf(entries).flatMap((group) => {
      const latest = group.filter((entry) => !hasStarted(entry, now)).map(({ timeBox }) => timeBox.startsAt);
      const startsAt = latest.length === 0 ? undefined : latest.reduce(later);
      return sourceIdentityStatements(
        startsAt === undefined ? group : group.map((entry) => ({ ...entry, timeBox: { ...entry.timeBox, startsAt } })),
        now,
      );
    }),
  ];
};

/** IAM users share before federated users, and larger groups before smaller ones. */
const groupsToShare = (entries: readonly Entry[]): readonly string[] => {
  const rank = ([first]: readonly Entry[]) => (first?.principal.kind === 'iam-user' ? 0 : 1);
  return groupsOf(entries)
    .toSorted((a, b) => rank(a) - rank(b) || b.length - a.length)
    .map(([first]) => groupOf(first as Entry));
};

/** The foreign part of a trust policy: everything but our statements, as found. */
export const foreignTrust = (trust: PolicyDocument, hub: Hub): PolicyDocument => ({
  ...trust,
  Statement: trust.Statement.filter((statement) => !isOurs(statement, hub)),
});

/** A trust policy of the foreign statements, then ours. */
export const trustWith = (
  { roleArn, hub, foreign }: Omit<TrustPacking, 'quotaChars'>,
  statements: readonly Statement[],
): PolicyDocument => {
  const isEmpty = foreign.Statement.length + statements.length === 0;
  const ours = withSids(isEmpty ? [closedDoor(roleArn)] : statements, hub);
  if (ours.length === 0) return foreign;
  const sorted = ours.toSorted((a, b) => ((a.Sid ?? '') < (b.Sid ?? '') ? -1 : 1));
  return { ...foreign, Version: POLICY_VERSION, Statement: [...foreign.Statement, ...sorted] };
};

export interface TrustPacking {
  readonly roleArn: RoleArn;
  readonly hub: Hub;
  readonly foreign: PolicyDocument;
  readonly quotaChars: number;
}

/** The open windows of some users. */
export const openEntries = (holders: readonly Holder[], now: Date): readonly Entry[] =>
  holders.flatMap(({ principal, intervals }) =>
    intervals.filter((timeBox) => isOpenTimeBox(timeBox, now)).map((timeBox) => ({ principal, timeBox })),
  );

/**
 * The trust policy that should be in IAM. Exact statements while they fit; then one group after the other shares. Where
 * that does not fit either, which takes foreign statements that grew or what release 0.1.0 admitted, the statements about
 * the source identity are left out, which that release did not write. Else the document lets in as many as fit: those in
 * `trusted` first, future starts last. So an end never waits for room.
 */
export const packTrust = (
  packing: TrustPacking,
  holders: readonly Holder[],
  now: Date,
  trusted: ReadonlySet<string> = new Set(),
): { readonly document: PolicyDocument; readonly overflow?: Overflow } => {
  const entries = openEntries(holders, now);
  const { quotaChars } = packing;
  const groups = groupsToShare(entries);
  const documentOf = (some: readonly Entry[], count: number, startedAt: Date): PolicyDocument =>
    trustWith(packing, statementsOf(some, new Set(groups.slice(0, count)), startedAt));
  const fits = (document: PolicyDocument): boolean => policyChars(document) <= quotaChars;

  const candidates = groups.map((_, count) => documentOf(entries, count, now));
  const smallest = documentOf(entries, groups.length, startedBy(now));
  const fitting = [...candidates, documentOf(entries, groups.length, now), smallest].find(fits);
  if (fitting !== undefined) return { document: fitting };

  const overflow = { neededChars: policyChars(smallest), quotaChars };
  const bare = trustWith(packing, admitting(entries, new Set(groups), startedBy(now)));
  if (fits(bare)) return { document: bare, overflow };

  const rank = (entry: Entry): number => {
    if (!hasStarted(entry, now)) return entry.timeBox.startsAt.getTime();
    return trusted.has(entry.principal.sessionName) ? 0 : 1;
  };
  const ordered = entries.toSorted((a, b) => rank(a) - rank(b));
  const counts = ordered.map((_, index) => ordered.length - 1 - index);
  const most = counts.map((count) => documentOf(ordered.slice(0, count), groups.length, startedBy(now))).find(fits);
  return { document: most ?? trustWith(packing, []), overflow };
};
