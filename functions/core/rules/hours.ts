import { type WallClock, wallClockIn } from '../schedule/wall-clock.ts';
import { type Hours, WEEKDAYS } from './when.ts';

const clockOf = (zone: string): WallClock => {
  const clock = wallClockIn(zone);
  if (clock === undefined) throw new RangeError(`this runtime does not know the time zone ${zone}`);
  return clock;
};

/**
 * Whether a moment lies within some hours, by what the clocks of their zone show then. An hour that is shown twice counts
 * twice; one that is left out does not occur. Throws a RangeError for a zone that the runtime does not know.
 */
export const isWithin = (moment: Date, { days, fromMinute, untilMinute, zone }: Hours): boolean => {
  const { year, month, day, hour, minute } = clockOf(zone).at(moment);
  const shown = hour * 60 + minute;
  const beginsOn = (daysBefore: number): boolean => {
    const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, day - daysBefore)).getUTCDay()];
    return weekday !== undefined && days.includes(weekday);
  };
  if (fromMinute < untilMinute) return fromMinute <= shown && shown < untilMinute && beginsOn(0);
  if (fromMinute === untilMinute) return false;
  return shown >= fromMinute ? beginsOn(0) : shown < untilMinute && beginsOn(1);
};
