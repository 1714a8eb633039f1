import type { Principal } from '../catalog/catalog.ts';
import type { RoleArn } from '../names.ts';
import { earliest } from '../time.ts';
import type { PolicyDocument, Statement } from './documents.ts';
import { POLICY_VERSION, policyChars } from './documents.ts';
import { closedDoor, isOurs, trustFederated, trustUsers } from './statements.ts';
import type { Holder, TimeWindow } from './windows.ts';
import { openWindows } from './windows.ts';

/** A document that fits, or how far it is from fitting. */
export type Packed =
  | { readonly kind: 'fits'; readonly document: PolicyDocument }
  | { readonly kind: 'too_big'; readonly neededChars: number; readonly quotaChars: number };

type IamUser = Extract<Principal, { kind: 'iam-user' }>;

interface UserWindow {
  readonly user: IamUser;
  readonly window: TimeWindow;
}

const hasBegun = ({ window }: UserWindow, now: Date): boolean => window.startsAt <= now;

/** People of one account whose time conditions agree share a statement, and each still ends to the second. */
const exactStatements = (users: readonly UserWindow[], now: Date): readonly Statement[] => {
  const key = (entry: UserWindow) =>
    [
      entry.user.accountId,
      hasBegun(entry, now) ? '' : entry.window.startsAt.getTime(),
      entry.window.endsAt.getTime(),
    ].join();
  return [...Map.groupBy(users, key).values()].map((group) => sharedStatement(group, now));
};

/** One statement for a group, ending at its latest end. */
const sharedStatement = (group: readonly UserWindow[], now: Date): Statement => {
  const [first, ...rest] = group as [UserWindow, ...UserWindow[]];
  const startsAt = earliest(group.map(({ window }) => window.startsAt)) ?? first.window.startsAt;
  const endsAt = new Date(Math.max(...group.map(({ window }) => window.endsAt.getTime())));
  return trustUsers([first.user, ...rest.map(({ user }) => user)], { startsAt, endsAt }, now);
};

/**
 * The people of the accounts in `shared` who may already come in share one statement that ends at their latest end: the
 * session guard keeps every one's own. A start in the future stays exact, since no guard would stop an early session.
 */
const userStatements = (users: readonly UserWindow[], shared: ReadonlySet<string>, now: Date): readonly Statement[] => {
  const isShared = (entry: UserWindow) => shared.has(entry.user.accountId) && hasBegun(entry, now);
  const groups = Map.groupBy(users.filter(isShared), ({ user }) => user.accountId);
  return [
    ...[...groups.values()].map((group) => sharedStatement(group, now)),
    ...exactStatements(
      users.filter((entry) => !isShared(entry)),
      now,
    ),
  ];
};

/** The foreign part of a trust policy: what stands in it beside our statements, untouched. */
export const foreignTrust = (trust: PolicyDocument): PolicyDocument => ({
  ...trust,
  Statement: trust.Statement.filter((statement) => !isOurs(statement)),
});

/**
 * The trust policy that should stand: the foreign statements as found, then ours. Exact statements while they fit;
 * then accounts share one by one, the account with the most statements first.
 */
export const packTrust = (
  { roleArn, foreign, quotaChars }: { roleArn: RoleArn; foreign: PolicyDocument; quotaChars: number },
  holders: readonly Holder[],
  now: Date,
): Packed => {
  const entries = holders.flatMap((holder) =>
    openWindows(holder, now).map((window) => ({ principal: holder.principal, window })),
  );
  const users = entries.flatMap(({ principal, window }) =>
    principal.kind === 'iam-user' ? [{ user: principal, window }] : [],
  );
  const federated = entries.flatMap(({ principal, window }) =>
    principal.kind === 'federated' ? [trustFederated(principal, window, now)] : [],
  );
  const documentWith = (shared: ReadonlySet<string>): PolicyDocument => {
    const ours = [...userStatements(users, shared, now), ...federated].toSorted((a, b) =>
      (a.Sid ?? '') < (b.Sid ?? '') ? -1 : 1,
    );
    const statements = [...foreign.Statement, ...ours];
    if (statements.length === 0) return { ...foreign, Version: POLICY_VERSION, Statement: [closedDoor(roleArn)] };
    return ours.length === 0 ? foreign : { ...foreign, Version: POLICY_VERSION, Statement: statements };
  };

  const accounts = [...Map.groupBy(users, ({ user }) => user.accountId)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([account]) => account);
  const candidates = [0, ...accounts.map((_, index) => index + 1)].map((count) =>
    documentWith(new Set(accounts.slice(0, count))),
  );
  const fitting = candidates.find((document) => policyChars(document) <= quotaChars);
  return fitting === undefined
    ? { kind: 'too_big', neededChars: Math.min(...candidates.map(policyChars)), quotaChars }
    : { kind: 'fits', document: fitting };
};
