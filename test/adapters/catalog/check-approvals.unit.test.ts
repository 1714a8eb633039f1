import { describe, expect, it } from 'vitest';
import { catalogOf, problemsOf, warningsOf } from './a-catalog.ts';

const withRule = (rule: string): string => `
accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice, U0BOB: arn:aws:iam::111111111111:user/bob }
onCall:
  sre: { rotation: [U0ALICE, U0BOB], shift: 1w, from: "2029-01-01 09:00", zone: Europe/Berlin }
  dba: { rotation: [U0ALICE, U0BOB], shift: 1w, from: "2029-01-01 09:00", zone: Europe/Berlin }
  leads: [U0ALICE]
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    channel: C0APPROVALS
    rules:
      - { name: one, ${rule} }
      - { name: rest, requesters: [everyone], approvers: [S0SRE] }
`;
const SRE = '{ onCall: sre }';

describe('the approvers of a rule are counted with the schedules of the catalog', () => {
  it.each([
    [
      'if a list has too few users',
      'when: { emergency: false, requester: [S0DEV] }, approvers: [{ onCall: leads }, U0ALICE], approvals: 2',
      'those who are listed (U0ALICE) can give only 1',
    ],
    [
      'if one user of a rotation is on call at a time',
      `when: { requester: [S0DEV] }, approvers: [${SRE}], approvals: 2`,
      'those who are listed (one user at a time for sre) can give only 1',
    ],
    [
      'if the user on call is the only approver of the users on call',
      `when: { requester: [${SRE}] }, approvers: [${SRE}]`,
      'the users on call for sre may request the role, but users cannot approve their own requests',
    ],
    [
      'if the only users of the rule are its approvers',
      'when: { requester: [U0BOB] }, requesters: [U0BOB, U0ALICE], approvers: [U0BOB]',
      'U0BOB may request the role, but users cannot approve their own requests',
    ],
    [
      'if the only approver is the only user of a list',
      'when: { requester: [{ onCall: leads }] }, approvers: [U0ALICE]',
      'U0ALICE may request the role, but',
    ],
  ])('%s', (_, rule, expected) => {
    expect(problemsOf(withRule(rule))).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    `when: { requester: [S0DEV] }, approvers: [${SRE}]`,
    `when: { requester: [S0DEV] }, approvers: [${SRE}, { onCall: leads }, U0CAROL], approvals: 2`,
    // Whether the two schedules name the same user depends on the time.
    `when: { requester: [S0DEV] }, approvers: [${SRE}, { onCall: dba }], approvals: 2`,
    `when: { requester: [${SRE}] }, approvers: [${SRE}, S0SRE]`,
  ])('and are enough otherwise: %#', (rule) => {
    expect(catalogOf(withRule(rule)).hash).toBeTruthy();
  });

  it('with a warning for a user who could get approvals in no turn', () => {
    const rule = `when: { requester: [S0DEV, U0CAROL] }, requesters: [U0CAROL, U0BOB], approvers: [U0CAROL]`;

    expect(warningsOf(withRule(rule)).join('\n')).toContain('requests of U0CAROL could never be approved');
  });
});
