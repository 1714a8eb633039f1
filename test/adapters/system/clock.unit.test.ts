import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../functions/adapters/system/clock.ts';
import { aClock } from '../../support/fixed-clock.ts';

describe('the system clock', () => {
  it('advances, and its pause ends', async () => {
    const clock = createSystemClock();
    const before = clock.now();

    await clock.pause(2);

    expect(clock.now().getTime()).toBeGreaterThan(before.getTime());
  });
});

describe('the test clock', () => {
  it('advances only when a test advances it or pauses, and returns copies of its time', async () => {
    const clock = aClock('2030-01-01T12:00:00Z');
    clock.now().setTime(0);

    clock.advance({ minutes: 2, seconds: 3 });
    await clock.pause(500);

    expect(clock.now()).toEqual(new Date('2030-01-01T12:02:03.500Z'));
    expect(() => aClock('noon')).toThrow(RangeError);
  });
});
