import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayNumber, onCallAt } from '../../../functions/core/schedule/rotation.ts';
import { shiftAt } from '../../../functions/core/schedule/shift.ts';
import { addMinutes } from '../../../functions/core/time.ts';
import { aRotation as rotation, U } from '../../support/builders.ts';

const [alice, bob, carol] = [U('alice'), U('bob'), U('carol')];

describe('the shift of a rotation', () => {
  it('lasts until the next handover, after a change of the clocks too, and names who is next', () => {
    expect(shiftAt(rotation(), new Date('2030-03-20T12:00:00Z'))).toEqual({
      user: alice,
      until: new Date('2030-03-25T08:00:00Z'),
      next: bob,
    });
    expect(shiftAt(rotation(), new Date('2030-03-30T12:00:00Z'))).toEqual({
      user: bob,
      until: new Date('2030-04-01T07:00:00Z'),
      next: alice,
    });
  });

  it('has no user before the first handover, and no end if only one user takes turns', () => {
    expect(shiftAt(rotation(), new Date('2030-01-01T12:00:00Z'))).toEqual({
      until: new Date('2030-03-18T08:00:00Z'),
      next: alice,
    });
    expect(shiftAt(rotation({ users: [carol] }), new Date('2030-05-01T12:00:00Z'))).toEqual({ user: carol });
  });

  it('ends at the first moment at which another user is on call, in any zone and with any override', () => {
    const zones = ['Europe/Berlin', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Australia/Lord_Howe'];
    const start = new Date('2030-03-25T00:00:00Z');
    const half = fc.integer({ min: 0, max: 700 });
    const any = fc.record({
      users: fc.array(fc.constantFrom(alice, bob, carol), { minLength: 1, maxLength: 4 }),
      shiftDays: fc.integer({ min: 1, max: 3 }),
      fromDay: fc.integer({ min: -5, max: 5 }).map((days) => dayNumber(2030, 3, 25) + days),
      hour: fc.integer({ min: 0, max: 23 }),
      minute: fc.constantFrom(0, 30),
      zone: fc.constantFrom(...zones),
      overrides: fc.tuple(half, half).map(([one, other]) => {
        const [fromMs = 0, untilMs = 0] = [one, other]
          .sort((a, b) => a - b)
          .map((halves) => addMinutes(start, halves * 30).getTime());
        return fromMs === untilMs ? [] : [{ user: carol, fromMs, untilMs }];
      }),
    });

    fc.assert(
      fc.property(any, half, (one, halves) => {
        const moment = addMinutes(start, halves * 30);
        const user = onCallAt(one, moment);
        const later = Array.from({ length: 48 * 20 }, (_, index) => addMinutes(moment, (index + 1) * 30));
        const until = later.find((at) => onCallAt(one, at) !== user);
        const next = until && onCallAt(one, until);
        expect(shiftAt(one, moment)).toEqual({
          ...(user === undefined ? {} : { user }),
          ...(until === undefined ? {} : { until }),
          ...(next === undefined ? {} : { next }),
        });
      }),
      { numRuns: 100, seed: 5 },
    );
  });
});
