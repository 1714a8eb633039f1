import { describe, expect, it } from 'vitest';
import type { EmergencyRule } from '../../functions/core/catalog/catalog.ts';
import { parseSlackChannelId } from '../../functions/core/names.ts';
import { contactsOf, emergencyLimits, remindOfReview, withReviewOwed } from '../../functions/core/request/emergency.ts';
import type { Request } from '../../functions/core/request/request.ts';
import { addMinutes } from '../../functions/core/time.ts';
import { aRule, U } from '../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const carol = { kind: 'user', id: U('carol') } as const;
const security = { kind: 'channel', id: parseSlackChannelId('C0SECURITY') } as const;
const emergency = (fields: Partial<EmergencyRule> = {}): EmergencyRule => ({
  requesters: [{ kind: 'everyone' }],
  reviewWithinMinutes: 200,
  contacts: [carol],
  maxMinutes: 60,
  ...fields,
});
const declared = (rules: readonly EmergencyRule[], isEmergency = true): Request =>
  ({
    events: [],
    handledEvents: 0,
    drawnEvents: 0,
    status: { kind: 'denied' },
    asked: {
      ...(isEmergency ? { emergency: true } : {}),
      roles: rules.map((one) => ({ rule: aRule({ emergency: one }) })),
    },
  }) as never;

describe('an emergency of several roles', () => {
  it('is for as short as the strictest says, and never without a reason', () => {
    const rules = [60, 30].map((maxMinutes) => aRule({ reason: 'optional', emergency: emergency({ maxMinutes }) }));

    expect(emergencyLimits(rules)).toMatchObject({ durationMinutes: { max: 30, default: 30 }, reason: 'required' });
  });

  it('is announced to each contact once', () => {
    const same = { ...carol };

    expect(contactsOf(declared([emergency(), emergency({ contacts: [same, security] })]))).toEqual([carol, security]);
  });
});

describe('the word that is owed on an emergency', () => {
  it('is due by the strictest of its roles, with the first reminder after a quarter of that', () => {
    const owed = withReviewOwed(declared([emergency(), emergency({ reviewWithinMinutes: 80 })]), NOON);

    expect(owed.reviewOwed).toEqual({
      dueBy: addMinutes(NOON, 80),
      remindAt: addMinutes(NOON, 20),
      gapMinutes: 20,
    });
  });

  it('is owed on emergencies alone, and is not put off by looking again', () => {
    const owed = withReviewOwed(declared([emergency()]), NOON);

    expect(withReviewOwed(declared([emergency()], false), NOON).reviewOwed).toBeUndefined();
    expect(withReviewOwed(owed, addMinutes(NOON, 60))).toBe(owed);
  });

  it('is asked for with gaps that double, and after a stop of ours not at once again', () => {
    const owed = withReviewOwed(declared([emergency()]), NOON);
    const inTime = remindOfReview(owed, addMinutes(NOON, 50));
    const late = remindOfReview(owed, addMinutes(NOON, 200));

    expect(inTime.reviewOwed).toMatchObject({ remindAt: addMinutes(NOON, 100), gapMinutes: 100 });
    expect(late.reviewOwed).toMatchObject({ remindAt: addMinutes(NOON, 250), gapMinutes: 100 });
    expect([inTime, late].map(({ events }) => events.at(-1)?.fact)).toMatchObject([
      { kind: 'review_reminded', isOverdue: false },
      { kind: 'review_reminded', isOverdue: true },
    ]);
  });
});
