import { describe, expect, it } from 'vitest';
import { driftOf } from '../../../functions/core/trust/drift.ts';
import { planRole } from '../../../functions/core/trust/plan.ts';
import { applied, at, NOON, ours, planned } from '../../support/a-plan.ts';
import { aGrant, bob } from '../../support/builders.ts';

describe('drift', () => {
  const grants = [aGrant(), aGrant({ principal: bob, endsAt: '2030-01-01T14:00:00Z' })];
  const { role } = planned(grants);
  const edited = (from: string, to: string) => (document: unknown) =>
    JSON.parse(JSON.stringify(document).replaceAll(from, to));

  it('is none while time passes, nor where IAM hands a list of one back as a single value', () => {
    const returned = edited('"sts:AssumeRole"', '["sts:AssumeRole"]')(role.trust);

    expect(driftOf({ ...role, trust: returned }, grants, at('12:59:59'))).toEqual([]);
    expect(driftOf(role, grants, at('13:00:01'))).toEqual([]);
  });

  it('is found where somebody moved the end in a statement of ours, or in the guard, though every name is there', () => {
    const later = edited('T13:00:00Z', 'T23:00:00Z');
    const softened = edited('"Deny"', '"Allow"');
    const changedTrust = { ...role, trust: later(role.trust) };

    expect(driftOf(changedTrust, grants, NOON)).toEqual([
      { kind: 'changed', document: 'trust policy', what: expect.stringMatching(/^statement AssumeBot/) },
    ]);
    expect(driftOf({ ...role, guard: softened(role.guard) }, grants, NOON)).toEqual([
      { kind: 'changed', document: 'session guard', what: 'a statement' },
    ]);
    expect(ours(applied(changedTrust, planRole(grants, changedTrust, NOON).steps))).toEqual(ours(role));
  });
});
