import { describe, expect, it } from 'vitest';
import { approvalOf, previewOf, stepsUpTo } from '../../../functions/core/request/preview.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';

const catalogOf = (durationMinutes: { default: number; max: number }, minimumMinutes: number) =>
  aCatalog([aRule({ durationMinutes })], { settings: { ...aCatalog().settings, minimumMinutes } });

describe('the durations to choose from', () => {
  it('are the common steps between the minimum and the maximum, both included', () => {
    expect(stepsUpTo(120, 15)).toEqual([15, 30, 60, 120]);
    expect(stepsUpTo(119, 16)).toEqual([30, 60]);
  });

  it('include the default and the maximum of a role, in order of length', () => {
    expect(previewOf(catalogOf({ default: 45, max: 100 }, 1), 'prod-s3')?.lengths).toEqual([5, 15, 30, 45, 60, 100]);
  });
});

describe('the approvals that a request needs', () => {
  it('come from the approvers of roles that require approval, as many as the strictest rule requires', () => {
    const free = aRule({ approvals: 0, approvers: [{ kind: 'user', id: U('alice') }] });
    const strict = aRule({ approvals: 2, approvers: [{ kind: 'user', id: U('bob') }] });

    expect(approvalOf([free, strict])).toEqual({ approvers: strict.approvers, approvals: 2 });
    expect(approvalOf([free])).toEqual({ approvers: [], approvals: 0 });
  });
});
