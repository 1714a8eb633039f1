import { describe, expect, it } from 'vitest';
import type { Membership } from '../../../functions/core/authority/membership.ts';
import { parseSlackGroupId, parseSlackUserId } from '../../../functions/core/names.ts';
import {
  type IsAmong,
  judgeRule,
  type Question,
  type Selectable,
  selectRule,
} from '../../../functions/core/rules/select.ts';

const ALICE = parseSlackUserId('U0ALICE');
const BOB = parseSlackUserId('U0BOB');
const group = (id: string) => ({ kind: 'group', id: parseSlackGroupId(id) }) as const;
const onCall = { kind: 'onCall', id: 'sre' } as const;

/** Alice is on call and an SRE; contractors cannot be read. */
const isAmong: IsAmong = (who, user): Membership => {
  if (user === ALICE && who.some(({ kind }) => kind === 'onCall')) return { answer: 'yes', evidence: [] };
  const unread = who.flatMap((one) => (one.kind === 'group' && one.id === 'S0CONTRACTOR' ? [one.id] : []));
  return unread.length > 0 ? { answer: 'unknown', unread } : { answer: 'no' };
};

const rule = (more: Partial<Selectable> = {}): Selectable => ({
  durationMinutes: { default: 60 },
  approvals: 1,
  ...more,
});
const question = (more: Partial<Question> = {}): Question => ({
  holder: ALICE,
  typedBy: ALICE,
  minutes: 60,
  at: new Date('2030-01-07T10:00:00Z'),
  isEmergency: false,
  isScheduled: false,
  ...more,
});
const select = (rules: readonly Selectable[], more: Partial<Question> = {}) =>
  selectRule(rules, question(more), isAmong);

const onCallRule = rule({ when: { requester: [onCall], duration: { maxMinutes: 120 } }, approvals: 0 });
const contractors = rule({ when: { requester: [group('S0CONTRACTOR')] }, approvals: 2 });

describe('the rule that applies', () => {
  it('is the one rule of a role without conditions', () => {
    expect(select([rule()])).toMatchObject({ kind: 'selected', match: { index: 0 }, uncertain: [] });
  });

  it('is the first that matches', () => {
    expect(select([onCallRule, rule()])).toMatchObject({ match: { index: 0 } });
    expect(select([onCallRule, rule()], { holder: BOB, typedBy: BOB })).toMatchObject({ match: { index: 1 } });
    expect(select([onCallRule, rule()], { minutes: 121 })).toMatchObject({ match: { index: 1 } });
  });

  it('needs no approval only if the user who typed matches as well as the holder', () => {
    expect(select([onCallRule, rule()], { typedBy: BOB })).toMatchObject({ match: { index: 1 } });
    expect(select([onCallRule, rule()], { holder: BOB })).toMatchObject({ match: { index: 1 } });
    expect(select([{ ...onCallRule, approvals: 1 }], { typedBy: BOB })).toMatchObject({ match: { index: 0 } });
  });

  it('includes every earlier rule whose groups could not be read', () => {
    expect(select([contractors, rule()])).toMatchObject({ match: { index: 1 }, uncertain: [{ index: 0 }] });
  });

  it('leaves out a rule that fails for another reason than its unread group', () => {
    const short = rule({ when: { requester: [group('S0CONTRACTOR')], duration: { maxMinutes: 30 } } });
    expect(select([short, rule()])).toMatchObject({ match: { index: 1 }, uncertain: [] });
  });

  it('is unknown, and not missing, while only an unread group could match', () => {
    expect(select([contractors])).toEqual({ kind: 'membership_unknown', unread: ['S0CONTRACTOR'] });
  });

  it('does not depend on groups after the first certain match', () => {
    expect(select([rule(), contractors])).toMatchObject({ match: { index: 0 }, uncertain: [] });
  });

  it('is refused with what each rule lacks when none matches', () => {
    const emergency = rule({ when: { emergency: true, start: 'scheduled' } });
    expect(select([onCallRule, emergency], { minutes: 240 })).toEqual({
      kind: 'no_rule',
      failed: [['duration'], ['emergency', 'start']],
    });
  });
});

describe('the duration that a rule judges', () => {
  const upToTwoHours = rule({ when: { duration: { maxMinutes: 120 } } });

  it('counts from the first start of a chain of extensions', () => {
    const chain = (endsAt: string) => ({
      extended: { firstStart: new Date('2030-01-07T10:00:00Z'), endsAt: new Date(endsAt) },
    });
    expect(select([upToTwoHours], chain('2030-01-07T11:00:00Z'))).toMatchObject({ kind: 'selected' });
    expect(select([upToTwoHours], chain('2030-01-07T11:00:01Z'))).toMatchObject({ kind: 'no_rule' });
  });

  it('includes both bounds', () => {
    const bounded = rule({ when: { duration: { minMinutes: 15, maxMinutes: 120 } } });
    const kinds = [14, 15, 120, 121].map((minutes) => select([bounded], { minutes }).kind);
    expect(kinds).toEqual(['no_rule', 'selected', 'selected', 'no_rule']);
  });

  // `minutes` is left out on purpose: the user typed none.
  const { minutes: _, ...untyped } = question();

  it('is the default of each rule, in order, when the user typed none', () => {
    const short = rule({ when: { duration: { maxMinutes: 30 } }, durationMinutes: { default: 45 } });
    const long = rule({ durationMinutes: { default: 480 } });
    expect(selectRule([short, long], untyped, isAmong)).toMatchObject({ match: { index: 1 }, minutes: 480 });
  });

  it('is the shortest default of the rules that apply together', () => {
    const long = rule({ durationMinutes: { default: 480 } });
    expect(selectRule([contractors, long], untyped, isAmong)).toMatchObject({ uncertain: [{ index: 0 }], minutes: 60 });
  });

  it('selects the same rule again when the stored length is checked later', () => {
    const short = rule({ when: { duration: { maxMinutes: 60 } }, durationMinutes: { default: 90 } });
    const first = selectRule([short, rule()], untyped, isAmong);
    expect(first).toMatchObject({ match: { index: 0 }, minutes: 60 });
    expect(selectRule([short, rule()], { ...untyped, minutes: 60 }, isAmong)).toEqual(first);
  });
});

describe('the hours that a rule judges', () => {
  it('are those of the zone of each entry, of which one is enough', () => {
    const hours = [
      { days: ['mon'], fromMinute: 540, untilMinute: 600, zone: 'Asia/Tokyo' },
      { days: ['mon'], fromMinute: 660, untilMinute: 720, zone: 'Europe/Berlin' },
    ] as const;
    // 10:00 UTC is 11:00 in Berlin and 19:00 in Tokyo.
    expect(judgeRule(rule({ when: { hours } }), question(), isAmong).answer).toBe('matches');
    expect(judgeRule(rule({ when: { hours: [hours[0]] } }), question(), isAmong)).toEqual({
      answer: 'no',
      failed: ['hours'],
    });
  });
});
