import { describe, expect, it } from 'vitest';
import { approvalOf, previewOf, stepsUpTo } from '../../../functions/core/request/preview.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';

const catalogOf = (durationMinutes: { default: number; max: number }, minimumMinutes: number) =>
  aCatalog([aRule({ durationMinutes })], { settings: { ...aCatalog().settings, minimumMinutes } });

describe('the lengths to choose from', () => {
  it('are the usual steps within bounds, both bounds among them', () => {
    expect(stepsUpTo(120, 15)).toEqual([15, 30, 60, 120]);
    expect(stepsUpTo(119, 16)).toEqual([30, 60]);
  });

  it('have the usual and the longest of a role among them, in order of length', () => {
    expect(previewOf(catalogOf({ default: 45, max: 100 }, 1), 'prod-s3')?.lengths).toEqual([5, 15, 30, 45, 60, 100]);
  });
});

describe('what approving takes', () => {
  it('is asked of the approvers of roles that want one, as many as the strictest wants', () => {
    const free = aRule({ approvals: 0, approvers: [{ kind: 'user', id: U('alice') }] });
    const strict = aRule({ approvals: 2, approvers: [{ kind: 'user', id: U('bob') }] });

    expect(approvalOf([free, strict])).toEqual({ approvers: strict.approvers, approvals: 2 });
    expect(approvalOf([free])).toEqual({ approvers: [], approvals: 0 });
  });
});
