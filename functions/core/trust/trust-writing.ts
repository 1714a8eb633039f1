import type { Principal, RoleTerms } from '../catalog/catalog.ts';
import { later } from '../time.ts';
import type { TimeBox } from './access-intervals.ts';
import type { Statement } from './documents.ts';
import { requiredConditions } from './role-terms.ts';
import {
  type Admission,
  type Federated,
  trustFederated,
  trustSessionTags,
  trustSignedIn,
  trustSourceIdentity,
  trustUsers,
} from './statements.ts';

/** One access interval of one user. */
export interface Entry extends TimeBox {
  readonly principal: Principal;
}

export const hasStarted = ({ startsAt }: TimeBox, now: Date): boolean => startsAt <= now;

/** Users who can share a statement: IAM users of one account, or federated users of one sign-in role. */
const groupOf = ({ principal }: Entry): string =>
  principal.kind === 'iam-user' ? principal.accountId : principal.roleArnPattern;

const groupsOf = (entries: readonly Entry[]): readonly (readonly Entry[])[] => [
  ...Map.groupBy(entries, groupOf).values(),
];

/** The groups in the order in which they start to share: IAM users before federated users, large groups first. */
export const groupsToShare = (entries: readonly Entry[]): readonly string[] => {
  const rank = ([first]: readonly Entry[]) => (first?.principal.kind === 'iam-user' ? 0 : 1);
  return groupsOf(entries)
    .toSorted((a, b) => rank(a) - rank(b) || b.length - a.length)
    .map(([first]) => groupOf(first as Entry));
};

const oncePer = <One>(all: readonly One[], keyOf: (one: One) => string): readonly One[] => [
  ...new Map(all.map((one) => [keyOf(one), one])).values(),
];

const principalsOf = (entries: readonly Entry[]) => entries.map(({ principal }) => principal);

const federatedOf = (entries: readonly Entry[]): readonly Federated[] =>
  oncePer(
    principalsOf(entries).filter((one) => one.kind === 'federated'),
    ({ sessionName }) => sessionName,
  );

/** From the earliest start to the latest end. Example: 9-10 and 11-12 span 9-12. */
const spanOf = (entries: readonly TimeBox[]): TimeBox => ({
  startsAt: new Date(Math.min(...entries.map(({ startsAt }) => startsAt.getTime()))),
  endsAt: entries.map(({ endsAt }) => endsAt).reduce(later),
});

/** One statement for users of one group, who all get the latest end. */
const sharedStatement = (entries: readonly Entry[], terms: RoleTerms, now: Date): Statement => {
  const admission: Admission = { ...spanOf(entries), required: requiredConditions(terms) };
  const users = principalsOf(entries).filter((one) => one.kind === 'iam-user');
  const [user, ...others] = oncePer(users, ({ arn }) => arn);
  if (user !== undefined) return trustUsers([user, ...others], admission, now);
  const [federated, ...rest] = federatedOf(entries);
  return trustSignedIn([federated as Federated, ...rest], admission, now);
};

/**
 * Statements with the exact end of each user: one for all IAM users of one account whose dates agree, and one for each
 * federated user. Example: alice and bob until 13:00 and carol until 14:00 are two statements.
 */
const exactStatements = (entries: readonly Entry[], terms: RoleTerms, now: Date): readonly Statement[] => {
  const required = requiredConditions(terms);
  const users = entries.filter(({ principal }) => principal.kind === 'iam-user');
  const groups = Map.groupBy(users, (entry) => {
    const startsAt = hasStarted(entry, now) ? '' : entry.startsAt.getTime();
    return [groupOf(entry), startsAt, entry.endsAt.getTime()].join();
  });
  return [
    ...[...groups.values()].map((group) => sharedStatement(group, terms, now)),
    ...entries.flatMap(({ principal, ...timeBox }) =>
      principal.kind === 'federated' ? [trustFederated(principal, { ...timeBox, required }, now)] : [],
    ),
  ];
};

/** For each sign-in role, the statements about what the sessions of its users carry: source identity and tags. */
export const carriedStatements = (entries: readonly Entry[], terms: RoleTerms, now: Date): readonly Statement[] =>
  groupsOf(entries).flatMap((group) => {
    const [first, ...others] = federatedOf(group);
    if (first === undefined) return [];
    const identity = trustSourceIdentity([first, ...others], spanOf(group), now);
    return terms.sessionTags ? [identity, trustSessionTags([first, ...others], spanOf(group), now)] : [identity];
  });

/**
 * Statements in which the groups of `shared` use one statement for all users whose access has started. It ends at the
 * latest end; the session guard ends each user's sessions on time. A future start keeps its exact statement, since no
 * guard would stop an early session.
 */
export const admitting = (
  entries: readonly Entry[],
  shared: ReadonlySet<string>,
  terms: RoleTerms,
  now: Date,
): readonly Statement[] => {
  const isShared = (entry: Entry) => shared.has(groupOf(entry)) && hasStarted(entry, now);
  const exact = entries.filter((entry) => !isShared(entry));
  return [
    ...groupsOf(entries.filter(isShared)).map((group) => sharedStatement(group, terms, now)),
    ...exactStatements(exact, terms, now),
  ];
};

/** Statements that no later state of the entries exceeds if each group shares. Each future start counts separately. */
export const worstCaseStatements = (entries: readonly Entry[], terms: RoleTerms, now: Date): readonly Statement[] => {
  const started = entries.filter((entry) => hasStarted(entry, now));
  const coming = entries.filter((entry) => !hasStarted(entry, now));
  return [
    ...groupsOf(started).map((group) => sharedStatement(group, terms, now)),
    ...coming.flatMap((entry) => exactStatements([entry], terms, now)),
    // A start date stays in the statement until every entry of the group has started.
    ...groupsOf(entries).flatMap((group) => {
      const starts = group.filter((entry) => !hasStarted(entry, now)).map(({ startsAt }) => startsAt);
      const dated = starts.length === 0 ? group : group.map((entry) => ({ ...entry, startsAt: starts.reduce(later) }));
      return carriedStatements(dated, terms, now);
    }),
  ];
};
