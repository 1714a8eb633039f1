import { clockChanges, offsetMsOf } from '../../schedule/clock-changes.ts';
import { type WallClock, wallClockIn } from '../../schedule/wall-clock.ts';
import { isWithin } from '../hours.ts';
import type { Hours } from '../when.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WEEK_MS = 7 * DAY_MS;
const YEAR_MS = 366 * DAY_MS;

/** A moment from which on, until the next one of its stretch, the same hours apply. */
export interface Moment {
  readonly ms: number;
  /** Equal for moments that lie within the same hours. */
  readonly cell: number;
}

/** A time in which no clock changes. Its moments are those of its first week: the following weeks repeat them. */
export interface Stretch {
  readonly untilMs: number;
  readonly moments: readonly Moment[];
}

/** The coming year, as far as some hours can tell its moments apart. */
export interface Timeline {
  readonly stretches: readonly Stretch[];
  /** The first moment of each cell. */
  readonly cells: readonly number[];
}

const clocksOf = (hours: readonly Hours[]): ReadonlyMap<string, WallClock> =>
  new Map(
    hours.flatMap(({ zone }) => {
      const clock = wallClockIn(zone);
      return clock === undefined ? [] : [[zone, clock] as const];
    }),
  );

/** When the answer of `isWithin` can change, while no clock changes: the times of the hours, and midnight in their zone. */
const cutsBetween = (
  hours: readonly Hours[],
  clocks: ReadonlyMap<string, WallClock>,
  fromMs: number,
  untilMs: number,
): readonly number[] => {
  const cuts = new Set([fromMs]);
  for (const { zone, fromMinute, untilMinute } of hours) {
    const clock = clocks.get(zone);
    if (clock === undefined) continue;
    const offset = offsetMsOf(clock, fromMs);
    const midnight = Math.floor((fromMs + offset) / DAY_MS) * DAY_MS - offset;
    for (let day = midnight; day < untilMs; day += DAY_MS)
      for (const minute of [0, fromMinute, untilMinute]) cuts.add(day + minute * MINUTE_MS);
  }
  return [...cuts].filter((ms) => ms >= fromMs && ms < untilMs).sort((a, b) => a - b);
};

/**
 * One moment for each combination of hours in the year after `now`. Whether a moment lies within hours depends only on the
 * weekday and the time that the clock of their zone shows. Between two changes of the clocks these repeat every week, so the
 * first week of each such stretch has every combination.
 */
export const timelineOf = (hours: readonly Hours[], now: Date): Timeline => {
  const clocks = clocksOf(hours);
  const start = Math.ceil(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const end = start + YEAR_MS;
  const changes = [...clocks.values()].flatMap((clock) => clockChanges(clock, start, end));
  const bounds = [...new Set([start, ...changes])].sort((a, b) => a - b);
  const known = new Map<string, number>();
  const cells: number[] = [];
  const cellOf = (ms: number): number => {
    const at = new Date(ms);
    const answers = hours.map((one) => (isWithin(at, one) ? 'y' : 'n')).join('');
    const cell = known.get(answers) ?? known.size;
    if (!known.has(answers)) {
      known.set(answers, cell);
      cells.push(ms);
    }
    return cell;
  };
  const stretches = bounds.map((fromMs, index): Stretch => {
    const untilMs = bounds[index + 1] ?? end;
    const cuts = cutsBetween(hours, clocks, fromMs, Math.min(untilMs, fromMs + WEEK_MS));
    return { untilMs, moments: cuts.map((ms) => ({ ms, cell: cellOf(ms) })) };
  });
  return { stretches, cells };
};

/** The time during which one of some cells applies without interruption, from its first moment on; the end may be open. */
export const firstRun = (
  { stretches }: Timeline,
  cells: ReadonlySet<number>,
): { readonly fromMs: number; readonly untilMs?: number } | undefined => {
  for (const { moments, untilMs } of stretches) {
    const first = moments.findIndex(({ cell }) => cells.has(cell));
    const from = moments[first];
    if (from === undefined) continue;
    const after = moments.slice(first).find(({ cell }) => !cells.has(cell));
    // The next week of the stretch begins as the first one does.
    const repeated = moments.slice(0, first).find(({ cell }) => !cells.has(cell));
    const end = after?.ms ?? (repeated === undefined ? undefined : repeated.ms + WEEK_MS);
    return { fromMs: from.ms, ...(end === undefined || end > untilMs ? {} : { untilMs: end }) };
  }
  return undefined;
};
