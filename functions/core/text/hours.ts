import { type Hours, WEEKDAYS, type Weekday } from '../rules/when.ts';

const MONDAY_FIRST: readonly Weekday[] = [...WEEKDAYS.slice(1), ...WEEKDAYS.slice(0, 1)];

const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** `Mon to Fri`, or `Mon, Wed`. */
const daysOf = (days: readonly Weekday[]): string => {
  const sorted = MONDAY_FIRST.filter((day) => days.includes(day));
  const names = sorted.map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1)}`);
  const start = MONDAY_FIRST.indexOf(sorted[0] ?? 'mon');
  const isRun = sorted.every((day, index) => MONDAY_FIRST[start + index] === day);
  return isRun && names.length > 2 ? `${names[0]} to ${names.at(-1)}` : names.join(', ');
};

/** `Mon to Fri 09:00–18:00 Europe/Berlin`. */
export const hoursText = (hours: readonly Hours[]): string =>
  hours
    .map(
      ({ days, fromMinute, untilMinute, zone }) =>
        `${daysOf(days)} ${timeOf(fromMinute)}–${timeOf(untilMinute)} ${zone}`,
    )
    .join(' or ');
