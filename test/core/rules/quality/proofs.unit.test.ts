import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListedRule, Schedule, Who } from '../../../../functions/core/catalog/catalog.ts';
import { gapsIn } from '../../../../functions/core/rules/quality/gaps.ts';
import { identitiesIn } from '../../../../functions/core/rules/quality/holders.ts';
import { neverApplies } from '../../../../functions/core/rules/quality/reachable.ts';
import { timelineOf } from '../../../../functions/core/rules/quality/timeline.ts';
import type { Hours } from '../../../../functions/core/rules/when.ts';
import { type Asked, everyRequest, isGrantable, MINIMUM, mayAsk, momentsOf, ruleFor, START } from './brute-force.ts';

const SCHEDULES = {
  st: { kind: 'static', users: ['UA'] },
  rot: { kind: 'rotation', users: ['UA', 'UB'], overrides: [] },
  pd: { kind: 'pagerduty', scheduleId: 'P' },
} as unknown as Readonly<Record<string, Schedule>>;

/** What a rule that refuses has of a rule that grants. */
const NO_ONE = { requesters: [], approvals: 1, durationMinutes: { default: 3, max: 3 } };

const who = fc.constantFrom<Who>(
  ...(['st', 'rot', 'pd'].map((id) => ({ kind: 'onCall', id })) as Who[]),
  { kind: 'group', id: 'S1' as never },
  ...(['UA', 'UB'].map((id) => ({ kind: 'user', id })) as Who[]),
);
const list = fc.array(who, { minLength: 1, maxLength: 2 });
const open = fc.oneof(
  { weight: 2, arbitrary: fc.constant<readonly Who[]>([{ kind: 'everyone' }]) },
  { weight: 1, arbitrary: list },
);
const halves = (min: number, max: number) => fc.integer({ min, max }).map((half) => half * 30);
const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
// Mostly the hours that companies have, so that rules often cover each other.
const hours: fc.Arbitrary<Hours> = fc
  .record({
    days: fc.oneof(
      fc.constantFrom([...DAYS], DAYS.slice(0, 5), DAYS.slice(5)),
      fc.subarray([...DAYS], { minLength: 1 }),
    ),
    times: fc.oneof(
      fc.constantFrom([0, 1440], [540, 1080], [1080, 540], [0, 1440]),
      fc.tuple(halves(0, 47), halves(1, 48)).filter(([from, until]) => from !== until),
    ),
    zone,
  })
  .map(({ days, times: [fromMinute = 0, untilMinute = 0], zone: name }) => ({
    days,
    fromMinute,
    untilMinute,
    zone: name,
  }));
const bound = fc.integer({ min: 2, max: 5 });
const when = fc.record(
  {
    requester: list,
    duration: fc.record({ minMinutes: bound, maxMinutes: bound }, { requiredKeys: [] }),
    hours: fc.array(hours, { minLength: 1, maxLength: 2 }),
    emergency: fc.boolean(),
    start: fc.constantFrom('now' as const, 'scheduled' as const),
  },
  { requiredKeys: [] },
);
const rule = fc
  .record(
    {
      when,
      requesters: open,
      approvals: fc.integer({ min: 0, max: 1 }),
      durationMinutes: fc.record({ default: fc.constant(3), max: fc.integer({ min: 3, max: 5 }) }),
      emergency: fc.record({ requesters: open, maxMinutes: bound }),
      extend: fc.record({ byMinutes: bound, maxTotalMinutes: fc.integer({ min: 4, max: 6 }) }),
      onBehalfOf: list,
    },
    { requiredKeys: ['requesters', 'approvals', 'durationMinutes'] },
  )
  .map((one) => one as unknown as ListedRule);
const refusal = when
  .filter((one) => Object.keys(one).length > 0)
  .map((one) => ({ when: one, refuse: 'No.', ...NO_ONE }) as unknown as ListedRule);
const listed = fc.oneof({ weight: 5, arbitrary: rule }, { weight: 1, arbitrary: refusal });

const RUNS = Number(process.env['PROOFS'] ?? 24);

describe('the proofs about the rules of a role', () => {
  it('find what asking about every request of a year finds', () => {
    const seen = { never: 0, applies: 0, gaps: 0, closed: 0 };
    fc.assert(
      fc.property(fc.array(listed, { minLength: 2, maxLength: 3 }), (rules) => {
        const allHours = rules.flatMap(({ when: part }) => part?.hours ?? []);
        const lists = rules.flatMap((one) => [
          ...(one.when?.requester ?? []),
          ...one.requesters,
          ...(one.emergency?.requesters ?? []),
          ...(one.onBehalfOf ?? []),
        ]);
        const { cells: moments } = timelineOf(allHours, START);
        const identities = identitiesIn(lists, SCHEDULES);
        const world = { schedules: SCHEDULES, identities, minimumMinutes: MINIMUM, moments };
        const never = rules.map((_, index) => neverApplies(rules, index, world) !== undefined);
        const hasGap = gapsIn(rules, world).some(({ lengths }) => lengths !== 'default');

        const granted = new Set<number>();
        let isUncovered = false;
        const isForOthers = rules.some(({ onBehalfOf }) => onBehalfOf !== undefined);
        const note = (asked: Asked): void => {
          const found = ruleFor(rules, asked);
          const chosen = found === undefined ? undefined : rules[found];
          if (found !== undefined && chosen !== undefined && isGrantable(chosen, rules, asked)) granted.add(found);
          if (found === undefined && mayAsk(rules, asked)) isUncovered = true;
        };
        for (const asked of everyRequest(momentsOf(allHours), 6, isForOthers)) {
          note(asked);
          if (granted.size === rules.length && isUncovered) break;
        }
        seen[hasGap ? 'gaps' : 'closed'] += 1;
        for (const one of never) seen[one ? 'never' : 'applies'] += 1;
        expect({ never, hasGap }).toEqual({ never: rules.map((_, index) => !granted.has(index)), hasGap: isUncovered });
      }),
      { numRuns: RUNS, seed: 11 },
    );
    // Each answer was compared.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(RUNS / 20);
  });
});
