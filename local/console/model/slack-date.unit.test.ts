import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayHeading, epochSecondsOf, formatSlackDate, localDateTime } from './slack-date.ts';

const now = new Date('2030-01-01T12:00:00Z');
const at = (iso: string): number => new Date(iso).getTime() / 1000;
const inNewYork = { timeZone: 'America/New_York', now };
const inBerlin = { timeZone: 'Europe/Berlin', now };

describe('times in a reader’s time zone', () => {
  it('shows the same time to each reader in their own time zone', () => {
    const end = at('2030-01-01T23:30:00Z');
    const pattern = '{date_short_pretty} at {time}';

    expect(formatSlackDate(end, pattern, '', inNewYork)).toBe('today at 6:30 PM');
    expect(formatSlackDate(end, pattern, '', inBerlin)).toBe('tomorrow at 12:30 AM');
  });

  it.each([
    ['{date_num}', '2030-02-03'],
    ['{date}', 'February 3rd, 2030'],
    ['{date_short}', 'Feb 3, 2030'],
    ['{date_long}', 'Sunday, February 3rd, 2030'],
    ['{date_long_pretty}', 'Sunday, February 3rd, 2030'],
    ['{time}', '9:05 AM'],
    ['{time_secs}', '9:05:07 AM'],
  ])('supports Slack’s token %s', (token, shown) => {
    expect(formatSlackDate(at('2030-02-03T08:05:07Z'), token, '', inBerlin)).toBe(shown);
  });

  it('shows the fallback for an unknown token', () => {
    expect(formatSlackDate(0, '{date} {moon_phase}', '1970-01-01 UTC', inBerlin)).toBe('1970-01-01 UTC');
  });

  it('names days that are near as today and yesterday', () => {
    expect(dayHeading(new Date('2029-12-31T12:00:00Z'), inBerlin)).toBe('Yesterday');
    expect(dayHeading(new Date('2029-12-22T12:00:00Z'), inBerlin)).toBe('Saturday, December 22nd, 2029');
  });

  it('converts a picked time from the user’s time zone, across a clock change', () => {
    expect(epochSecondsOf('2030-03-31T01:30', 'Europe/Berlin')).toBe(at('2030-03-31T00:30:00Z'));
    expect(epochSecondsOf('2030-03-31T03:30', 'Europe/Berlin')).toBe(at('2030-03-31T01:30:00Z'));
  });

  it('shows a picked time as it was picked', () => {
    const minutes = fc.integer({ min: 30_000_000, max: 40_000_000 });
    const zones = fc.constantFrom('UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Chatham');

    fc.assert(
      fc.property(minutes, zones, (minute, timeZone) => {
        const shown = localDateTime(minute * 60, timeZone);

        expect(localDateTime(epochSecondsOf(shown, timeZone), timeZone)).toBe(shown);
      }),
    );
  });
});
