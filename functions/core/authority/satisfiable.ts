import type { RoleRule, Who } from '../catalog/catalog.ts';
import type { SlackUserId } from '../names.ts';

/** What is known of the users when the question is asked: little in the catalog alone, much in a request. */
export interface PeopleWorld {
  /** The user, or the members of the user group or on-call schedule; undefined when they are not known. */
  readonly membersOf: (who: Who) => readonly SlackUserId[] | undefined;
  /** Whether an approval of this user could count. */
  readonly canApprove: (user: SlackUserId) => boolean;
  /** Whether two accounts belong to one user, whose approval counts once. */
  readonly isSameUser: (one: SlackUserId, other: SlackUserId) => boolean;
}

/** The users who may approve, each once, as far as they are known. */
export const whoCanApprove = (
  approvers: readonly Who[],
  { membersOf, canApprove, isSameUser }: PeopleWorld,
): readonly SlackUserId[] => {
  const users = approvers.flatMap((who) => membersOf(who) ?? []).filter(canApprove);
  return users.filter(
    (user, index) => !users.slice(0, index).some((other) => other === user || isSameUser(other, user)),
  );
};

/** How many approvers a rule lacks, and who is left; undefined when there are enough, and while that is not certain. */
export const tooFewApprovers = (
  { approvers, approvals }: Pick<RoleRule, 'approvers' | 'approvals'>,
  world: PeopleWorld,
): { readonly missing: number; readonly left: readonly SlackUserId[] } | undefined => {
  if (approvers.some((who) => world.membersOf(who) === undefined)) return undefined;
  const left = whoCanApprove(approvers, world);
  return left.length < approvals ? { missing: approvals - left.length, left } : undefined;
};
