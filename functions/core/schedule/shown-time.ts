import { WEEKDAYS } from '../rules/when.ts';
import { wallClockIn } from './wall-clock.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** `Sat 2026-11-28 20:00`, as the clocks of a zone show it. */
export const shownIn = (ms: number, zone: string): string => {
  const at = new Date(ms);
  const { year, month, day, hour, minute } = wallClockIn(zone)?.at(at) ?? {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
  };
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '';
  const name = `${weekday.slice(0, 1).toUpperCase()}${weekday.slice(1)}`;
  return `${name} ${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
};

/** `2026-11-28T20:00Z`, as commands take it. */
export const shownTime = (at: Date): string => `${at.toISOString().slice(0, 16)}Z`;
