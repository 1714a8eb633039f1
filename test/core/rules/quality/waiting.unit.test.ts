import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListedRule } from '../../../../functions/core/catalog/catalog.ts';
import { lapsesBeforeHours } from '../../../../functions/core/rules/quality/waiting.ts';
import type { Hours } from '../../../../functions/core/rules/when.ts';
import { halfHoursIn, START } from './brute-force.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const hours: fc.Arbitrary<Hours> = fc
  .record({
    days: fc.oneof(fc.constant([...DAYS]), fc.subarray([...DAYS], { minLength: 1 })),
    times: fc.tuple(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 1, max: 48 })).filter(([a, b]) => a !== b),
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
  })
  .map(({ days, times: [from, until], zone }) => ({ days, fromMinute: from * 30, untilMinute: until * 30, zone }));
/** Not a multiple of half an hour, so that no request lapses in the minute in which hours begin. */
const lapse = fc.integer({ min: 0, max: 80 }).map((count) => count * 60 + 15);

describe('requests that lapse before the hours of their approvers', () => {
  it('are found as by asking about each half hour of a year', () => {
    const seen = { no: 0, some: 0, always: 0 };
    fc.assert(
      fc.property(
        fc.array(hours, { minLength: 1, maxLength: 2 }),
        fc.option(hours, { nil: undefined }),
        lapse,
        (ofStages, whenHours, minutes) => {
          const rule = {
            stages: ofStages.map((one) => ({ approvers: [], approvals: 1, hours: [one] })),
            ...(whenHours === undefined ? {} : { when: { hours: [whenHours] } }),
          } as unknown as ListedRule;
          const open = ofStages.map(halfHoursIn);
          const asked = whenHours && halfHoursIn(whenHours);
          const length = open[0]?.length ?? 0;
          const isLost = (minute: number): boolean => {
            let at = minute;
            for (const stage of open) {
              const half = Math.floor(at / 30);
              if (stage[half]) continue;
              const next = stage.indexOf(true, half);
              if (next < 0 || next * 30 >= minute + minutes) return true;
              at = next * 30;
            }
            return false;
          };
          const lost = new Set<boolean>();
          for (let half = 0; (half + 1) * 30 + minutes <= length * 30; half += 1)
            if (asked?.[half] ?? true) for (const minute of [half * 30, half * 30 + 29]) lost.add(isLost(minute));
          const found = lapsesBeforeHours(rule, minutes, START);
          const expected = !lost.has(true) ? 'no' : lost.has(false) ? 'some' : 'always';
          seen[expected] += 1;

          expect(found === undefined ? 'no' : found.isAlways ? 'always' : 'some').toBe(expected);
        },
      ),
      { numRuns: Number(process.env['PROOFS'] ?? 60), seed: 3 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });
});
