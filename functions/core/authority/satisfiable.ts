import type { RoleRule, Who } from '../catalog/catalog.ts';
import type { SlackUserId } from '../names.ts';

/** What is known about users: little when a catalog is compiled, more when a request is decided. */
export interface PeopleWorld {
  /** The user, or the members of the user group or on-call schedule; undefined when they are not known. */
  readonly membersOf: (who: Who) => readonly SlackUserId[] | undefined;
  /** Whether an approval of this user could count. */
  readonly canApprove: (user: SlackUserId) => boolean;
  /** Whether two accounts belong to one user, whose approval counts once. */
  readonly isSameUser: (one: SlackUserId, other: SlackUserId) => boolean;
}

/** The known users who may approve, each once. */
export const whoCanApprove = (
  approvers: readonly Who[],
  { membersOf, canApprove, isSameUser }: PeopleWorld,
): readonly SlackUserId[] => {
  const users = approvers.flatMap((who) => membersOf(who) ?? []).filter(canApprove);
  return users.filter(
    (user, index) => !users.slice(0, index).some((other) => other === user || isSameUser(other, user)),
  );
};

/** How many approvers a rule lacks, and who is left; undefined if there are enough or it is not certain. */
export const tooFewApprovers = (
  { approvers, approvals }: Pick<RoleRule, 'approvers' | 'approvals'>,
  world: PeopleWorld,
): { readonly missing: number; readonly left: readonly SlackUserId[] } | undefined => {
  if (approvers.some((who) => world.membersOf(who) === undefined)) return undefined;
  const left = whoCanApprove(approvers, world);
  return left.length < approvals ? { missing: approvals - left.length, left } : undefined;
};
