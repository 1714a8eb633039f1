import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMinutes } from '../../../functions/core/time.ts';
import { DEFAULT_HUB, hubOf } from '../../../functions/core/trust/policy-names.ts';
import { planRoleRemoval, planUserRemoval } from '../../../functions/core/trust/removal.ts';
import { aTrust, breakGlass } from '../../support/builders.ts';
import { aGrant, anObservedRole, anObservedUser, applied, at, NOON, ours, planned } from './a-plan.ts';

const before = anObservedRole({ trust: aTrust(breakGlass) });
/** The role with a grant of alice from 12:00 to 13:00 in IAM. */
const held = () => {
  const grant = aGrant();
  return { grant, role: planned([grant], NOON, before).role };
};

describe('removing a hub from a role', () => {
  it('finds open access from IAM alone, until its end', () => {
    const { grant, role } = held();

    expect(planRoleRemoval([], role, DEFAULT_HUB, at('12:30:00')).open).toEqual({ until: grant.endsAt });
    expect(planRoleRemoval([], role, DEFAULT_HUB, at('13:00:00')).open).toBeUndefined();
  });

  it('finds a grant that is not in IAM yet, and a statement whose end was removed', () => {
    const { role } = held();
    const scheduled = aGrant({ state: 'wanted', startsAt: '2030-01-01T15:00:00Z', endsAt: '2030-01-01T16:00:00Z' });
    const endless = { ...role.trust, Statement: role.trust.Statement.map(({ Condition: _, ...rest }) => rest) };

    expect(planRoleRemoval([scheduled], before, DEFAULT_HUB, NOON).open).toEqual({ until: scheduled.endsAt });
    expect(planRoleRemoval([], { ...role, trust: endless }, DEFAULT_HUB, at('14:00:00')).open).toEqual({});
  });

  it('keeps a guard for the longest session, and then leaves the role as it was', () => {
    const { role } = held();

    const closing = planRoleRemoval([], role, DEFAULT_HUB, at('12:30:00'));
    const closed = applied(role, closing.steps);
    const early = planRoleRemoval([], closed, DEFAULT_HUB, at('13:00:00'));
    const late = planRoleRemoval([], closed, DEFAULT_HUB, closing.guardedUntil ?? NOON);

    expect(ours(closed)).toEqual([]);
    expect(JSON.stringify(closed.guard)).toContain('*:alice');
    expect(early.guardedUntil).toEqual(closing.guardedUntil);
    expect(closing.guardedUntil).toEqual(addMinutes(at('12:30:00'), before.maxSessionSeconds / 60 + 5));
    expect(applied(closed, late.steps)).toEqual(before);
  });

  it('is complete after two runs at any times, from any state of IAM', () => {
    const minutes = fc.integer({ min: 0, max: 600 });
    fc.assert(
      fc.property(fc.array(minutes, { minLength: 1, maxLength: 4 }), minutes, (ends, startsIn) => {
        const grants = ends.map((end, index) =>
          aGrant({ endsAt: addMinutes(NOON, end + 1).toISOString(), requestId: `${index}`.padStart(20, '0') as never }),
        );
        const { role } = planned(grants, NOON, before);
        const now = addMinutes(NOON, startsIn);
        const first = planRoleRemoval([], role, DEFAULT_HUB, now);
        const closed = applied(role, first.steps);
        const second = planRoleRemoval([], closed, DEFAULT_HUB, first.guardedUntil ?? now);

        expect(applied(closed, second.steps)).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });

  it('changes nothing of another hub', () => {
    const { guard: _, ...role } = held().role;
    const seen = { ...role, otherHubGuards: ['assume-bot-session-guard'] };

    expect(planRoleRemoval([], seen, hubOf('second-bot'), NOON).steps).toEqual([]);
  });
});

describe('removing a hub from a user', () => {
  const policy = (until: string) => ({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Condition: { DateLessThan: { 'aws:CurrentTime': until } } },
    ],
  });

  it('deletes the policies of this hub, those of release 0.1.0 included, and no others', () => {
    const policies = {
      'assume-bot-access': policy('2030-01-01T13:00:00Z'),
      'assume-bot-222222222222-s3-list-role': policy('2030-01-01T14:00:00Z'),
      'assume-bot-1b4f0e-access': policy('2030-01-01T15:00:00Z'),
      own: policy('2030-01-01T16:00:00Z'),
    };

    const { steps, open } = planUserRemoval(anObservedUser({ policies }), DEFAULT_HUB, NOON);

    expect(steps.map(({ policyName }) => policyName)).toEqual([
      'assume-bot-access',
      'assume-bot-222222222222-s3-list-role',
    ]);
    expect(open).toEqual({ until: at('14:00:00') });
  });
});
