import type { SlackUserId } from '../names.ts';
import { wallClockIn } from './wall-clock.ts';

const DAY_MS = 86_400_000;

/** Users who take turns. A shift begins at the same time of day, before and after a change of the clocks. */
export interface Rotation {
  readonly users: readonly SlackUserId[];
  readonly shiftDays: number;
  /** The date of the first handover, as days since 1970, and its time as the clocks of the zone show it. */
  readonly fromDay: number;
  readonly hour: number;
  readonly minute: number;
  readonly zone: string;
  /** In place of the user whose turn it is, in milliseconds since 1970. None overlaps another. */
  readonly overrides: readonly { readonly user: SlackUserId; readonly fromMs: number; readonly untilMs: number }[];
}

/** The days since 1970 of a date. */
export const dayNumber = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / DAY_MS;

/** The user on call at a moment; undefined before the first handover. */
export const onCallAt = (rotation: Rotation, moment: Date): SlackUserId | undefined => {
  const { users, shiftDays, fromDay, hour, minute, zone, overrides } = rotation;
  const ms = moment.getTime();
  const override = overrides.find(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs);
  if (override !== undefined) return override.user;
  const clock = wallClockIn(zone);
  if (clock === undefined) return undefined;
  const shown = clock.at(moment);
  // A clock that is put back shows the time of the handover twice, and the first one counts.
  const [handover = moment] = clock.momentsOf(hour, minute, moment, 0);
  const days = dayNumber(shown.year, shown.month, shown.day) - fromDay - (moment < handover ? 1 : 0);
  return days < 0 ? undefined : users[Math.floor(days / shiftDays) % users.length];
};
