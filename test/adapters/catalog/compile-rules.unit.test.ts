import { describe, expect, it } from 'vitest';
import { catalogOf, problemsOf, warningsOf } from './a-catalog.ts';

/** A catalog with some rules for the role prod-s3. */
const withRules = (rules: string, more = ''): string => `
accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice }
defaults: { channel: C0APPROVALS }
onCall: { sre: [U0ALICE] }
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    conditions: { mfa: { maxAge: 1h } }
${more}
    rules:
${rules}
`;
const HOURS = '{ days: [mon-fri], from: "09:00", until: "18:00", zone: Europe/Berlin }';
const COMPANY = `
      - name: on call
        when: { requester: [{ onCall: sre }], duration: { max: 2h } }
        approvals: 0
      - name: office hours
        when: { hours: ${HOURS} }
        requesters: [S0DEVELOPERS]
        approvers: [S0SRE]
      - name: out of hours
        requesters: [S0DEVELOPERS]
        approvers: [S0SECURITY, S0SRE]
        approvals: 2
`;
const rulesOf = (yaml: string) => catalogOf(yaml).roles['prod-s3' as never]?.['rules'];

describe('the rules of a role', () => {
  it('are compiled in their order, with what a request has to meet for each', () => {
    expect(rulesOf(withRules(COMPANY))).toMatchObject([
      {
        ruleName: 'on call',
        when: { requester: [{ kind: 'onCall', id: 'sre' }], duration: { maxMinutes: 120 } },
        requesters: [{ kind: 'onCall', id: 'sre' }],
        approvals: 0,
        durationMinutes: { default: 60, max: 120 },
      },
      {
        ruleName: 'office hours',
        when: {
          hours: [
            { days: ['mon', 'tue', 'wed', 'thu', 'fri'], fromMinute: 540, untilMinute: 1080, zone: 'Europe/Berlin' },
          ],
        },
        approvers: [{ kind: 'group', id: 'S0SRE' }],
      },
      { ruleName: 'out of hours', approvals: 2 },
    ]);
  });

  it('take what they lack from the role, then from defaults', () => {
    const rules = `
      - { name: short, when: { duration: { max: 30m } }, approvals: 0 }
      - { name: long, duration: { max: 8h } }`;
    const more = '    duration: { default: 45m, max: 4h }\n    requesters: [everyone]\n    approvers: [U0BOB]';

    expect(rulesOf(withRules(rules, more))).toMatchObject([
      { durationMinutes: { default: 30, max: 30 }, channel: 'C0APPROVALS', approvers: [{ id: 'U0BOB' }] },
      { durationMinutes: { default: 45, max: 480 }, requesters: [{ kind: 'everyone' }] },
    ]);
  });

  it('take nothing of a map of defaults that their role removes', () => {
    const yaml = withRules(
      '      - { name: a, extend: { by: 1h } }',
      '    extend: false\n    requesters: [everyone]',
    ).replace(
      'channel: C0APPROVALS',
      'channel: C0APPROVALS, approvers: [U0BOB], duration: { max: 8h }, extend: { automatic: true }',
    );

    expect(rulesOf(yaml)?.[0]?.extend).toMatchObject({ byMinutes: 60, automatic: false });
  });

  it('have the conditions of defaults and of their role together, as a role without rules does', () => {
    const defaults = 'defaults: { channel: C0APPROVALS, conditions: { sourceIp: [203.0.113.0/24] } }';
    const yaml = withRules(COMPANY).replace('defaults: { channel: C0APPROVALS }', defaults);

    expect(rulesOf(yaml)?.[1]?.conditions).toEqual({ mfa: { maxAgeSeconds: 3600 }, sourceIp: ['203.0.113.0/24'] });
  });

  it('take a pattern of tickets from the nearest place, with the example beside it', () => {
    const rules = `
      - { name: same, when: { duration: { max: 30m } }, approvers: [U0BOB] }
      - { name: none, when: { start: now }, approvers: [U0BOB], ticket: false }
      - { name: own, approvers: [U0BOB], ticket: "CHG-[0-9]+" }`;
    const more = '    requesters: [everyone]\n    ticket: "INC-[0-9]+"\n    ticketExample: INC-42';

    expect(rulesOf(withRules(rules, more))?.map(({ ticket, ticketExample }) => [ticket, ticketExample])).toEqual([
      ['INC-[0-9]+', 'INC-42'],
      [undefined, undefined],
      ['CHG-[0-9]+', undefined],
    ]);
  });

  it('have the conditions of their role, and cannot have their own', () => {
    const own = COMPANY.replace('approvals: 0', 'approvals: 0\n        conditions: { mfa: true }');

    expect(rulesOf(withRules(COMPANY))?.map(({ conditions }) => conditions)).toEqual(
      Array(3).fill({ mfa: { maxAgeSeconds: 3600 } }),
    );
    expect(problemsOf(withRules(own))[0]).toContain('there is no key "conditions" here');
  });

  it('warn if everyone may request the role', () => {
    expect(warningsOf(withRules('      - { approvers: [U0BOB] }'))[0]).toContain(
      'everyone in the workspace may request the role',
    );
  });

  it.each([
    ['      - { approvers: [U0BOB] }\n      - { name: b, approvers: [U0BOB] }', 'the rule has no name'],
    [
      '      - { name: a, approvers: [U0BOB] }\n      - { name: b, approvers: [U0BOB] }',
      'the rule never applies: "a" applies to every request that it could grant',
    ],
    [
      '      - { name: a, when: { emergency: true }, approvers: [U0BOB] }\n      - { name: a, approvers: [U0BOB] }',
      'another rule of this list has the name "a"',
    ],
    [COMPANY.replace('Europe/Berlin', 'Berlin'), 'there is no time zone "Berlin"'],
    [COMPANY.replace('"18:00"', '"09:00"'), 'from 09:00 until 09:00 is no time at all'],
    [COMPANY.replace('mon-fri', 'monday'), 'expected one of days such as [ mon-fri ]'],
    [COMPANY.replace('{ max: 2h }', '{ min: 3h, max: 2h }'), 'the min of 3h is longer than the max of 2h'],
    [COMPANY.replace('[{ onCall: sre }]', '[]'), 'the list is empty, so the rule never applies'],
    [COMPANY.replace('{ onCall: sre }', '{ onCall: sr }'), 'there is no schedule "sr" under onCall'],
    [COMPANY.replace('name: on call', 'name: "<!channel>"'), 'expected at most 60 characters, none of <'],
    [COMPANY.replace('approvals: 2', 'stages: []'), 'expected a list of stages'],
    ['      []', 'expected a list of rules'],
  ])('are refused with the line of the mistake: %#', (rules, expected) => {
    const problems = problemsOf(withRules(rules));

    expect(problems.join('\n')).toContain(expected);
    expect(problems[0]).toMatch(/^access\.yaml:\d+:\d+ /);
  });

  it('report a name with markup of Slack once', () => {
    expect(problemsOf(withRules(COMPANY.replace('name: on call', 'name: "a & b"')))).toHaveLength(1);
  });
});
