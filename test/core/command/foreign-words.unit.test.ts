import { describe, expect, it } from 'vitest';
import { FOREIGN_DAYS, FOREIGN_HOURS, FOREIGN_MINUTES } from '../../../functions/core/command/foreign-words.ts';

const LANGUAGES = ['de', 'fr', 'es', 'it', 'pt', 'nl', 'ja'];
const ENGLISH = new Set(['h', 'hour', 'hours', 'm', 'min', 'mins', 'minutes']);

const unitsOf = (unit: 'hour' | 'minute') =>
  LANGUAGES.flatMap((language) =>
    (['long', 'short'] as const).flatMap((unitDisplay) => {
      const { format } = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay });
      return [1, 2, 5].map((amount) =>
        format(amount)
          .replace(/^[\d\s]+|\.$/g, '')
          .toLowerCase(),
      );
    }),
  ).filter((word) => !ENGLISH.has(word));

describe('the words of other languages', () => {
  it('contain the days as Intl writes them', () => {
    const week = Array.from({ length: 7 }, (_, day) => new Date(Date.UTC(2030, 0, day)));
    const days = LANGUAGES.flatMap((language) => {
      const near = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
      const weekday = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
      return [near.format(0, 'day'), near.format(1, 'day'), ...week.map((date) => weekday.format(date))];
    });

    expect([...new Set(days.map((day) => day.toLowerCase()))].filter((day) => !FOREIGN_DAYS.has(day))).toEqual([]);
  });

  it('contain the units of time as Intl writes them', () => {
    expect(unitsOf('hour').filter((word) => !FOREIGN_HOURS.has(word))).toEqual([]);
    expect(unitsOf('minute').filter((word) => !FOREIGN_MINUTES.has(word))).toEqual([]);
  });
});
