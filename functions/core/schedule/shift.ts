import type { SlackUserId } from '../names.ts';
import { dayNumber, onCallAt, type Rotation } from './rotation.ts';
import { wallClockIn } from './wall-clock.ts';

const DAY_MS = 86_400_000;

export interface Handover {
  readonly at: Date;
  /** Whether the clocks show the time of the handover on that day. If they are put forward over it, it is at the change. */
  readonly isShown: boolean;
}

/** The handover of a day since 1970; undefined for a time zone that the runtime does not know. */
export const handoverOn = ({ hour, minute, zone }: Rotation, day: number): Handover | undefined => {
  const clock = wallClockIn(zone);
  if (clock === undefined) return undefined;
  const noon = new Date((day + 0.5) * DAY_MS);
  const shown = clock.at(noon);
  const [at = noon] = clock.momentsOf(hour, minute, noon, day - dayNumber(shown.year, shown.month, shown.day));
  const time = clock.at(at);
  return { at, isShown: time.hour === hour && time.minute === minute };
};

/** Who is on call at a moment, until when, and who is next. Absent `user`: no one. Absent `until`: for good. */
export interface Shift {
  readonly user?: SlackUserId;
  readonly until?: Date;
  readonly next?: SlackUserId;
}

/** The handovers of one round from a moment on. The same user can have several turns in it, one after the other. */
const roundFrom = (rotation: Rotation, ms: number): readonly number[] => {
  const { users, shiftDays, fromDay } = rotation;
  const turn = Math.max(0, Math.floor((Math.floor(ms / DAY_MS) - fromDay) / shiftDays) - 1);
  // Time zones are apart by a day, so the round begins a turn early and ends a turn late.
  return Array.from(
    { length: users.length + 3 },
    (_, index) => handoverOn(rotation, fromDay + (turn + index) * shiftDays)?.at.getTime() ?? [],
  ).flat();
};

export const shiftAt = (rotation: Rotation, moment: Date): Shift => {
  const { overrides } = rotation;
  const user = onCallAt(rotation, moment);
  const ends = overrides.map(({ untilMs }) => untilMs).filter((ms) => ms > moment.getTime());
  const changes = [
    ...[moment.getTime(), ...ends].flatMap((ms) => roundFrom(rotation, ms)),
    ...overrides.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]),
  ];
  const until = changes
    .sort((a, b) => a - b)
    .map((ms) => new Date(ms))
    .find((at) => at > moment && onCallAt(rotation, at) !== user);
  const next = until && onCallAt(rotation, until);
  return {
    ...(user === undefined ? {} : { user }),
    ...(until === undefined ? {} : { until }),
    ...(next === undefined ? {} : { next }),
  };
};
