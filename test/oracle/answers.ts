import type { Catalog, Identity, Members, Rule, Second } from './outside-events.ts';

/** The possible answers to one question, as far as known from outside. One element means that the answer is certain. */
export type Answers = readonly ('yes' | 'no' | 'unknown')[];

export const YES: Answers = ['yes'];
export const NO: Answers = ['no'];
/** The specification allows both. */
export const EITHER: Answers = ['yes', 'no'];

const combined = (a: Answers, b: Answers, winner: 'yes' | 'no'): Answers => {
  const loser = winner === 'yes' ? 'no' : 'yes';
  const pairs = a.flatMap((x) =>
    b.map((y) => (x === winner || y === winner ? winner : x === 'unknown' || y === 'unknown' ? 'unknown' : loser)),
  );
  return [...new Set(pairs)];
};

export const anyOf = (...answers: readonly Answers[]): Answers => answers.reduce((a, b) => combined(a, b, 'yes'), NO);
export const allOf = (...answers: readonly Answers[]): Answers => answers.reduce((a, b) => combined(a, b, 'no'), YES);
export const isCertain = (answers: Answers, answer: 'yes' | 'no'): boolean => answers.every((one) => one === answer);
export const isPossible = (answers: Answers, answer: 'yes' | 'no'): boolean => answers.includes(answer);
export const certainly = (holds: boolean): Answers => (holds ? YES : NO);

export interface Group {
  readonly members: readonly string[];
  /** The time since which the group is unreadable; `members` are the last members read. */
  readonly unreadableSince?: Second;
}

/** The catalog, users and groups at one time. */
export interface Snapshot {
  readonly from: Second;
  readonly catalog: Catalog;
  readonly outsiders: readonly string[];
  readonly groups: Readonly<Record<string, Group>>;
}

/** "unknown means that a user group or schedule could not be read for 15 minutes." */
export const READ_LASTS_SECONDS = 15 * 60;
export const ACCOUNT_READ_LASTS_SECONDS = 30 * 60;

const inGroup = (name: string, user: string, snapshot: Snapshot, at: Second): Answers => {
  const group = snapshot.groups[name];
  if (group === undefined) return NO;
  const known = certainly(group.members.includes(user));
  if (group.unreadableSince === undefined) return known;
  return at >= group.unreadableSince + READ_LASTS_SECONDS ? ['unknown'] : [...known, 'unknown'];
};

/** "Only full members of the workspace may act." */
export const isAmong = (
  { users, groups, everyone }: Members,
  user: string,
  snapshot: Snapshot,
  at: Second,
): Answers => {
  if (snapshot.outsiders.includes(user)) return NO;
  if (everyone || users?.includes(user)) return YES;
  return anyOf(...(groups ?? []).map((group) => inGroup(group, user, snapshot, at)));
};

export const identityOf = (user: string, { catalog }: Snapshot): Identity | undefined => catalog.identities[user];

/** "Two Slack accounts with the same AWS identity count as one user." */
export const isSameUser = (one: string, other: string, snapshot: Snapshot): boolean =>
  one === other ||
  (identityOf(one, snapshot) !== undefined && identityOf(one, snapshot)?.arn === identityOf(other, snapshot)?.arn);

/** Whether an approval counts for a role: never the requester's; the holder's only if the rule allows self-approval. */
export const mayApprove = (
  user: string,
  { requester, holder }: { readonly requester: string; readonly holder: string },
  rule: Rule,
  snapshot: Snapshot,
  at: Second,
): Answers => {
  const isForOther = !isSameUser(requester, holder, snapshot);
  if (isForOther && isSameUser(user, requester, snapshot)) return NO;
  if (isSameUser(user, holder, snapshot) && !rule.allowsSelfApproval) return NO;
  return isAmong(rule.approvers, user, snapshot, at);
};
