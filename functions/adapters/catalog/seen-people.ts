import type { PeopleWorld } from '../../core/authority/satisfiable.ts';
import type { RoleRule, Schedule, Who } from '../../core/catalog/catalog.ts';
import { own } from '../../core/catalog/lookup.ts';
import type { SlackUserId } from '../../core/names.ts';

export type Schedules = Readonly<Record<string, Schedule>>;

/** The members of lists, as far as the file shows them at one time. */
export type MembersOf = PeopleWorld['membersOf'];

const rotationsIn = (who: readonly Who[], schedules: Schedules): readonly string[] => [
  ...new Set(
    who.flatMap((one) => (one.kind === 'onCall' && own(schedules, one.id)?.kind === 'rotation' ? one.id : [])),
  ),
];

/**
 * What the file shows at different times: it lists the users of one turn of a rotation after the other. The members of groups are not in
 * the file, nor is who is on call if there are several rotations.
 */
export const timesOf = (
  who: readonly Who[],
  schedules: Schedules,
): { readonly rotation?: string; readonly times: readonly MembersOf[] } => {
  const [rotation, ...more] = rotationsIn(who, schedules);
  const at =
    (turn?: SlackUserId): MembersOf =>
    (one) => {
      if (one.kind === 'user') return [one.id];
      const schedule = one.kind === 'onCall' ? own<Schedule>(schedules, one.id) : undefined;
      if (schedule?.kind === 'static') return schedule.users;
      return turn !== undefined && one.kind === 'onCall' && one.id === rotation ? [turn] : undefined;
    };
  const schedule = rotation === undefined ? undefined : own<Schedule>(schedules, rotation);
  if (rotation === undefined || schedule?.kind !== 'rotation' || more.length > 0) return { times: [at()] };
  const turns = new Set([...schedule.users, ...schedule.overrides.map(({ user }) => user)]);
  return { rotation, times: [...turns].map(at) };
};

/** What the file shows about the approvals of one requester. It does not show who is deactivated. Its users have different AWS identities. */
export const seenBy = (
  requester: SlackUserId | undefined,
  { allowSelfApproval }: Pick<RoleRule, 'allowSelfApproval'>,
  membersOf: MembersOf,
): PeopleWorld => ({
  membersOf,
  canApprove: (user) => allowSelfApproval || user !== requester,
  isSameUser: () => false,
});
