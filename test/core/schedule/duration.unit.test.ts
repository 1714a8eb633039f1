import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatClockTime,
  formatDuration,
  parseClockTime,
  parseDuration,
} from '../../../functions/core/schedule/duration.ts';

describe('durations as text', () => {
  it.each([
    ['90m', 90],
    ['2h', 120],
    ['1h30m', 90],
    ['1h 30m', 90],
    ['1h30', 90],
    ['1h05', 65],
    ['1.5h', 90],
    ['1,5h', 90],
    ['0.25h', 15],
    ['45 min', 45],
    ['45 minutes', 45],
    ['2 Hours', 120],
    ['1 hr', 60],
    ['1 hour and 30 minutes', 90],
    ['\u00a02\u00a0h ', 120],
    ['12h', 720],
  ])('are accepted in common notations: %s', (written, minutes) => {
    expect(parseDuration(written)).toEqual({ kind: 'minutes', minutes });
  });

  it.each([
    ['', '2h'],
    ['2', '2h'],
    ['90', '90m'],
    ['2hh', '2h'],
    ['45mn', '45m'],
    ['2d', '8h'],
    ['1 week', '8h'],
    ['90s', '2m'],
    ['0m', '15m'],
    ['0h', '15m'],
    ['0h0m', '15m'],
    ['-2h', '15m'],
    ['1h90m', '2h 30m'],
    ['1:30', '1h 30m'],
    ['1.333h', '1h 19m'],
    ['0.5m', '1m'],
    ['1h30m15s', '1h30m'],
    ['30m1h', '30m'],
    ['two hours', '1h30m'],
    ['999999999999h', '8h'],
    ['2h or so', '2h'],
    ['+30m', '30m'],
    ['2小时', '2h'],
    ['1h30m15s', '1h30m'],
    ['٢h', '1h30m'],
  ])('are refused with a valid suggestion: "%s"', (written, tryThis) => {
    const refused = parseDuration(written);

    expect(refused).toMatchObject({ kind: 'not_a_duration', tryThis });
    expect(parseDuration(tryThis)).toMatchObject({ kind: 'minutes' });
  });

  it('quote only the beginning of a long text', () => {
    const refused = parseDuration('x'.repeat(8000));

    expect(JSON.stringify(refused).length).toBeLessThan(200);
  });

  it('are parsed from their formatted text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), (minutes) => {
        expect(parseDuration(formatDuration(minutes))).toEqual({ kind: 'minutes', minutes });
      }),
    );
  });

  it('never cause an exception in the parser', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parsed = parseDuration(text);

        expect(parsed.kind === 'minutes' ? Number.isInteger(parsed.minutes) && parsed.minutes > 0 : true).toBe(true);
      }),
    );
  });

  it.each([
    [90, '1h 30m'],
    [60, '1h'],
    [45, '45m'],
    [0, '0m'],
    [719.9, '11h 59m'],
  ])('are formatted: %s minutes as %s', (minutes, shown) => {
    expect(formatDuration(minutes)).toBe(shown);
  });
});

describe('times of day as text', () => {
  it.each([
    ['17:00', { hour: 17, minute: 0 }],
    ['9.30', { hour: 9, minute: 30 }],
    ['09:05', { hour: 9, minute: 5 }],
    ['5pm', { hour: 17, minute: 0 }],
    ['5:30 PM', { hour: 17, minute: 30 }],
    ['12am', { hour: 0, minute: 0 }],
    ['12:15 am', { hour: 0, minute: 15 }],
    ['12pm', { hour: 12, minute: 0 }],
    ['0:00', { hour: 0, minute: 0 }],
    ['at 17:00', { hour: 17, minute: 0 }],
    ['tomorrow 9:00', { hour: 9, minute: 0, day: 'tomorrow' }],
    ['tomorrow at 5 pm', { hour: 17, minute: 0, day: 'tomorrow' }],
    ['17:00 today', { hour: 17, minute: 0, day: 'today' }],
  ])('are accepted in common notations: %s', (written, time) => {
    expect(parseClockTime(written)).toEqual({ kind: 'clock_time', time });
  });

  it.each(['17', '24:00', '25:00', '17:60', '13pm', '0am', '5', 'noon', '', 'tomorrow', 'tomorrow 9:00 today', '17:0'])(
    'are refused with a valid suggestion: "%s"',
    (written) => {
      const refused = parseClockTime(written);

      expect(refused.kind).toBe('not_a_clock_time');
      expect(parseClockTime('tryThis' in refused ? refused.tryThis : '')).toMatchObject({ kind: 'clock_time' });
    },
  );

  it('are parsed from their formatted text', () => {
    const times = fc.record(
      {
        hour: fc.integer({ min: 0, max: 23 }),
        minute: fc.integer({ min: 0, max: 59 }),
        day: fc.constantFrom('today' as const, 'tomorrow' as const),
      },
      { requiredKeys: ['hour', 'minute'] },
    );

    fc.assert(
      fc.property(times, (time) => {
        expect(parseClockTime(formatClockTime(time))).toEqual({ kind: 'clock_time', time });
      }),
    );
  });
});
