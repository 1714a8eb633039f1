import { describe, expect, it } from 'vitest';
import { dayNumber, onCallAt, type Rotation } from '../../../functions/core/schedule/rotation.ts';
import { aRotation as rotation, U } from '../../support/builders.ts';

const [alice, bob, carol] = [U('alice'), U('bob'), U('carol')];

const at = (time: string, more: Partial<Rotation> = {}) => onCallAt(rotation(more), new Date(time));

describe('a rotation', () => {
  it('hands over at the second, and begins with the first user', () => {
    expect(at('2030-03-18T07:59:59.999Z')).toBeUndefined();
    expect(at('2030-03-18T08:00:00Z')).toBe(alice);
    expect(at('2030-03-25T07:59:59.999Z')).toBe(alice);
    expect(at('2030-03-25T08:00:00Z')).toBe(bob);
  });

  it('hands over at the same time of day after the clocks have changed', () => {
    // The clocks of Berlin are put forward on 2030-03-31, and back on 2030-10-27.
    expect([at('2030-04-01T06:59:59Z'), at('2030-04-01T07:00:00Z')]).toEqual([bob, alice]);
    expect([at('2030-10-28T07:59:59Z'), at('2030-10-28T08:00:00Z')]).toEqual([bob, alice]);
  });

  it('hands over once if the clocks show its time twice, and at the change if they skip it', () => {
    const back = { hour: 2, minute: 30, shiftDays: 1, fromDay: dayNumber(2030, 10, 26) };
    const forward = { hour: 2, minute: 30, shiftDays: 1, fromDay: dayNumber(2030, 3, 30) };

    // 02:30 is shown at 00:30Z and at 01:30Z.
    const times = ['00:29:59', '00:30:00', '01:05:00', '01:30:00'].map((time) => at(`2030-10-27T${time}Z`, back));
    expect(times).toEqual([alice, bob, bob, bob]);
    expect([at('2030-03-31T00:59:59Z', forward), at('2030-03-31T01:00:00Z', forward)]).toEqual([alice, bob]);
  });

  it('has other users during overrides', () => {
    const overrides = [
      { user: carol, fromMs: Date.parse('2030-03-20T00:00:00Z'), untilMs: Date.parse('2030-03-21T00:00:00Z') },
    ];

    expect(at('2030-03-19T23:59:59Z', { overrides })).toBe(alice);
    expect(at('2030-03-20T00:00:00Z', { overrides })).toBe(carol);
    expect(at('2030-03-21T00:00:00Z', { overrides })).toBe(alice);
  });

  it('has exactly one user at each moment, who changes as often as there are handovers', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
      const daily = rotation({ zone, shiftDays: 1, users: [alice, bob, carol], hour: 2, minute: 15 });
      const begin = Date.parse('2030-03-20T00:00:00Z');
      const users = Array.from({ length: 365 * 24 }, (_, hour) => onCallAt(daily, new Date(begin + hour * 3_600_000)));
      const changes = users.filter((user, hour) => hour > 0 && user !== users[hour - 1]).length;

      expect([zone, users.includes(undefined), changes]).toEqual([zone, false, 365]);
    }
  });
});
