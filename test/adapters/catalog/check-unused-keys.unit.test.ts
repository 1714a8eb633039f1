import { describe, expect, it } from 'vitest';
import { warningsOf } from './a-catalog.ts';

const yaml = (role: string, rules: string): string => `accounts:
  utils: { id: "111111111111" }
  prod: { id: "222222222222", labels: { env: prod } }
  dev: { id: "333333333333", labels: { env: dev } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice }
roles:
  prod-app: { arn: arn:aws:iam::222222222222:role/app, ${role} }
  dev-app: { arn: arn:aws:iam::333333333333:role/app }
defaults:
  channel: C0APPROVALS
  requesters: [everyone]
  approvers: [S0SRE]
  rules:
${rules}
`;
const RULES = `    - { name: dev, when: { labels: { env: dev } } }
    - { name: short, when: { duration: { max: 30m } }, approvers: [S0A], duration: { max: 2h } }
    - { name: long, stages: [{ approvers: [S0B] }], duration: { max: 4h }, extend: false }`;

describe('keys of a role with rules of defaults', () => {
  it('are reported if all rules that the role has replace them, because a role does not win over its rules', () => {
    const role = 'approvers: [S0OWN], approvals: 2, risk: high, duration: { default: 10m, max: 1h }';

    expect(warningsOf(yaml(role, RULES))).toEqual([
      'access.yaml:7:56 roles.prod-app.approvers: this is never used: each rule of line 13 has its own approvers',
      'access.yaml:7:128 roles.prod-app.duration.max: this is never used: each rule of line 13 has its own duration.max',
    ]);
  });

  it('are not reported if some rule uses them', () => {
    const role = 'approvers: [S0OWN], extend: { by: 1h, maxTotal: 8h }, stages: [{ approvers: [S0OWN] }]';
    const open = RULES.replace(', approvers: [S0A]', '');

    expect(warningsOf(yaml(role.replace('approvers: [S0OWN], ', ''), open))).toEqual([]);
    expect(warningsOf(yaml('approvers: [S0OWN]', open))).toEqual([]);
  });
});
