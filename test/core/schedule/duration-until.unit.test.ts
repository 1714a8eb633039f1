import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClockTime,
  type FoundMoment,
  startToMoment,
  untilToMinutes,
} from '../../../functions/core/schedule/duration.ts';

const time = (text: string, day?: 'today' | 'tomorrow'): ClockTime => {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return { hour, minute, ...(day === undefined ? {} : { day }) };
};
const moment = (at: string, minutes: number): FoundMoment => ({ kind: 'moment', at: new Date(at), minutes });

describe('an end at a time of day', () => {
  it.each([
    ['Europe/Berlin', '2030-01-15T12:00:00Z', '17:00', '2030-01-15T16:00:00Z', 240],
    ['America/New_York', '2030-01-15T12:00:00Z', '17:00', '2030-01-15T22:00:00Z', 600],
    ['Asia/Kolkata', '2030-01-15T06:00:00Z', '17:00', '2030-01-15T11:30:00Z', 330],
    ['Asia/Kathmandu', '2030-01-15T06:00:00Z', '17:00', '2030-01-15T11:15:00Z', 315],
    ['UTC', '2030-01-15T12:00:00Z', '17:00', '2030-01-15T17:00:00Z', 300],
    ['Pacific/Kiritimati', '2030-01-15T12:00:00Z', '3:00', '2030-01-15T13:00:00Z', 60],
  ])('uses the time zone %s', (zone, now, until, at, minutes) => {
    expect(untilToMinutes(time(until), zone, new Date(now))).toEqual(moment(at, minutes));
  });

  it('counts only whole minutes, so that access never ends later than requested', () => {
    const found = untilToMinutes(time('17:00'), 'UTC', new Date('2030-01-15T16:30:30.500Z'));

    expect(found).toEqual(moment('2030-01-15T17:00:00Z', 29));
  });

  it('means the coming night if it is less than twelve hours away', () => {
    const found = untilToMinutes(time('2:00'), 'UTC', new Date('2030-01-15T22:00:00Z'));

    expect(found).toEqual(moment('2030-01-16T02:00:00Z', 240));
  });

  it('is refused if it has just passed, instead of meaning tomorrow', () => {
    const found = untilToMinutes(time('17:00'), 'UTC', new Date('2030-01-15T17:05:00Z'));

    expect(found).toEqual({
      kind: 'already_past',
      why: '17:00 has already passed today',
      tryThis: '17:00 tomorrow',
    });
  });

  it('is refused if it is the current minute', () => {
    const found = untilToMinutes(time('17:00'), 'UTC', new Date('2030-01-15T17:00:00Z'));

    expect(found.kind).toBe('already_past');
  });

  it('means tomorrow only if `tomorrow` was typed', () => {
    const now = new Date('2030-01-15T08:00:00Z');

    expect(untilToMinutes(time('17:00', 'tomorrow'), 'UTC', now)).toEqual(moment('2030-01-16T17:00:00Z', 33 * 60));
    expect(untilToMinutes(time('7:00', 'today'), 'UTC', now).kind).toBe('already_past');
  });

  it('counts from a later start, even past midnight', () => {
    const now = new Date('2030-01-15T10:00:00Z');
    const start = new Date('2030-01-15T22:00:00Z');

    expect(untilToMinutes(time('2:00'), 'UTC', now, start)).toEqual(moment('2030-01-16T02:00:00Z', 240));
    expect(untilToMinutes(time('2:00', 'tomorrow'), 'UTC', now, start)).toEqual(moment('2030-01-16T02:00:00Z', 240));
    expect(untilToMinutes(time('21:00'), 'UTC', now, start)).toMatchObject({ why: '21:00 has already passed by then' });
  });

  it.each(['Mars/Olympus', '', 'Europe/Berlin ', '../etc/localtime'])('refuses the unknown time zone "%s"', (zone) => {
    const found = untilToMinutes(time('17:00'), zone, new Date('2030-01-15T12:00:00Z'));

    expect(found).toEqual({ kind: 'unknown_time_zone', timeZone: zone });
  });
});

