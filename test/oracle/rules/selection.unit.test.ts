import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Who } from '../../../functions/core/catalog/catalog.ts';
import { parseSlackGroupId, parseSlackUserId } from '../../../functions/core/names.ts';
import { type IsAmong, type Question, type Selectable, selectRule } from '../../../functions/core/rules/select.ts';
import type { Hours, Weekday } from '../../../functions/core/rules/when.ts';
import { addMinutes } from '../../../functions/core/time.ts';
import {
  interpret,
  type PlainAnswer,
  type PlainGroups,
  type PlainHours,
  type PlainRequest,
  type PlainRule,
} from './interpreter.ts';

const USERS = ['U0ALICE', 'U0BOB', 'U0CAROL'];
const GROUPS = ['S0SRE', 'S0SECURITY', 'S0CONTRACTORS'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns'];

/** Moments around which the clocks of these zones change, and ordinary ones. */
const MOMENTS = [
  '2030-03-31T01:00:00Z',
  '2030-10-27T01:00:00Z',
  '2030-03-10T07:00:00Z',
  '2030-11-03T06:00:00Z',
  '2030-04-06T15:00:00Z',
  '2030-10-05T15:30:00Z',
  '2030-06-03T12:00:00Z',
];
const moment = fc
  .tuple(fc.constantFrom(...MOMENTS), fc.integer({ min: -4 * 1440, max: 4 * 1440 }), fc.integer({ min: 0, max: 59 }))
  .map(([around, minutes, seconds]) => new Date(new Date(around).getTime() + minutes * 60_000 + seconds * 1000));

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const quarter = (min: number, max: number) => fc.integer({ min, max }).map((quarters) => quarters * 15);
const hours: fc.Arbitrary<PlainHours> = fc.record({
  days: fc.subarray(DAYS, { minLength: 1 }),
  from: quarter(0, 95).map(clock),
  until: quarter(1, 96).map(clock),
  zone: fc.constantFrom(...ZONES),
});
const minutes = fc.constantFrom(15, 30, 60, 120, 240);
const rule: fc.Arbitrary<PlainRule> = fc.record(
  {
    requester: fc.subarray(GROUPS, { minLength: 1 }),
    min: minutes,
    max: minutes,
    hours: fc.array(hours, { minLength: 1, maxLength: 2 }),
    emergency: fc.boolean(),
    start: fc.constantFrom('now' as const, 'scheduled' as const),
    usual: minutes,
    approvals: fc.integer({ min: 0, max: 2 }),
  },
  { requiredKeys: ['usual', 'approvals'] },
);
const request: fc.Arbitrary<PlainRequest> = fc.record(
  {
    holder: fc.constantFrom(...USERS),
    typedBy: fc.constantFrom(...USERS),
    minutes,
    at: moment,
    isEmergency: fc.boolean(),
    isScheduled: fc.boolean(),
    before: fc.constantFrom(0, 0, 60, 180),
  },
  { requiredKeys: ['holder', 'typedBy', 'at', 'isEmergency', 'isScheduled', 'before'] },
);
const members = fc.option(fc.subarray(USERS), { nil: undefined, freq: 4 });
const groups: fc.Arbitrary<PlainGroups> = fc.record({ S0SRE: members, S0SECURITY: members, S0CONTRACTORS: members });

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const hoursOf = ({ days, from, until, zone }: PlainHours): Hours => ({
  days: days as readonly Weekday[],
  fromMinute: minuteOf(from),
  untilMinute: minuteOf(until),
  zone,
});

const compiled = (plain: PlainRule): Selectable => {
  const { requester, min, max, emergency, start } = plain;
  const duration = {
    ...(min === undefined ? {} : { minMinutes: min }),
    ...(max === undefined ? {} : { maxMinutes: max }),
  };
  return {
    durationMinutes: { default: plain.usual },
    approvals: plain.approvals,
    when: {
      duration,
      ...(requester === undefined
        ? {}
        : { requester: requester.map((id): Who => ({ kind: 'group', id: parseSlackGroupId(id) })) }),
      ...(plain.hours === undefined ? {} : { hours: plain.hours.map(hoursOf) }),
      ...(emergency === undefined ? {} : { emergency }),
      ...(start === undefined ? {} : { start }),
    },
  };
};

const questionOf = ({ holder, typedBy, at, before, ...rest }: PlainRequest): Question => ({
  ...rest,
  at,
  holder: parseSlackUserId(holder),
  typedBy: parseSlackUserId(typedBy),
  ...(before === 0 ? {} : { extended: { firstStart: addMinutes(at, -before), endsAt: at } }),
});

const isAmongOf =
  (known: PlainGroups): IsAmong =>
  (who, user) => {
    const lists = who.map((one) => ({
      id: (one as { readonly id: string }).id,
      of: known[(one as { readonly id: string }).id],
    }));
    if (lists.some(({ of }) => of?.includes(user))) return { answer: 'yes', evidence: [] };
    const unread = lists.flatMap(({ id, of }) => (of === undefined ? [id] : []));
    return unread.length > 0 ? { answer: 'unknown', unread } : { answer: 'no' };
  };

const selected = (rules: readonly PlainRule[], one: PlainRequest, known: PlainGroups): PlainAnswer => {
  const found = selectRule(rules.map(compiled), questionOf(one), isAmongOf(known));
  if (found.kind === 'no_rule') return 'none';
  if (found.kind === 'membership_unknown') return 'unknown';
  return { rule: found.match.index, unsure: found.uncertain.map(({ index }) => index), minutes: found.minutes };
};

describe('the selection of a rule', () => {
  it('agrees with an interpreter that was written from the documentation, at clock changes too', () => {
    const outcomes = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 5 }), request, groups, (rules, one, known) => {
        const expected = interpret(rules, one, known);
        const kind = typeof expected === 'string' ? expected : expected.unsure.length > 0 ? 'unsure' : 'selected';
        outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
        expect(selected(rules, one, known)).toEqual(expected);
      }),
      { numRuns: Number(process.env['SELECTIONS'] ?? 2000), seed: 7 },
    );
    // Each kind of outcome was compared.
    expect([...outcomes.keys()].sort()).toEqual(['none', 'selected', 'unknown', 'unsure']);
  });
});
