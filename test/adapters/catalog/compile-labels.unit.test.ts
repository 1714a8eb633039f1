import { describe, expect, it } from 'vitest';
import type { ListedRule } from '../../../functions/core/catalog/catalog.ts';
import { catalogOf, problemsOf, warningsOf } from './a-catalog.ts';

/** Two roles in production, one of them for payments, and one in development. `defaults` follows. */
const LABELED = `accounts:
  dev: { id: "111111111111", labels: { env: dev } }
  prod: { id: "222222222222", labels: { env: prod } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice }
onCall: { sre: [U0ALICE] }
roles:
  dev-app: { arn: arn:aws:iam::111111111111:role/app }
  prod-app: { arn: arn:aws:iam::222222222222:role/app }
  prod-pay: { arn: arn:aws:iam::222222222222:role/pay, labels: { team: payments } }
`;
const BASE =
  '{ channel: C0APPROVALS, requesters: [everyone], approvers: [S0SRE], duration: { default: 30m, max: 8h } }';
const catalog = (byLabel: string, defaults = BASE, roles = LABELED): string =>
  `${roles}defaults: ${defaults}\ndefaultsByLabel:\n${byLabel}\n`;
const rulesOf = (yaml: string, role: string): readonly ListedRule[] =>
  catalogOf(yaml).roles[role as never]?.['rules'] ?? [];
const ruleOf = (yaml: string, role: string) => rulesOf(yaml, role)[0];
const names = (yaml: string, role: string) => rulesOf(yaml, role).map(({ ruleName }) => ruleName);

describe('the settings for roles with labels', () => {
  it('apply to the roles that carry all of the labels, their own or those of their account', () => {
    const yaml = catalog(
      '  - { match: { env: prod, team: payments }, approvals: 3 }\n  - { match: { env: prod }, approvals: 2 }',
    );

    expect(['dev-app', 'prod-app', 'prod-pay'].map((role) => ruleOf(yaml, role)?.approvals)).toEqual([1, 2, 3]);
  });

  it('can be for one of several values', () => {
    const yaml = catalog('  - { match: { env: [dev, prod] }, approvals: 2 }');

    expect(['dev-app', 'prod-app'].map((role) => ruleOf(yaml, role)?.approvals)).toEqual([2, 2]);
  });

  it('use the label of the role if its account has another value', () => {
    const roles = LABELED.replace('role/app }\n  prod-pay', 'role/app, labels: { env: dev } }\n  prod-pay');
    const yaml = catalog('  - { match: { env: dev }, approvals: 2 }', BASE, roles);

    expect(['prod-app', 'prod-pay'].map((role) => ruleOf(yaml, role)?.approvals)).toEqual([2, 1]);
  });

  it('give way to the role and to entries before them, and win over defaults', () => {
    const roles = LABELED.replace('labels: { team: payments }', 'labels: { team: payments }, risk: low');
    const yaml = catalog(
      '  - { match: { team: payments }, risk: high, approvals: 3 }\n  - { match: { env: prod }, risk: medium, approvals: 2, approvers: [U0BOB, U0CAROL, U0DAVE] }',
      BASE,
      roles,
    );

    expect(ruleOf(yaml, 'prod-pay')).toMatchObject({
      risk: 'low',
      approvals: 3,
      approvers: [{ id: 'U0BOB' }, { id: 'U0CAROL' }, { id: 'U0DAVE' }],
      channel: 'C0APPROVALS',
    });
    expect(ruleOf(yaml, 'prod-app')).toMatchObject({ risk: 'medium', approvals: 2 });
  });

  it('complete a map of the role, and are completed by defaults', () => {
    const roles = LABELED.replace('labels: { team: payments }', 'labels: { team: payments }, duration: { max: 2h }');
    const entries =
      '  - { match: { team: payments }, duration: { default: 45m, max: 4h } }\n  - { match: { env: prod }, duration: { max: 1h } }';
    const yaml = catalog(entries, BASE, roles);

    expect(ruleOf(yaml, 'prod-pay')?.durationMinutes).toEqual({ default: 45, max: 120 });
    expect(ruleOf(yaml, 'prod-app')?.durationMinutes).toEqual({ default: 30, max: 60 });
  });

  it('can remove a map of defaults, which a role can write again', () => {
    const defaults = BASE.replace('channel', 'extend: { by: 2h, maxTotal: 8h }, channel');
    const roles = LABELED.replace('labels: { team: payments }', 'labels: { team: payments }, extend: { by: 1h }');
    const yaml = catalog('  - { match: { env: prod }, extend: false }', defaults, roles);

    expect(ruleOf(yaml, 'prod-app')?.extend).toBeUndefined();
    expect(ruleOf(yaml, 'prod-pay')?.extend).toEqual({ byMinutes: 60, automatic: false, maxTotalMinutes: 480 });
    expect(ruleOf(yaml, 'dev-app')?.extend).toMatchObject({ byMinutes: 120 });
  });

  it('can set what a role has once for all its rules', () => {
    const yaml = catalog('  - { match: { env: prod }, conditions: { mfa: true } }');

    expect(catalogOf(yaml).roles['prod-app' as never]).toMatchObject({ conditions: { mfa: {} } });
    expect(catalogOf(yaml).roles['dev-app' as never]).not.toHaveProperty('conditions');
  });

  it('are not part of what the Lambdas carry: an unused label changes nothing', () => {
    const yaml = catalog('  - { match: { env: prod }, approvals: 2 }');
    const labeled = yaml.replace('labels: { team: payments }', 'labels: { team: payments, tier: "1" }');

    expect(catalogOf(labeled)).toEqual(catalogOf(yaml));
  });
});