describe('an end at a time of day with a clock change', () => {
  it.each([
    ['forward: an hour less', 'Europe/Berlin', '2030-03-30T23:00:00Z', '6:00', '2030-03-31T04:00:00Z', 300],
    ['back: an hour more', 'Europe/Berlin', '2030-10-26T22:00:00Z', '6:00', '2030-10-27T05:00:00Z', 420],
    ['forward in New York', 'America/New_York', '2030-03-10T05:00:00Z', '6:00', '2030-03-10T10:00:00Z', 300],
    ['back in New York', 'America/New_York', '2030-11-03T04:00:00Z', '6:00', '2030-11-03T11:00:00Z', 420],
    ['back by half an hour', 'Australia/Lord_Howe', '2030-04-06T13:00:00Z', '6:00', '2030-04-06T19:30:00Z', 390],
  ])('counts elapsed minutes: %s', (_, zone, now, until, at, minutes) => {
    expect(untilToMinutes(time(until), zone, new Date(now))).toEqual(moment(at, minutes));
  });

  it('is the clock change if the clock skips that time', () => {
    const found = untilToMinutes(time('2:30'), 'Europe/Berlin', new Date('2030-03-31T00:00:00Z'));

    expect(found).toEqual(moment('2030-03-31T01:00:00Z', 60));
  });

  it('is the clock change if the clock skips midnight', () => {
    const found = untilToMinutes(time('0:00'), 'Africa/Cairo', new Date('2030-04-25T20:00:00Z'));

    expect(found).toEqual(moment('2030-04-25T22:00:00Z', 120));
  });

  it('is the first occurrence of a repeated time, or the second for a request in between', () => {
    const before = untilToMinutes(time('2:30'), 'Europe/Berlin', new Date('2030-10-27T00:00:00Z'));
    const between = untilToMinutes(time('2:30'), 'Europe/Berlin', new Date('2030-10-27T00:40:00Z'));

    expect(before).toEqual(moment('2030-10-27T00:30:00Z', 30));
    expect(between).toEqual(moment('2030-10-27T01:30:00Z', 50));
  });

  it('is in the future, within a day', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Africa/Cairo',
      'America/Santiago',
      'Pacific/Chatham',
    );
    const minutes = fc.integer({ min: 0, max: 4 * 365 * 24 * 60 });
    const clock = fc.record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) });

    fc.assert(
      fc.property(zones, minutes, clock, (timeZone, offset, until) => {
        const now = new Date(Date.UTC(2030, 0, 1) + offset * 60_000);
        const found = untilToMinutes(until, timeZone, now);
        if (found.kind !== 'moment') return;

        const shown = (at: number): number => {
          const [hour = 0, minute = 0] = new Date(at)
            .toLocaleTimeString('en-GB', { timeZone, timeStyle: 'short' })
            .split(':')
            .map(Number);
          return hour * 60 + minute;
        };
        const since = shown(found.at.getTime() - 60_000);
        const minutesSince = (wall: number): number => (wall - since + 1440) % 1440;
        const wanted = minutesSince(until.hour * 60 + until.minute);
        expect(found.at.getTime()).toBeGreaterThan(now.getTime());
        expect(found.minutes).toBeLessThanOrEqual(25 * 60);
        expect(wanted).toBeGreaterThan(0);
        expect(wanted).toBeLessThanOrEqual(minutesSince(shown(found.at.getTime())));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a start at a time of day', () => {
  it('is now if it is the current minute', () => {
    const now = new Date('2030-01-15T13:00:42Z');

    expect(startToMoment(time('14:00'), 'Europe/Berlin', now)).toEqual({ kind: 'moment', at: now, minutes: 0 });
  });

  it('is later today or in the coming night; a past time is refused', () => {
    const now = new Date('2030-01-15T13:01:00Z');

    expect(startToMoment(time('15:00'), 'Europe/Berlin', now)).toEqual(moment('2030-01-15T14:00:00Z', 59));
    expect(startToMoment(time('0:30'), 'Europe/Berlin', now)).toEqual(moment('2030-01-15T23:30:00Z', 629));
    expect(startToMoment(time('14:00'), 'Europe/Berlin', now).kind).toBe('already_past');
    expect(startToMoment(time('14:00', 'tomorrow'), 'Europe/Berlin', now)).toMatchObject({ kind: 'moment' });
    expect(startToMoment(time('14:00'), 'Nowhere', now).kind).toBe('unknown_time_zone');
  });
});
