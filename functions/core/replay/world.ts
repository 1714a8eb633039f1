import type { Evidence } from '../authority/answer.ts';
import { type Actor, EMPTY_DIRECTORY, type GroupRecord } from '../authority/directory.ts';
import type { AuthorityWorld } from '../authority/membership.ts';
import type { Catalog, Schedule } from '../catalog/catalog.ts';
import { onCallKey } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import type { SlackUserId } from '../names.ts';
import { pagerDutyKey, type UserReading } from '../request/asked.ts';

/** Every past actor belonged to the workspace, whichever it was. */
const WORKSPACE = 'T0REPLAY';

export const actorOf = (id: SlackUserId): Actor => ({ id, teamId: WORKSPACE });

/** What an old fact says about a user: only the groups that it names. Schedules are left out, since a name may mean another one. */
export const readingFrom = (user: SlackUserId, evidence: Evidence): UserReading => ({
  user,
  in: evidence.flatMap((line) =>
    line.kind === 'membership' && line.user === user && !line.of.startsWith('onCall:') ? line.of : [],
  ),
  notIn: [],
  unread: [],
});

/** The key of a group or schedule in a reading, from that in a decision. */
export const recordedKey = (of: string, { onCall = {} }: Pick<Catalog, 'onCall'>): string => {
  const schedule = Object.entries<Schedule>(onCall).find(([name]) => onCallKey(name) === of)?.[1];
  return schedule?.kind === 'pagerduty' ? pagerDutyKey(schedule.scheduleId) : of;
};

/** The members of a group, if every one of the users was read in it or outside of it. */
const recordOf = (key: string, readings: readonly UserReading[], readAt: Date): GroupRecord | undefined =>
  readings.every((one) => one.in.includes(key) || one.notIn.includes(key))
    ? { members: readings.flatMap((one) => (one.in.includes(key) ? one.user : [])), readAt }
    : undefined;

/**
 * The world of a past decision with another catalog: what was read about some users, and of no other. A group that was not read
 * then is not known, so a decision that depends on it has no answer.
 */
export const worldOf = (
  catalog: Catalog,
  now: Date,
  readings: readonly UserReading[],
  timeZone?: string,
  /** Users whose address matters, but not their groups. */
  others: readonly UserReading[] = [],
): AuthorityWorld => {
  const keys = new Set(readings.flatMap((one) => [...one.in, ...one.notIn]));
  const groups: Record<string, GroupRecord> = {};
  for (const key of keys) {
    const record = recordOf(key, readings, now);
    if (record !== undefined) groups[key] = record;
  }
  const schedules: Record<string, GroupRecord> = {};
  for (const [name, schedule] of Object.entries<Schedule>(catalog.onCall ?? {})) {
    const record = schedule.kind === 'pagerduty' ? groups[pagerDutyKey(schedule.scheduleId)] : undefined;
    if (record !== undefined) schedules[name] = record;
  }
  const people = Object.fromEntries(
    [...others, ...readings].map(({ user, email }) => [
      user,
      { accountStatus: 'member' as const, name: '', readAt: now, ...defined({ email, timeZone }) },
    ]),
  );
  return {
    catalog,
    now,
    isPartial: true,
    directory: { ...EMPTY_DIRECTORY, workspace: { teamId: WORKSPACE }, people, groups, schedules },
  };
};