describe('rules that roles share', () => {
  const SHARED = BASE.replace(
    /\}$/,
    `, rules: [
      { name: payments, when: { labels: { team: payments } }, approvals: 2 },
      { name: on call, when: { requester: [{ onCall: sre }], labels: { env: prod } }, approvals: 0 },
      { name: short, when: { duration: { max: 1h }, labels: { env: [dev] } }, approvals: 0 },
      { name: other } ] }`,
  ).replace('}, rules', '}\n  , rules');
  const NONE = '  - { match: { env: prod }, risk: high }';

  it('are those that are for the labels of the role, in their order', () => {
    const yaml = catalog(NONE, SHARED);

    expect(names(yaml, 'dev-app')).toEqual(['short', 'other']);
    expect(names(yaml, 'prod-app')).toEqual(['on call', 'other']);
    expect(warningsOf(yaml)).toEqual([]);
  });

  it('end with the first one that applies to every request of the role', () => {
    expect(rulesOf(catalog(NONE, SHARED), 'prod-pay')).toMatchObject([{ ruleName: 'payments', approvals: 2 }]);
    expect(ruleOf(catalog(NONE, SHARED), 'prod-pay')).not.toHaveProperty('when');
  });

  it('win over the keys of the role, which complete them', () => {
    const roles = LABELED.replace('role/app }\n  prod-pay', 'role/app, approvals: 2, risk: low }\n  prod-pay');

    expect(rulesOf(catalog(NONE, SHARED, roles), 'prod-app')).toMatchObject([
      { approvals: 0, risk: 'low' },
      { approvals: 2, risk: 'low' },
    ]);
  });

  it('are those of the role, else of the first entry that has some, else of defaults', () => {
    const roles = LABELED.replace('team: payments }', 'team: payments }, rules: [{ name: own, approvals: 2 }]');
    const yaml = catalog(`${NONE}\n  - { match: { env: prod }, rules: [{ name: production }] }`, SHARED, roles);

    expect(names(yaml, 'prod-pay')).toEqual(['own']);
    expect(names(yaml, 'prod-app')).toEqual(['production']);
    expect(names(yaml, 'dev-app')).toEqual(['short', 'other']);
  });

  it('can be removed: by an entry for its roles, and by a role', () => {
    const roles = LABELED.replace('role/app }\n  prod-app', 'role/app, rules: false }\n  prod-app');
    const yaml = catalog('  - { match: { team: payments }, rules: false }', SHARED, roles);

    expect(rulesOf(yaml, 'prod-pay')).toMatchObject([{ approvals: 1 }]);
    expect(names(yaml, 'prod-pay')).toEqual([undefined]);
    expect(names(yaml, 'dev-app')).toEqual([undefined]);
    expect(names(yaml, 'prod-app')).toEqual(['on call', 'other']);
  });

  it('can ask for labels in the rules of one role too', () => {
    const rules = 'rules: [{ name: a, when: { labels: { env: dev } }, approvals: 0 }, { name: b }]';
    const roles = LABELED.replace('labels: { team: payments }', `labels: { team: payments }, ${rules}`);

    expect(names(catalog(NONE, BASE, roles), 'prod-pay')).toEqual(['b']);
  });
});

