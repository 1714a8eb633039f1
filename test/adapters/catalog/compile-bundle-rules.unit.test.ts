import { describe, expect, it } from 'vitest';
import { catalogOf, problemsOf, warningsOf } from './a-catalog.ts';

/** A catalog with some rules for the bundle ops. */
const withRules = (rules: string, defaults = ''): string => `
accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice }
defaults: { channel: C0APPROVALS, requesters: [everyone], approvers: [U0BOB, U0CAROL], duration: { max: 8h }${defaults} }
roles:
  prod-s3: { arn: "arn:aws:iam::222222222222:role/s3-list-role" }
  prod-sqs: { arn: "arn:aws:iam::222222222222:role/sqs" }
bundles:
  ops:
    roles: [prod-s3, prod-sqs]
    rules:
${rules}
`;
const TWO = `
      - { name: short, when: { duration: { max: 1h } }, approvals: 0 }
      - { name: long, approvers: [U0CAROL] }
`;
const rulesOf = (yaml: string) => catalogOf(yaml).bundles['ops' as never]?.['rules'];

describe('the rules of a bundle', () => {
  it('are compiled in their order, completed with the defaults', () => {
    expect(rulesOf(withRules(TWO))).toMatchObject([
      { ruleName: 'short', when: { duration: { maxMinutes: 60 } }, approvals: 0, channel: 'C0APPROVALS' },
      { ruleName: 'long', approvers: [{ kind: 'user', id: 'U0CAROL' }], approvals: 1 },
    ]);
  });

  it('do not carry the conditions or the rules of the defaults, which are for roles', () => {
    const defaults = ', conditions: { mfa: {} }, rules: [{ name: other, approvals: 2 }]';

    expect(rulesOf(withRules(TWO, defaults))).toEqual(rulesOf(withRules(TWO)));
  });

  it('are warned of where they leave a gap', () => {
    const rules = '      - { name: short, when: { duration: { min: 2h } }, approvals: 0 }';
    const gaps = warningsOf(withRules(rules)).filter((warning) => warning.includes('bundles.ops.rules'));

    expect(gaps).toEqual([expect.stringContaining('assume-bot explain ops')]);
  });

  it.each([
    ['      - { name: a, approvals: 0 }\n      - { name: b, approvals: 0 }', 'never applies'],
    ['      - { name: a, when: { labels: { env: prod } }, approvals: 0 }', 'a bundle has no labels'],
    ['      - { approvals: 0 }\n      - { name: b, approvals: 0 }', 'the rule has no name'],
    ['      - { name: a, stages: [{ approvers: [] }] }', 'the list is empty'],
  ])('are refused with the line of the mistake: %#', (rules, expected) => {
    const problems = problemsOf(withRules(rules));

    expect(problems.join('\n')).toContain(expected);
    expect(problems[0]).toMatch(/^access\.yaml:\d+:\d+ bundles\.ops\.rules/);
  });
});
