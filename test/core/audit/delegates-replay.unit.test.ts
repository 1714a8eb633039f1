import { describe, expect, it } from 'vitest';
import { areApprovalsEnough } from '../../../functions/core/replay/approvals.ts';
import type { PastRequest } from '../../../functions/core/replay/past.ts';
import { aRequestedAccess, NOON } from '../../support/a-request.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';

/** A request that bob approved in the place of carol. */
const past: PastRequest = {
  kind: 'request',
  id: '0'.repeat(20),
  requested: aRequestedAccess(),
  isHolderKnown: true,
  evidence: [],
  approvals: [{ by: U('bob'), for: U('carol'), at: NOON, evidence: [] }],
  isApproved: true,
};
const enoughBy = (approver: string) => {
  const rule = aRule({ approvers: [{ kind: 'user', id: U(approver) }] });
  const requested = { ...past.requested, roles: past.requested.roles.map((role) => ({ ...role, rule })) };
  return areApprovalsEnough(past, requested, aCatalog([rule]));
};

describe('an approval by a delegate, decided again by another catalog', () => {
  it('counts by the right of the approver', () => {
    expect([enoughBy('carol'), enoughBy('bob')]).toEqual(['yes', 'no']);
  });
});
