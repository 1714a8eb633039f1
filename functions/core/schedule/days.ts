import { asIfUtc, wallClockIn } from './wall-clock.ts';

/** A day as people write it: `friday`, or a date. */
export type Day =
  | { readonly kind: 'weekday' /** 0 is Sunday. */; readonly day: number }
  | { readonly kind: 'date'; readonly year: number; readonly month: number; readonly day: number }
  | { readonly kind: 'in_days'; readonly days: number };

const DAY_MS = 24 * 60 * 60_000;

/** The next such day, today included: at a time of day, or its end, by the clocks of a time zone. Undefined for an unknown zone. */
export const momentOn = (
  day: Day,
  time: { readonly hour: number; readonly minute: number } | undefined,
  timeZone: string,
  now: Date,
): Date | undefined => {
  const clock = wallClockIn(timeZone);
  if (clock === undefined) return undefined;
  const today = asIfUtc({ ...clock.at(now), hour: 0, minute: 0 });
  const daysUntil = (): number => {
    if (day.kind === 'in_days') return day.days;
    if (day.kind === 'weekday') return (day.day - new Date(today).getUTCDay() + 7) % 7;
    return Math.round((Date.UTC(day.year, day.month - 1, day.day) - today) / DAY_MS);
  };
  const days = daysUntil();
  // The end of a day is the start of the next one.
  const { hour, minute, later } = time === undefined ? { hour: 0, minute: 0, later: 1 } : { ...time, later: 0 };
  const [first, ...rest] = clock.momentsOf(hour, minute, now, days + later);
  return rest.at(-1) ?? first;
};
