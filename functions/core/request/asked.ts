import { type AuthorityWorld, among } from '../authority/membership.ts';
import type { Schedule } from '../catalog/catalog.ts';
import { own } from '../catalog/lookup.ts';
import type { DurationInput } from '../command/clauses.ts';
import { defined } from '../defined.ts';
import type { SlackUserId } from '../names.ts';
import type { ClockTime } from '../schedule/duration.ts';

/** What the directory said about one user when a decision was made. Groups and schedules that are in no list were never read. */
export interface UserReading {
  readonly user: SlackUserId;
  /** IDs of user groups, and `pagerDuty:` with the ID of a schedule. */
  readonly in: readonly string[];
  readonly notIn: readonly string[];
  /** Read too long ago to decide on. */
  readonly unread: readonly string[];
  /** Only if the AWS identity of the user is derived from it. */
  readonly email?: string;
}

/** What the facts of a request do not say about its input, and what the decision read: enough to decide again. */
export interface Asked {
  /** As typed. Absent: the default of the rule. */
  readonly duration?: DurationInput;
  readonly from?: ClockTime;
  /** The start, if it was picked from a calendar. */
  readonly startsAt?: Date;
  /** The time zone of the user who typed. */
  readonly timeZone?: string;
  /** The holder, and the user who typed. */
  readonly readings: readonly UserReading[];
}

/** A refused request. No fact describes it, so its whole input is here. */
export interface AskedInVain extends Asked {
  readonly name: string;
  readonly reason: string;
  readonly onBehalfOf?: SlackUserId;
  readonly emergency?: true;
}

interface Input extends Pick<Asked, 'duration' | 'from' | 'startsAt'> {
  readonly onBehalfOf?: SlackUserId;
}

/** The key of a schedule in PagerDuty. It names the schedule itself, since a catalog can give its name to another one. */
export const pagerDutyKey = (scheduleId: string): string => `pagerDuty:${scheduleId}`;

/** All memberships of a user that the directory knows. */
export const readingOf = (user: SlackUserId, world: AuthorityWorld): UserReading => {
  const { catalog, directory } = world;
  const found = { in: [] as string[], notIn: [] as string[], unread: [] as string[] };
  const add = (key: string, kind: 'group' | 'onCall', id: string) => {
    const { answer } = among([{ kind, id } as never], user, world);
    found[answer === 'yes' ? 'in' : answer === 'no' ? 'notIn' : 'unread'].push(key);
  };
  for (const id of Object.keys(directory.groups)) add(id, 'group', id);
  for (const name of Object.keys(directory.schedules ?? {})) {
    const schedule = own<Schedule>(catalog.onCall ?? {}, name);
    if (schedule?.kind === 'pagerduty') add(pagerDutyKey(schedule.scheduleId), 'onCall', name);
  }
  const isByEmail = catalog.byEmail !== undefined && own(catalog.people, user) === undefined;
  return { user, ...found, ...defined({ email: isByEmail ? directory.people[user]?.email : undefined }) };
};

/** What is stored beside a request, so that it can be decided again by another catalog. */
export const askedOf = (
  { duration, from, startsAt, onBehalfOf: holder }: Input,
  typedBy: SlackUserId,
  world: AuthorityWorld,
): Asked => ({
  ...defined({ duration, from, startsAt, timeZone: world.directory.people[typedBy]?.timeZone }),
  readings: [holder ?? typedBy, ...(holder === undefined || holder === typedBy ? [] : [typedBy])].map((user) =>
    readingOf(user, world),
  ),
});

/** The same of a refused request. */
export const askedInVain = (
  input: Input & { readonly name: string; readonly reason: string; readonly emergency?: true },
  typedBy: SlackUserId,
  world: AuthorityWorld,
): AskedInVain => {
  const { name, reason, onBehalfOf, emergency } = input;
  return { ...askedOf(input, typedBy, world), name, reason, ...defined({ onBehalfOf, emergency }) };
};
