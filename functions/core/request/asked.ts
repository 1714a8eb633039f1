import { type AuthorityWorld, among } from '../authority/membership.ts';
import { whosIn } from '../authority/on-call.ts';
import type { Catalog, Schedule, Who } from '../catalog/catalog.ts';
import { own } from '../catalog/lookup.ts';
import type { DurationInput } from '../command/clauses.ts';
import { defined } from '../defined.ts';
import type { SlackUserId } from '../names.ts';
import type { ClockTime } from '../schedule/duration.ts';

/** What the directory said about one user when a decision was made, of the groups and schedules that the catalog named then. */
export interface UserReading {
  readonly user: SlackUserId;
  /** IDs of user groups, and `pagerDuty:` with the ID of a schedule. */
  readonly in: readonly string[];
  readonly notIn: readonly string[];
  /** Not read, or too long ago to decide on. */
  readonly unread: readonly string[];
  /** Only if the AWS identity of the user is derived from it. */
  readonly email?: string;
}

/** What the facts of a request do not say about its input, and what the decision read: enough to decide again. */
export interface Asked {
  /** As typed. Absent: the default of the rule. */
  readonly duration?: DurationInput;
  readonly from?: ClockTime;
  /** The start in ISO 8601, if it was picked from a calendar. */
  readonly startsAt?: string;
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

interface Input extends Pick<Asked, 'duration' | 'from'> {
  readonly startsAt?: Date;
  readonly onBehalfOf?: SlackUserId;
}

/** The key of a schedule in PagerDuty. It names the schedule itself, since a catalog can give its name to another one. */
export const pagerDutyKey = (scheduleId: string): string => `pagerDuty:${scheduleId}`;

const keyOf = (who: Who, { onCall = {} }: Catalog): string | undefined => {
  if (who.kind === 'group') return who.id;
  const schedule = who.kind === 'onCall' ? own<Schedule>(onCall, who.id) : undefined;
  return schedule?.kind === 'pagerduty' ? pagerDutyKey(schedule.scheduleId) : undefined;
};

/** Whether a user is in each group, and on call for each schedule, that the catalog names. */
export const readingOf = (user: SlackUserId, world: AuthorityWorld): UserReading => {
  const { catalog, directory } = world;
  const answers = { yes: new Set<string>(), no: new Set<string>(), unknown: new Set<string>() };
  for (const who of whosIn(catalog)) {
    const key = keyOf(who, catalog);
    if (key !== undefined) answers[among([who], user, world).answer].add(key);
  }
  const found = { in: [...answers.yes], notIn: [...answers.no], unread: [...answers.unknown] };
  const isByEmail = catalog.byEmail !== undefined && own(catalog.people, user) === undefined;
  return { user, ...found, ...defined({ email: isByEmail ? directory.people[user]?.email : undefined }) };
};

/** What is stored beside a request, so that it can be decided again by another catalog. */
export const askedOf = (
  { duration, from, startsAt, onBehalfOf: holder }: Input,
  typedBy: SlackUserId,
  world: AuthorityWorld,
): Asked => ({
  ...defined({
    duration,
    from,
    startsAt: startsAt?.toISOString(),
    timeZone: world.directory.people[typedBy]?.timeZone,
  }),
  readings: [...new Set([holder ?? typedBy, typedBy])].map((user) => readingOf(user, world)),
});

/** The same of a refused request. */
export const askedInVain = (
  input: Input & { readonly name: string; readonly reason: string; readonly emergency?: true },
  typedBy: SlackUserId,
  world: AuthorityWorld,
): AskedInVain => {
  const { startsAt: _, ...said } = input;
  return { ...said, ...askedOf(input, typedBy, world) };
};