describe('mistakes in labels', () => {
  const problems = (yaml: string): string => problemsOf(yaml).join('\n');
  const warnings = (yaml: string): string => warningsOf(yaml).join('\n');
  const OK = '  - { match: { env: prod }, approvals: 2 }';

  it.each([
    ['{ match: {}, approvals: 2 }', '12:14 defaultsByLabel[0].match: there is no label; name one'],
    ['{ approvals: 2 }', '12:5 defaultsByLabel[0]: match is missing; expected a map of labels'],
    [
      '{ match: { evn: prod }, approvals: 2 }',
      '12:16 defaultsByLabel[0].match.evn: no role or account has the label "evn"; did you mean env?',
    ],
    ['{ match: { owner: x }, approvals: 2 }', 'no role or account has the label "owner"; known are env, team'],
    [
      '{ match: { env: [] }, approvals: 2 }',
      'defaultsByLabel[0].match.env: found an empty list, expected at most 60 plain characters',
    ],
    ['{ match: { env: 1 }, approvals: 2 }', 'put it in quotes: "1"'],
    ['{ match: { "a b": prod }, approvals: 2 }', '"a b" is not a valid name for a label'],
    [
      `{ match: { ${Array.from({ length: 21 }, (_, index) => `a${index}: x`).join(', ')} } }`,
      '12:14 defaultsByLabel[0].match: 21 labels are too many; the most is 20',
    ],
    ['{ match: { env: prod }, aprovals: 2 }', 'there is no key "aprovals" here; did you mean approvals?'],
    ['{ match: { env: prod }, arn: x }', 'there is no key "arn" here'],
    ['{ match: { env: prod }, rules: [] }', 'expected a list of rules'],
    ['{ match: { env: prod }, rules: [{ name: a, when: { labels: {} } }] }', 'when.labels: there is no label'],
    ['{ match: { env: prod }, rules: [{ name: a, when: { labels: { tema: x } } }] }', 'did you mean team?'],
    [
      '{ match: { env: prod }, rules: [{ name: a, when: { labels: { env: dev } } }, { name: b, refuse: Ask us }] }',
      '8:3 roles.prod-app: none of the rules in line 12 that grant access is for the labels of this role (env: prod)',
    ],
    [
      '{ match: { env: prod }, rules: [{ name: a, when: { labels: { env: dev } } }] }',
      '8:3 roles.prod-app: none of the rules in line 12 that grant access is for the labels of this role (env: prod)',
    ],
  ])('are refused with their line: %s', (entry, expected) => {
    expect(problems(catalog(`  - ${entry}`))).toContain(`access.yaml:${/^\d/.test(expected) ? expected : ''}`);
    expect(problems(catalog(`  - ${entry}`))).toContain(expected);
  });

  it('are one problem each, and cause no other', () => {
    const entry = '  - { match: { env: prd x! }, approvers: [S0SRE] }';

    expect(problemsOf(catalog(entry, '{ channel: C0APPROVALS, requesters: [everyone] }'))).toEqual([
      'access.yaml:12:21 defaultsByLabel[0].match.env: found "prd x!", expected at most 60 plain characters such as prod, or a list of such values',
    ]);
  });

  it('name the role that lacks what its shared rule needs, and where to write it', () => {
    const defaults = '{ channel: C0APPROVALS, requesters: [everyone], rules: [{ name: all }] }';
    const entry = '  - { match: { env: prod }, approvers: [S0SRE] }';

    expect(problems(catalog(entry, defaults))).toBe(
      'access.yaml:7:3 roles.dev-app: approvers is missing for the rule "all" (line 10); expected a list of users who may approve, here, in the rule, in defaultsByLabel or under defaults',
    );
  });

  it('warn of an entry that no role matches, and of a value that no role has', () => {
    const roles = LABELED.replace('team: payments', 'team: payments, env: dev');

    expect(warnings(catalog('  - { match: { env: prod, team: payments }, approvals: 2 }', BASE, roles))).toBe(
      'access.yaml:12:7 defaultsByLabel[0].match: no role has all of these labels, so these settings apply to none',
    );
    expect(warnings(catalog(`${OK}\n  - { match: { env: prood }, approvals: 2 }`))).toBe(
      'access.yaml:13:21 defaultsByLabel[1].match.env: no role or account has env: prood; did you mean prod?',
    );
  });

  it('warn of a label of a role that is nearly what an entry asks for', () => {
    const misspelt = (text: string) => warnings(catalog(OK, BASE, LABELED.replace('team: payments', text)));

    expect(misspelt('team: payments, env: prodd')).toContain('nothing refers to env: prodd; did you mean prod?');
    expect(misspelt('enf: dev')).toContain('nothing refers to the label "enf"; did you mean env?');
    expect(misspelt('team: payments, env: stage')).toBe('');
  });

  it('warn of shared rules that no role uses', () => {
    const own = LABELED.replaceAll(/(role\/\w+)( }|,)/g, '$1, rules: [{ name: own }]$2');
    const rules = BASE.replace(
      /\}$/,
      ', rules: [{ name: a, when: { labels: { env: dev, team: payments } } }, { name: b }] }',
    );

    expect(warnings(catalog(OK, rules, own))).toContain('defaults.rules: no role uses these rules');
    expect(warnings(catalog(OK, rules))).toContain('defaults.rules[0]: no role has this rule');
  });
});
