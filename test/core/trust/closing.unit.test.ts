import { describe, expect, it } from 'vitest';
import { addMinutes, isoSeconds } from '../../../functions/core/time.ts';
import { policyChars } from '../../../functions/core/trust/documents.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { packGuard, type SessionDenial, sessionGuard } from '../../../functions/core/trust/guard-writing.ts';
import { namesIn } from '../../../functions/core/trust/policy-match.ts';
import { anIamUser, aTrust, ROLE } from '../../support/builders.ts';
import { aGrant, anObservedRole, applied, at, denialStatements, NOON, ours, planned, planOf } from './a-plan.ts';

const userNames = ['alice', 'bob', 'carol', 'dave'];
const names = (role: ReturnType<typeof anObservedRole>) => new Set(ours(role).flatMap(namesIn));
const endedOf = (grants: readonly Grant[], ended: Grant) =>
  grants.map((grant) => (grant === ended ? { ...grant, endsAt: at('12:10:00') } : grant));
const foreign = (chars: number) => ({ Effect: 'Deny', Action: 's3:x', Resource: 'x'.repeat(chars) });

describe('an end on a role whose foreign policies have grown', () => {
  const grants = userNames.map((name, index) =>
    aGrant({ principal: anIamUser(name), endsAt: isoSeconds(addMinutes(NOON, 60 + index)) }),
  );
  const { role } = planned(grants);
  const [first] = grants as [Grant];

  it('removes the user from the trust policy and denies their sessions, even if the guard does not fit completely', () => {
    const full = { ...role, foreignInlineChars: 10_240 - 200 };

    const plan = planOf(endedOf(grants, first), full, at('12:10:00'));

    const after = applied(full, plan.steps);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['put_guard', 'put_trust']);
    expect(plan.guardOverflow).toMatchObject({ quotaChars: 200 });
    expect(names(after)).toEqual(new Set(['bob', 'carol', 'dave']));
    expect(denialStatements(after)).toMatchObject([{ Condition: { StringLike: { 'aws:userid': '*:alice' } } }]);
    expect(planOf(endedOf(grants, first), after, at('12:10:00')).steps).toEqual([]);
  });

  it('removes the user from the trust policy and keeps the existing guard if no guard fits', () => {
    const full = { ...role, foreignInlineChars: 10_240 };

    const plan = planOf(endedOf(grants, first), full, at('12:10:00'));

    expect(plan.steps.map(({ kind }) => kind)).toEqual(['put_trust']);
    expect(plan.guardOverflow).toBeDefined();
  });

  it('writes omitted denials when they are due', () => {
    const full = { ...role, foreignInlineChars: 10_240 - 230 };
    const ended = endedOf(grants, first);
    const early = applied(full, planOf(ended, full, at('12:10:00')).steps);

    const later = applied(early, planOf(ended, early, at('13:01:00')).steps);

    expect(denialStatements(early).flatMap(namesIn)).toEqual(['alice']);
    expect(denialStatements(later).flatMap(namesIn)).toEqual(['alice', 'bob']);
  });

  it('removes the user from a trust policy that exceeds the quota, and keeps as many other users as fit', () => {
    const [, second] = userNames.map((name, index) =>
      aGrant({
        principal: anIamUser(name),
        startsAt: `2030-01-01T${12 + index * 2}:00:00Z`,
        endsAt: `2030-01-01T${13 + index * 2}:00:00Z`,
      }),
    ) as [Grant, Grant];
    const future = [first, second];
    const before = planned(future).role;
    const grown = aTrust(foreign(1700), ...ours(before));

    const plan = planOf(endedOf(future, first), { ...before, trust: grown }, at('12:10:00'));

    const after = applied({ ...before, trust: grown }, plan.steps);
    expect(plan.blocked).toMatchObject({ kind: 'does_not_fit', document: 'trust policy', quotaChars: 2048 });
    expect(names(after).has('alice')).toBe(false);
    expect(policyChars(after.trust)).toBeLessThanOrEqual(2048);
    expect(after.trust.Statement[0]).toEqual(foreign(1700));
    expect(planOf(endedOf(future, first), after, at('12:10:00')).steps).toEqual([]);
  });

  it('needs no second write if a future start of one user is packed together with another user', () => {
    const [alice, bob] = userNames.map((name) => anIamUser(name));
    if (alice === undefined || bob === undefined) throw new Error('no user');
    const later = aGrant({ principal: alice, startsAt: '2030-01-01T15:00:00Z', endsAt: '2030-01-01T16:00:00Z' });
    const three = [aGrant({ principal: alice }), later, aGrant({ principal: bob })];
    const full = anObservedRole({ trust: aTrust(foreign(1600)) });

    const after = applied(full, planOf(three, full, NOON).steps);

    expect(names(after)).toEqual(new Set(['alice', 'bob']));
    expect(ours(after)).toHaveLength(1);
    expect(planOf(three, after, NOON).steps).toEqual([]);
  });

  it('refuses new grants until the policies fit again', () => {
    const full = { ...role, foreignInlineChars: 10_240 - 200 };

    const plan = planOf([...grants, aGrant({ state: 'wanted', principal: anIamUser('erin') })], full, NOON);

    expect(plan.refused.map(({ refusal }) => refusal)).toMatchObject([
      { kind: 'does_not_fit', document: 'session guard', quotaChars: 200 },
    ]);
  });
});

describe('a packed guard', () => {
  const denials: readonly SessionDenial[] = [
    { sessionName: 'alice', from: at('11:00:00') },
    { sessionName: 'bob', from: at('11:30:00') },
    { sessionName: 'carol', from: at('13:00:00') },
    { sessionName: 'dave', from: at('14:00:00') },
  ];
  const packedIn = (quotaChars: number) =>
    packGuard({ roleArn: ROLE, foreignInlineChars: 10_240 - quotaChars }, denials, NOON);
  const exactChars = policyChars(sessionGuard(ROLE, denials) as never);

  it('merges denials that are due before it omits any', () => {
    const { document, overflow } = packedIn(exactChars - 1);

    expect(overflow).toBeUndefined();
    expect(document?.Statement.map((statement) => [statement.Action, namesIn(statement)])).toEqual([
      ['*', ['alice', 'bob']],
      ['*', ['carol']],
      ['*', ['dave']],
      ['sts:AssumeRole', ['alice', 'bob', 'carol', 'dave']],
    ]);
  });

  it('omits the statement against self-assumption first, then the denial that is due last', () => {
    const smallest = policyChars(packedIn(exactChars - 1).document as never);
    const [less, least] = [packedIn(smallest - 1), packedIn(smallest - 300)];

    expect(less.document?.Statement.flatMap(namesIn)).toEqual(['alice', 'bob', 'carol', 'dave']);
    expect(less.overflow).toEqual({ neededChars: smallest, quotaChars: smallest - 1 });
    expect(least.document?.Statement.flatMap(namesIn)).toEqual(['alice', 'bob', 'carol']);
    expect(packedIn(10).document).toBeUndefined();
  });
});

describe('an empty time box', () => {
  it('is never written to a trust policy, even if a fast clock set its end in the future', () => {
    const grant = aGrant({ startsAt: '2030-01-01T12:00:03Z' });
    const { role } = planned([grant]);

    const after = applied(role, planOf([{ ...grant, endsAt: at('12:00:03') }], role, NOON).steps);

    expect(ours(role)).toHaveLength(1);
    expect(ours(after)).toEqual([]);
  });
});
