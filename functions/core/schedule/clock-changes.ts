import { asIfUtc, changeBetween, type WallClock } from './wall-clock.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How far a clock is ahead of UTC at a moment, in milliseconds. */
export const offsetMsOf = (clock: WallClock, ms: number): number =>
  asIfUtc(clock.at(new Date(ms))) - Math.floor(ms / MINUTE_MS) * MINUTE_MS;

/** When a clock is put forward or back after `fromMs` and before `untilMs`, in order. No zone does so twice within a day. */
export const clockChanges = (clock: WallClock, fromMs: number, untilMs: number): readonly number[] => {
  const offset = (ms: number): number => offsetMsOf(clock, ms);
  const changes: number[] = [];
  let [ms, before] = [fromMs, offset(fromMs)];
  while (ms < untilMs) {
    const next = Math.min(ms + DAY_MS, untilMs);
    const after = offset(next);
    if (after !== before) changes.push(changeBetween(offset, ms, next));
    [ms, before] = [next, after];
  }
  return changes.filter((change) => change < untilMs);
};
