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

/** Rules that differ in their users only. */
const usual = { approvals: 1, durationMinutes: { default: 3, max: 3 } };
const forUsers = fc
  .record({ when: fc.record({ requester: list }, { requiredKeys: [] }), requesters: open })
  .map((one) => ({ ...usual, ...one }) as unknown as ListedRule);

/** Hours in two zones that meet while the zones are six hours apart, and a rule for what they leave. */
const forHours = fc
  .record({ from: fc.integer({ min: 4, max: 16 }), more: fc.constantFrom(0, 0, 0, 1), until: fc.constantFrom(17, 18) })
  .map(({ from, more, until }) =>
    [
      { fromMinute: 0, untilMinute: (from + 6) * 60, zone: 'Europe/Berlin' },
      { fromMinute: from * 60, untilMinute: until * 60, zone: 'America/New_York' },
      { fromMinute: (until + 6) * 60 - 30 * more, untilMinute: 1440, zone: 'Europe/Berlin' },
    ]
      .filter((one) => one.fromMinute < one.untilMinute)
      .map((one) => ({
        ...usual,
        requesters: [{ kind: 'everyone' }],
        when: { hours: [{ days: [...DAYS], ...one }] },
      })),
  )
  .chain((covering) =>
    fc.constantFrom(covering, [...covering, { ...usual, requesters: [{ kind: 'everyone' }] }]),
  ) as unknown as fc.Arbitrary<readonly ListedRule[]>;

const found = (rules: readonly ListedRule[]) => {
  const lists = rules.flatMap((one) => [
    ...(one.when?.requester ?? []),
    ...one.requesters,
    ...(one.emergency?.requesters ?? []),
    ...(one.onBehalfOf ?? []),
  ]);
  const { cells: moments } = timelineOf(hoursIn(rules), START);
  const identities = identitiesIn(lists, SCHEDULES);
  const world = { schedules: SCHEDULES, identities, minimumMinutes: MINIMUM, moments };
  return {
    never: rules.map((_, index) => neverApplies(rules, index, world) !== undefined),
    hasGap: gapsIn(rules, world).some(({ lengths }) => lengths !== 'default'),
  };
};

const hoursIn = (rules: readonly ListedRule[]): readonly Hours[] =>
  rules.flatMap(({ when: part }) => part?.hours ?? []);

const asked = (rules: readonly ListedRule[], longest: number) => {
  const granted = new Set<number>();
  let hasGap = false;
  const isForOthers = rules.some(({ onBehalfOf }) => onBehalfOf !== undefined);
  const note = (one: Asked): void => {
    const index = ruleFor(rules, one);
    const chosen = index === undefined ? undefined : rules[index];
    if (index !== undefined && chosen !== undefined && isGrantable(chosen, rules, one)) granted.add(index);
    if (index === undefined && mayAsk(rules, one)) hasGap = true;
  };
  for (const one of everyRequest(momentsOf(hoursIn(rules)), longest, isForOthers)) {
    note(one);
    if (granted.size === rules.length && hasGap) break;
  }
  return { never: rules.map((_, index) => !granted.has(index)), hasGap };
};

describe('the proofs about the rules of a role', () => {
  it.each([
    ['rules of every kind', fc.array(listed, { minLength: 2, maxLength: 3 }), 6, 16],
    ['rules for different users', fc.array(forUsers, { minLength: 2, maxLength: 4 }), MINIMUM, 300],
    ['hours in zones that are not always as far apart', forHours, MINIMUM, 40],
  ] as const)('find what asking about every request of a year finds, for %s', (_, arbitrary, longest, runs) => {
    const seen = { never: 0, applies: 0, gap: 0, noGap: 0 };
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<readonly ListedRule[]>, (rules) => {
        const proven = found(rules);
        seen[proven.hasGap ? 'gap' : 'noGap'] += 1;
        for (const one of proven.never) seen[one ? 'never' : 'applies'] += 1;
        expect(proven).toEqual(asked(rules, longest));
      }),
      { numRuns: runs * Number(process.env['PROOFS'] ?? 1), seed: 11 },
    );
    // Each answer was compared; the hours always leave something for the last rule.
    const { never, ...others } = seen;
    expect(Math.min(...Object.values(others), arbitrary === forHours ? 1 : never)).toBeGreaterThan(0);
  });
});
