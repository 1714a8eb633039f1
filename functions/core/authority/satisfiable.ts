import type { Who } from '../catalog/catalog.ts';
import type { SlackUserId } from '../names.ts';

/** The part of a role's rule that says who approves. */
export interface ApprovalRule {
  readonly approvers: readonly Who[];
  readonly approvals: number;
  readonly allowSelfApproval: boolean;
  /** Approvers who are added after a while also count: the request can still be approved. */
  readonly escalation?: { readonly approvers: readonly Who[] };
}

/** What is known about people when the question is asked. */
export interface PeopleWorld {
  /** The members of a user group or an on-call schedule; undefined when they are not known. */
  readonly membersOf: (who: Who) => readonly SlackUserId[] | undefined;
  /** Deactivated users, guests and bots cannot approve. */
  readonly canApprove: (user: SlackUserId) => boolean;
  /** Whether two Slack users share one AWS identity, so that one would approve for themselves. */
  readonly isSamePerson: (one: SlackUserId, other: SlackUserId) => boolean;
}

export interface PossibleApprovers {
  /** Users who may approve, each AWS identity once. */
  readonly known: readonly SlackUserId[];
  /** Groups and schedules whose members are not known. */
  readonly unknown: readonly Who[];
}

export type Satisfiable =
  | 'yes'
  /** Depends on members who are not known. */
  | 'unknown'
  | { readonly missing: number; readonly candidates: readonly SlackUserId[] };

/** Users who may approve what a requester asks for. Without a requester: users who may approve at all. */
export const whoCanApprove = (
  rule: ApprovalRule,
  requester: SlackUserId | undefined,
  world: PeopleWorld,
): PossibleApprovers => {
  const named = [...rule.approvers, ...(rule.escalation?.approvers ?? [])];
  const listed = named.map((who) => ({ who, users: who.kind === 'user' ? [who.id] : world.membersOf(who) }));
  const isOwnRequest = (user: SlackUserId): boolean =>
    requester !== undefined && !rule.allowSelfApproval && (user === requester || world.isSamePerson(user, requester));
  const candidates = listed
    .flatMap(({ users }) => users ?? [])
    .filter((user) => world.canApprove(user) && !isOwnRequest(user));
  return {
    known: candidates.filter(
      (user, index) => !candidates.slice(0, index).some((other) => other === user || world.isSamePerson(other, user)),
    ),
    unknown: listed.flatMap(({ who, users }) => (users === undefined ? who : [])),
  };
};

/** Whether enough different people may approve what a requester asks for. */
export const isSatisfiable = (
  rule: ApprovalRule,
  requester: SlackUserId | undefined,
  world: PeopleWorld,
): Satisfiable => {
  const { known, unknown } = whoCanApprove(rule, requester, world);
  if (known.length >= rule.approvals) return 'yes';
  return unknown.length > 0 ? 'unknown' : { missing: rule.approvals - known.length, candidates: known };
};
