import type { Schedule, Who } from '../../catalog/catalog.ts';
import { own } from '../../catalog/lookup.ts';
import type { SlackUserId } from '../../names.ts';

/** A user, as far as the lists of a role can tell users apart. */
export interface Holder {
  /** Absent: a user whom no list names. */
  readonly user?: SlackUserId;
  /** The keys of the users, groups and schedules that the user is, or is a member of. */
  readonly of: ReadonlySet<string>;
}

export const keyOfWho = (who: Who): string => (who.kind === 'everyone' ? who.kind : `${who.kind} ${who.id}`);

/** A user before it is chosen which groups they are members of. */
export interface Identity {
  readonly user?: SlackUserId;
  /** The lists of the catalog that always name the user. */
  readonly always: ReadonlySet<string>;
  /** The rotations in which the user takes turns. */
  readonly atTimes: ReadonlySet<string>;
}

export type Schedules = Readonly<Record<string, Schedule>>;

const scheduleOf = (who: Who, schedules: Schedules): Schedule | undefined =>
  who.kind === 'onCall' ? own<Schedule>(schedules, who.id) : undefined;

/** The users of a list that the catalog names; undefined for groups and schedules with members of their own, or with none yet. */
const listedUsers = (who: Who, schedules: Schedules): readonly SlackUserId[] | undefined => {
  if (who.kind === 'user') return [who.id];
  const schedule = scheduleOf(who, schedules);
  if (schedule?.kind === 'static') return schedule.users.length === 0 ? undefined : schedule.users;
  return schedule?.kind === 'rotation' ? [...schedule.users, ...schedule.overrides.map(({ user }) => user)] : undefined;
};

const sortedKey = (...sets: readonly ReadonlySet<string>[]): string =>
  JSON.stringify(sets.map((set) => [...set].sort()));

/** The users whom some lists name, by themselves or as users of a schedule. */
export const namedIn = (lists: readonly Who[], schedules: Schedules): ReadonlySet<SlackUserId> =>
  new Set(lists.flatMap((who) => listedUsers(who, schedules) ?? []));

/** The users whom some lists name, and one whom they do not name. Users in the same lists are one. */
export const identitiesIn = (
  lists: readonly Who[],
  schedules: Schedules,
  isUser: (user: SlackUserId) => boolean = () => true,
): readonly Identity[] => {
  const found = new Map<string, Identity>();
  for (const user of [...namedIn(lists, schedules)].filter(isUser)) {
    const containing = lists.filter((who) => listedUsers(who, schedules)?.includes(user));
    const isTurn = (who: Who): boolean => scheduleOf(who, schedules)?.kind === 'rotation';
    const always = new Set(containing.filter((who) => !isTurn(who)).map(keyOfWho));
    const atTimes = new Set(containing.filter(isTurn).map(keyOfWho));
    const key = sortedKey(always, atTimes);
    if (!found.has(key)) found.set(key, { user, always, atTimes });
  }
  return [{ always: new Set(), atTimes: new Set() }, ...found.values()];
};

/** The fewest memberships by which a user is in each of some lists. An absent list names everyone. */
const waysInto = (
  identity: Identity,
  lists: readonly (readonly Who[] | undefined)[],
  schedules: Schedules,
): readonly ReadonlySet<string>[] =>
  lists.reduce<readonly ReadonlySet<string>[]>(
    (ways, list) =>
      ways.flatMap((way) => {
        const isIn = list?.some((who) => who.kind === 'everyone' || way.has(keyOfWho(who))) ?? true;
        if (isIn) return [way];
        const joinable = (list ?? []).filter(
          (who) => identity.atTimes.has(keyOfWho(who)) || listedUsers(who, schedules) === undefined,
        );
        return joinable.map((who) => new Set([...way, keyOfWho(who)]));
      }),
    [identity.always],
  );

/**
 * One user for each combination of lists: the one with the fewest memberships. A further membership can only make more rules match.
 * So a rule that a user with more memberships reaches is reached by this user too, and so is a gap.
 */
export const holdersIn = (
  identities: readonly Identity[],
  lists: readonly (readonly Who[] | undefined)[],
  schedules: Schedules,
): readonly Holder[] => {
  const all = new Map<string, Holder>();
  for (const identity of identities)
    for (const of of waysInto(identity, lists, schedules)) {
      const key = sortedKey(of);
      if (!all.has(key)) all.set(key, { ...(identity.user === undefined ? {} : { user: identity.user }), of });
    }
  const holders = [...all.values()];
  return holders.filter(({ of }) => !holders.some((other) => other.of !== of && other.of.isSubsetOf(of)));
};
