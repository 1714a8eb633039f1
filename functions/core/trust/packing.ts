import type { Principal } from '../catalog/catalog.ts';
import type { RoleArn } from '../names.ts';
import { earliest } from '../time.ts';
import type { PolicyDocument, Statement } from './documents.ts';
import { POLICY_VERSION, policyChars } from './documents.ts';
import { closedDoor, isOurs, trustFederated, trustSignedIn, trustUsers, withOwnSids } from './statements.ts';
import type { Holder, TimeWindow } from './windows.ts';
import { openWindows } from './windows.ts';

/** A document that fits, or how far it is from fitting. */
export type Packed =
  | { readonly kind: 'fits'; readonly document: PolicyDocument }
  | { readonly kind: 'too_big'; readonly neededChars: number; readonly quotaChars: number };

/** One stretch of time of one person. */
interface Entry {
  readonly principal: Principal;
  readonly window: TimeWindow;
}

const hasBegun = ({ window }: Entry, now: Date): boolean => window.startsAt <= now;

/** Those who can share a statement: IAM users of one account, or people who sign in through one role. */
const crowdOf = ({ principal }: Entry): string =>
  principal.kind === 'iam-user' ? principal.accountId : principal.roleArnPattern;

/** One statement for some of one crowd, ending at their latest end. */
const sharedStatement = (entries: readonly Entry[], now: Date): Statement => {
  const [first] = entries as [Entry];
  const startsAt = earliest(entries.map(({ window }) => window.startsAt)) ?? first.window.startsAt;
  const endsAt = new Date(Math.max(...entries.map(({ window }) => window.endsAt.getTime())));
  const [user, ...users] = entries.flatMap(({ principal }) => (principal.kind === 'iam-user' ? [principal] : []));
  if (user !== undefined) return trustUsers([user, ...users], { startsAt, endsAt }, now);
  const people = entries.flatMap(({ principal }) => (principal.kind === 'federated' ? [principal] : []));
  return trustSignedIn(people as [(typeof people)[0], ...typeof people], { startsAt, endsAt }, now);
};

/**
 * Each ends to the second. IAM users of one account whose time conditions agree share a statement all the same; whoever
 * signs in has one of their own.
 */
const exactStatements = (entries: readonly Entry[], now: Date): readonly Statement[] => {
  const key = (entry: Entry) =>
    [crowdOf(entry), hasBegun(entry, now) ? '' : entry.window.startsAt.getTime(), entry.window.endsAt.getTime()].join();
  const users = entries.filter(({ principal }) => principal.kind === 'iam-user');
  return [
    ...[...Map.groupBy(users, key).values()].map((group) => sharedStatement(group, now)),
    ...entries.flatMap(({ principal, window }) =>
      principal.kind === 'federated' ? [trustFederated(principal, window, now)] : [],
    ),
  ];
};

/**
 * The people of the crowds in `shared` who may already come in share one statement that ends at their latest end: the
 * session guard keeps every one's own. A start in the future stays exact, since no guard would stop an early session.
 */
const statementsOf = (entries: readonly Entry[], shared: ReadonlySet<string>, now: Date): readonly Statement[] => {
  const isShared = (entry: Entry) => shared.has(crowdOf(entry)) && hasBegun(entry, now);
  return [
    ...[...Map.groupBy(entries.filter(isShared), crowdOf).values()].map((group) => sharedStatement(group, now)),
    ...exactStatements(
      entries.filter((entry) => !isShared(entry)),
      now,
    ),
  ];
};

/** Users go first, then those of a sign-in, the larger crowd before the smaller. */
const crowdsOf = (entries: readonly Entry[]): readonly string[] => {
  const rank = ([first]: readonly Entry[]) => (first?.principal.kind === 'iam-user' ? 0 : 1);
  return [...Map.groupBy(entries, crowdOf)]
    .toSorted(([, a], [, b]) => rank(a) - rank(b) || b.length - a.length)
    .map(([crowd]) => crowd);
};

/** The foreign part of a trust policy: what stands in it beside our statements, untouched. */
export const foreignTrust = (trust: PolicyDocument): PolicyDocument => ({
  ...trust,
  Statement: trust.Statement.filter((statement) => !isOurs(statement)),
});

/**
 * The trust policy that should stand: the foreign statements as found, then ours. Exact statements while they fit;
 * then one crowd after the other shares.
 */
export const packTrust = (
  { roleArn, foreign, quotaChars }: { roleArn: RoleArn; foreign: PolicyDocument; quotaChars: number },
  holders: readonly Holder[],
  now: Date,
): Packed => {
  const entries = holders.flatMap((holder) =>
    openWindows(holder, now).map((window): Entry => ({ principal: holder.principal, window })),
  );
  const documentWith = (shared: ReadonlySet<string>): PolicyDocument => {
    const ours = withOwnSids(statementsOf(entries, shared, now)).toSorted((a, b) =>
      (a.Sid ?? '') < (b.Sid ?? '') ? -1 : 1,
    );
    const statements = [...foreign.Statement, ...ours];
    if (statements.length === 0) return { ...foreign, Version: POLICY_VERSION, Statement: [closedDoor(roleArn)] };
    return ours.length === 0 ? foreign : { ...foreign, Version: POLICY_VERSION, Statement: statements };
  };

  const crowds = crowdsOf(entries);
  const candidates = [0, ...crowds.map((_, index) => index + 1)].map((count) =>
    documentWith(new Set(crowds.slice(0, count))),
  );
  const fitting = candidates.find((document) => policyChars(document) <= quotaChars);
  return fitting === undefined
    ? { kind: 'too_big', neededChars: Math.min(...candidates.map(policyChars)), quotaChars }
    : { kind: 'fits', document: fitting };
};
