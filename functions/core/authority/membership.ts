import type { Catalog, Schedule, Who } from '../catalog/catalog.ts';
import { onCallKey, own, principalOf } from '../catalog/lookup.ts';
import type { SlackUserId } from '../names.ts';
import { onCallAt } from '../schedule/rotation.ts';
import { addMinutes, addSeconds } from '../time.ts';
import { userKey } from '../trust/grant.ts';
import type { Evidence } from './answer.ts';
import { type Directory, GROUP_FRESH_MINUTES, type GroupRecord } from './directory.ts';

const CLOCK_SKEW_SECONDS = 60;

/** The data that questions of authority depend on. */
export interface AuthorityWorld {
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly now: Date;
  /** The lists of the directory have only the users of one past decision: other members are not known. */
  readonly isPartial?: true;
}

export type Membership =
  | { readonly answer: 'yes'; readonly evidence: Evidence }
  | { readonly answer: 'no' }
  | { readonly answer: 'unknown'; readonly unread: readonly string[] };

const keyOf = (who: Who): string | undefined => {
  if (who.kind === 'group') return who.id;
  return who.kind === 'onCall' ? onCallKey(who.id) : undefined;
};

/** The users on call, by the catalog alone; undefined for a schedule in PagerDuty, whose users are in the directory. */
const listedOnCall = (who: Who, { catalog, now }: AuthorityWorld): GroupRecord | undefined => {
  const schedule = who.kind === 'onCall' ? own<Schedule>(catalog.onCall ?? {}, who.id) : undefined;
  if (schedule === undefined || schedule.kind === 'pagerduty') return undefined;
  if (schedule.kind === 'static') return { members: schedule.users, readAt: now };
  const user = onCallAt(schedule, now);
  return { members: user === undefined ? [] : [user], readAt: now };
};

/** The members of a group or schedule, unless they were read too long ago. */
const recordOf = (who: Who, world: AuthorityWorld): GroupRecord | undefined => {
  const { directory, now } = world;
  const listed = listedOnCall(who, world);
  if (listed !== undefined) return listed;
  const records = who.kind === 'group' ? directory.groups : who.kind === 'onCall' ? directory.schedules : undefined;
  const found = records === undefined || who.kind === 'everyone' ? undefined : own<GroupRecord>(records, who.id);
  if (found === undefined || now > addMinutes(found.readAt, GROUP_FRESH_MINUTES)) return undefined;
  // A time in the future was not written by the bot.
  return found.readAt <= addSeconds(now, CLOCK_SKEW_SECONDS) ? found : undefined;
};

/** Whether a rule names a user, and the evidence. `unknown` if that depends on a group that could not be read. */
export const among = (who: readonly Who[], user: SlackUserId, world: AuthorityWorld): Membership => {
  if (who.some((one) => one.kind === 'everyone' || (one.kind === 'user' && one.id === user)))
    return { answer: 'yes', evidence: [] };
  const unread: string[] = [];
  for (const one of who) {
    const of = keyOf(one);
    if (of === undefined) continue;
    const record = recordOf(one, world);
    if (record === undefined) unread.push(of);
    else if (record.members.includes(user))
      return { answer: 'yes', evidence: [{ kind: 'membership', user, of, readAt: record.readAt }] };
  }
  return unread.length === 0 ? { answer: 'no' } : { answer: 'unknown', unread };
};

/** Whether the members of a user group or schedule are not known well enough to decide on. */
export const isUnread = (who: Who, world: AuthorityWorld): boolean =>
  keyOf(who) !== undefined && recordOf(who, world) === undefined;

/** The unreadable groups and schedules, each once. */
export const unreadOf = (found: readonly Membership[]): readonly string[] => [
  ...new Set(found.flatMap((one) => (one.answer === 'unknown' ? one.unread : []))),
];

/** The members of a group or schedule, or the one user; undefined where they are not known. */
export const membersOf = (who: Who, world: AuthorityWorld): readonly SlackUserId[] | undefined => {
  if (who.kind === 'user') return [who.id];
  if (who.kind === 'everyone') return undefined;
  return (world.isPartial ? listedOnCall(who, world) : recordOf(who, world))?.members;
};

const identityOf = (user: SlackUserId, { catalog, directory }: AuthorityWorld): string | undefined => {
  const found = principalOf(catalog, user, directory.people[user]?.email);
  return found.kind === 'principal' ? userKey(found.principal) : undefined;
};

/** Whether two Slack accounts are one user, or have one AWS identity: none of them decides on the other's request. */
export const isSameUser = (one: SlackUserId, other: SlackUserId, world: AuthorityWorld): boolean => {
  if (one === other) return true;
  const identity = identityOf(one, world);
  return identity !== undefined && identity === identityOf(other, world);
};
