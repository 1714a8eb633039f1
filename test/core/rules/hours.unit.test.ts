import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin } from '../../../functions/core/rules/hours.ts';
import { type Hours, WEEKDAYS } from '../../../functions/core/rules/when.ts';

const MINUTE_MS = 60_000;
const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const at = (text: string): Date => new Date(text);
const hours = (
  fromMinute: number,
  untilMinute: number,
  zone = 'Europe/Berlin',
  days: Hours['days'] = WORKDAYS,
): Hours => ({
  days,
  fromMinute,
  untilMinute,
  zone,
});
const office = hours(9 * 60, 18 * 60);
const night = hours(22 * 60, 6 * 60, 'Europe/Berlin', ['fri']);

describe('hours of a rule', () => {
  it('begin at their first minute and end before their last', () => {
    // Berlin is one hour ahead of UTC in winter.
    expect(isWithin(at('2030-01-07T07:59:59Z'), office)).toBe(false);
    expect(isWithin(at('2030-01-07T08:00:00Z'), office)).toBe(true);
    expect(isWithin(at('2030-01-07T16:59:59Z'), office)).toBe(true);
    expect(isWithin(at('2030-01-07T17:00:00Z'), office)).toBe(false);
  });

  it('follow the clocks of their zone into summer', () => {
    // In 2030 the clocks of Berlin are put forward on 31 March.
    expect(isWithin(at('2030-03-29T07:30:00Z'), office)).toBe(false);
    expect(isWithin(at('2030-04-01T07:30:00Z'), office)).toBe(true);
  });

  it('belong to the day in their zone, not to the day in UTC', () => {
    // 23:30 UTC on Sunday is Monday in Tokyo.
    expect(isWithin(at('2030-01-06T23:30:00Z'), hours(8 * 60, 9 * 60, 'Asia/Tokyo', ['mon']))).toBe(true);
    expect(isWithin(at('2030-01-06T23:30:00Z'), hours(8 * 60, 9 * 60, 'Asia/Tokyo', ['sun']))).toBe(false);
  });

  it('belong to the day on which they begin when they cross midnight', () => {
    expect(isWithin(at('2030-01-04T21:00:00Z'), night)).toBe(true);
    expect(isWithin(at('2030-01-05T04:59:00Z'), night)).toBe(true);
    expect(isWithin(at('2030-01-05T05:00:00Z'), night)).toBe(false);
    expect(isWithin(at('2030-01-04T04:00:00Z'), night)).toBe(false);
  });

  it('cover a whole day until 24:00', () => {
    const saturday = hours(0, 24 * 60, 'Europe/Berlin', ['sat']);
    expect(isWithin(at('2030-01-04T23:00:00Z'), saturday)).toBe(true);
    expect(isWithin(at('2030-01-05T22:59:59Z'), saturday)).toBe(true);
    expect(isWithin(at('2030-01-05T23:00:00Z'), saturday)).toBe(false);
  });

  it('include both passes of an hour that is shown twice, and skip the hour that is left out', () => {
    const twoToThree = hours(2 * 60, 3 * 60, 'Europe/Berlin', ['sun']);
    // On 27 October 2030 the clocks of Berlin show 02:00 to 03:00 twice, on 31 March not at all.
    expect(isWithin(at('2030-10-27T00:30:00Z'), twoToThree)).toBe(true);
    expect(isWithin(at('2030-10-27T01:30:00Z'), twoToThree)).toBe(true);
    expect(isWithin(at('2030-03-31T00:59:00Z'), twoToThree)).toBe(false);
    expect(isWithin(at('2030-03-31T01:00:00Z'), twoToThree)).toBe(false);
  });

  it('refuse a zone that the runtime does not know', () => {
    expect(() => isWithin(at('2030-01-07T08:00:00Z'), hours(0, 60, 'Europe/Atlantis'))).toThrow('Europe/Atlantis');
  });

  it('of the day and of the night leave no minute out and share none, across changes of the clocks', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca'];
    // 2030-01-01, in minutes since 1970, and the minutes of one year.
    const minutes = fc.integer({ min: 31_556_160, max: 31_556_160 + 525_600 });
    const bound = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(minutes, bound, bound, fc.constantFrom(...zones), (minute, from, until, zone) => {
        fc.pre(from !== until);
        const moment = new Date(minute * MINUTE_MS);
        const one = isWithin(moment, hours(from, until, zone, WEEKDAYS));
        const other = isWithin(moment, hours(until, from, zone, WEEKDAYS));
        expect(one).toBe(!other);
      }),
      { numRuns: 500 },
    );
  });
});
