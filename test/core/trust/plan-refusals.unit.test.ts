import { describe, expect, it } from 'vitest';
import { policyChars } from '../../../functions/core/trust/documents.ts';
import { planRole } from '../../../functions/core/trust/plan-role.ts';
import { aFederated, alice, anIamUser, bob, breakGlass } from '../../support/builders.ts';
import { aGrant, anObservedRole, at, NOON, ours, planned } from './a-plan.ts';

describe('planRole', () => {
  it('refuses a new grant whose user does not exist, and leaves the others alone', () => {
    const gone = aGrant({ state: 'wanted' });
    const fine = aGrant({ state: 'wanted', principal: bob });
    const observed = anObservedRole({
      identities: { [alice.arn]: { kind: 'gone' }, [bob.arn]: { kind: 'present', otherChars: 0 } },
    });

    const { plan, role } = planned([gone, fine], NOON, observed);

    expect(plan.refused).toEqual([{ grant: gone, refusal: { kind: 'no_such_user', userArn: alice.arn } }]);
    expect(ours(role)[0]?.Condition?.['StringEquals']?.['aws:username']).toBe('bob');
  });

  it("refuses a new grant when the user's own inline policies leave no room", () => {
    const observed = anObservedRole({ identities: { [alice.arn]: { kind: 'present', otherChars: 2000 } } });

    const { plan } = planned([aGrant({ state: 'wanted' })], NOON, observed);

    expect(plan.refused[0]?.refusal).toMatchObject({
      kind: 'does_not_fit',
      document: 'identity policy',
      quotaChars: 48,
    });
    expect(plan.steps).toEqual([]);
  });

  it("takes the room on a person's side to the last character", () => {
    const grant = aGrant({ state: 'wanted' });
    const put = planned([grant]).plan.steps.find(({ kind }) => kind === 'put_identity');
    const chars = put !== undefined && 'document' in put ? policyChars(put.document) : 0;
    const refusedBeside = (otherChars: number) =>
      planned([grant], NOON, anObservedRole({ identities: { [alice.arn]: { kind: 'present', otherChars } } })).plan
        .refused;

    expect(refusedBeside(2048 - chars)).toEqual([]);
    expect(refusedBeside(2048 - chars + 1)).toHaveLength(1);
  });

  it("asks for no room on the person's side where the organisation keeps it", () => {
    const external = anIamUser('alice', { identity: 'external' });
    const observed = anObservedRole({ identities: { [external.arn]: { kind: 'present', otherChars: 2048 } } });

    const { plan } = planned([aGrant({ state: 'wanted', principal: external })], NOON, observed);

    expect(plan.refused).toEqual([]);
  });

  it('refuses the second of two people with one session name, also while the first is only guarded', () => {
    const first = aGrant({ endsAt: '2030-01-01T12:10:00Z' });
    const namesake = aGrant({ state: 'wanted', principal: aFederated('alice') });
    const standing = planned([first]).role;

    const plan = planRole([first, namesake], standing, at('12:20:00'));

    expect(plan.refused.map(({ refusal }) => refusal)).toEqual([{ kind: 'session_name_taken', sessionName: 'alice' }]);
  });

  it('refuses to raise the version of a policy whose foreign statements would change their meaning', () => {
    const foreign = { ...breakGlass, Condition: { StringEquals: { 'aws:username': '${aws:username}' } } };
    const observed = anObservedRole({ trust: { Version: '2008-10-17', Statement: [foreign] } });

    const { plan } = planned([aGrant({ state: 'wanted' })], NOON, observed);

    expect(plan.refused.map(({ refusal }) => refusal)).toEqual([{ kind: 'old_policy_version' }]);
    expect(plan.steps).toEqual([]);
  });
});
