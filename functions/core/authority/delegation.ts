import { everyRule } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import type { SlackUserId } from '../names.ts';
import type { Evidence } from './answer.ts';
import { type Delegation, statusOf } from './directory.ts';
import { type AuthorityWorld, among, isSameUser, type Membership } from './membership.ts';

/** Who decides, and whose right as an approver it uses: the user's own if `for` is absent. */
export interface Acting {
  readonly by: SlackUserId;
  readonly for?: SlackUserId;
}

/** The approver whose right is used. */
export const rightOf = ({ by, for: right = by }: Acting): SlackUserId => right;

/** The rights that a user may decide with now: their own first, then those of the approvers who named them. */
export const actingAs = (
  user: SlackUserId,
  { directory, now }: AuthorityWorld,
): readonly { readonly acting: Acting; readonly evidence: Evidence }[] => [
  { acting: { by: user }, evidence: [] },
  ...(directory.delegations ?? [])
    .filter(({ by, to, until }) => to === user && now < until && statusOf(by, directory) === 'member')
    .map(({ by: of, until }) => ({
      acting: { by: user, for: of },
      evidence: [{ kind: 'delegation', user, of, until }] as const,
    })),
];

/** The delegations of a user, and those in which the user is the delegate, that have not ended. */
export const delegationsOf = (
  user: SlackUserId,
  { directory, now }: Pick<AuthorityWorld, 'directory' | 'now'>,
): readonly Delegation[] =>
  (directory.delegations ?? []).filter(({ by, to, until }) => (by === user || to === user) && now < until);

/** Whether a user is an approver of any role by their own right. */
export const approverAnywhere = (user: SlackUserId, world: AuthorityWorld): Membership =>
  among(
    everyRule(world.catalog).flatMap(({ approvers, escalation }) => [...approvers, ...(escalation?.approvers ?? [])]),
    user,
    world,
  );

/** Whether two decisions have a user in common, who counts once in a request. */
export const shareUser = (one: Acting, other: Acting, world: AuthorityWorld): boolean =>
  [one.by, rightOf(one)].some((a) => [other.by, rightOf(other)].some((b) => isSameUser(a, b, world)));

/** `for` as a member that is absent where a user decides with their own right. */
export const onBehalf = ({ for: right }: Pick<Acting, 'for'>) => defined({ for: right });
