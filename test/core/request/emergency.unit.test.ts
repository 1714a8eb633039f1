import { describe, expect, it } from 'vitest';
import { EMPTY_DIRECTORY } from '../../../functions/core/authority/directory.ts';
import type { EmergencyRule } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn, parseSlackChannelId } from '../../../functions/core/names.ts';
import {
  contactsOf,
  emergencyLimits,
  refuseUnreviewed,
  remindOfReview,
  unreviewedDue,
} from '../../../functions/core/request/emergency.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { addMinutes } from '../../../functions/core/time.ts';
import { active, approved, NOON, pending, withFacts } from '../../support/a-request.ts';
import { aCatalog, alice, aRule, bob, idOf, U } from '../../support/builders.ts';

const carol = { kind: 'user', id: U('carol') } as const;
const security = { kind: 'channel', id: parseSlackChannelId('C0SECURITY') } as const;
const emergency = (fields: Partial<EmergencyRule> = {}): EmergencyRule => ({
  requesters: [{ kind: 'everyone' }],
  reviewWithinMinutes: 200,
  contacts: [carol],
  maxMinutes: 60,
  ...fields,
});
const optionsOf = (rules: readonly EmergencyRule[], isEmergency = true) => ({
  rules: rules.map((one, index) =>
    aRule({
      name: parseAccessName(`role-${index}`),
      arn: parseRoleArn(`arn:aws:iam::222222222222:role/role-${index}`),
      emergency: one,
    }),
  ),
  requested: isEmergency ? { emergency: true as const } : {},
});
const declared = (rules: readonly EmergencyRule[], isEmergency = true): Request =>
  active(optionsOf(rules, isEmergency));

describe('an emergency of several roles', () => {
  it('is limited by the strictest rule and always requires a reason', () => {
    const rules = [60, 30].map((maxMinutes) => aRule({ reason: 'optional', emergency: emergency({ maxMinutes }) }));

    expect(emergencyLimits(rules)).toMatchObject({ durationMinutes: { max: 30, default: 30 }, reason: 'required' });
  });

  it('is announced to each contact once', () => {
    const same = { ...carol };

    expect(contactsOf(declared([emergency(), emergency({ contacts: [same, security] })]))).toEqual([carol, security]);
  });
});

describe('the review of an emergency', () => {
  it('has the shortest deadline of its roles, with the first reminder after a quarter of that time', () => {
    expect(declared([emergency(), emergency({ reviewWithinMinutes: 80 })]).reviewOwed).toEqual({
      dueBy: addMinutes(NOON, 80),
      remindAt: addMinutes(NOON, 20),
      gapMinutes: 20,
    });
  });

  it('is required only for emergencies, until it is done', () => {
    const reviewed = withFacts(
      declared([emergency()]),
      [{ kind: 'emergency_reviewed', by: U('bob'), wasRight: true, catalogHash: 'c', evidence: [] }],
      addMinutes(NOON, 10),
    );

    expect(declared([emergency()], false).reviewOwed).toBeUndefined();
    expect(reviewed.reviewOwed).toBeUndefined();
    expect(unreviewedDue(reviewed)).toBeUndefined();
  });

  it('has reminders at doubling intervals, without a burst after an outage', () => {
    const owed = declared([emergency()]);
    const remindedAt = (minutes: number) =>
      withFacts(owed, remindOfReview(owed, addMinutes(NOON, minutes)), addMinutes(NOON, minutes));
    const inTime = remindedAt(50);
    const late = remindedAt(200);

    expect(remindOfReview(owed, addMinutes(NOON, 49))).toEqual([]);
    expect(inTime.reviewOwed).toMatchObject({ remindAt: addMinutes(NOON, 100), gapMinutes: 100 });
    expect(late.reviewOwed).toMatchObject({ remindAt: addMinutes(NOON, 250), gapMinutes: 100 });
    expect([inTime, late].map(({ events }) => events.at(-1)?.fact)).toMatchObject([
      { kind: 'review_reminded', isOverdue: false },
      { kind: 'review_reminded', isOverdue: true },
    ]);
  });

  it('blocks the next emergency from the time of the request, even after the access ended', () => {
    const options = optionsOf([emergency()]);
    const ended = withFacts(active(options), [{ kind: 'ended', reason: 'expired' }], addMinutes(NOON, 60));
    const cancelled = withFacts(pending(options), [{ kind: 'cancelled', by: U('alice') }], addMinutes(NOON, 1));

    expect([pending(options), approved(options), active(options), ended].map(unreviewedDue)).toEqual(
      Array.from({ length: 4 }, () => addMinutes(NOON, 200)),
    );
    expect([cancelled, declared([emergency()], false)].map(unreviewedDue)).toEqual([undefined, undefined]);
  });
});

describe('a second emergency', () => {
  const options = optionsOf([emergency()]);
  const first = pending(options);
  const catalog = aCatalog(options.rules, { people: { [U('alice')]: alice, [U('alice2')]: alice, [U('bob')]: bob } });
  const world = { catalog, directory: EMPTY_DIRECTORY, now: NOON };
  const another = (by: string, at = addMinutes(NOON, 1)) => ({ ...first.requested, by: U(by), at });
  const refusal = { kind: 'emergency_unreviewed', dueBy: addMinutes(NOON, 200) };

  it.each(['alice', 'alice2'])(
    'waits for the review of the first one, from any Slack account of the same user: %s',
    (by) => {
      expect(refuseUnreviewed({ requested: another(by) }, [first], world)).toEqual(refusal);
    },
  );

  it('does not wait for the review of an emergency of another user', () => {
    expect(refuseUnreviewed({ requested: another('bob') }, [first], world)).toBeUndefined();
  });

  it('is blocked only by earlier ones: of two at the same instant, one is accepted', () => {
    const twin = { ...first, id: idOf(9), requested: another('alice', first.requested.at) };

    expect(refuseUnreviewed(twin, [first, twin], world)).toEqual(refusal);
    expect(refuseUnreviewed(first, [first, twin], world)).toBeUndefined();
  });
});
