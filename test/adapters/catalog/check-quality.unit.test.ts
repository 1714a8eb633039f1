import { describe, expect, it } from 'vitest';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { problemsOf } from './a-catalog.ts';

const NOW = new Date('2026-11-28T10:00:00Z');
const BERLIN = 'zone: Europe/Berlin';
const hours = (days: string, from: string, until: string, zone = BERLIN): string =>
  `hours: { days: [${days}], from: "${from}", until: "${until}", ${zone} }`;

/** A catalog with some rules for the role prod-s3, each a line of YAML. */
const withRules = (rules: readonly string[], more = ''): string => `
accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice, U0BOB: arn:aws:iam::111111111111:user/bob }
onCall: { sre: [U0ALICE] }
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    channel: C0APPROVALS
    approvers: [S0SRE]
    requesters: [everyone]
    duration: { max: 8h }
${more === '' ? '' : `    ${more}\n`}    rules:
${rules.map((rule, index) => `      - { name: rule ${index}, ${rule} }\n`).join('')}`;

/** The problems of a catalog; its warnings if it is valid. */
const found = (rules: readonly string[], more?: string): readonly string[] => {
  const compiled = compileCatalog(withRules(rules, more), undefined, 'assume-bot', NOW);
  return (compiled.kind === 'ok' ? compiled.warnings : compiled.problems).map(
    ({ path, message }) => `${compiled.kind === 'ok' ? 'warning' : 'error'} ${path}: ${message}`,
  );
};
const ON_CALL = 'when: { requester: [{ onCall: sre }] }';
const EMERGENCY = 'emergency: { requesters: [S0ONCALL] }';

describe('a rule that never applies is refused', () => {
  it.each([
    ['after a rule for every request', ['approvals: 1', 'approvals: 2'], '"rule 0" applies to'],
    [
      'after rules for the days of the week and for its end',
      [`when: { ${hours('mon-fri', '00:00', '24:00')} }`, `when: { ${hours('sat-sun', '00:00', '24:00')} }`, ON_CALL],
      '"rule 0" and "rule 1" together',
    ],
    [
      'after office hours and all other hours, also in another time zone',
      [
        `when: { ${hours('mon-sun', '09:00', '18:00')} }`,
        `when: { ${hours('mon-sun', '18:00', '09:00')} }`,
        `when: { ${hours('mon-fri', '01:00', '04:00', 'zone: Australia/Lord_Howe')} }`,
      ],
      '"rule 0" and "rule 1" together',
    ],
    [
      'after short and long requests',
      ['when: { duration: { max: 2h } }', 'when: { duration: { min: 2h } }', ON_CALL],
      '"rule 0" and "rule 1" together',
    ],
    [
      'after emergencies and all other requests',
      ['when: { emergency: true }', 'when: { emergency: false }', 'approvals: 2'],
      '"rule 0" and "rule 1" together',
    ],
    [
      'after requests that start now and later',
      ['when: { start: now }', 'when: { start: scheduled }', 'approvals: 2'],
      '"rule 0" and "rule 1" together',
    ],
    [
      'after a rule for the user who is always on call',
      ['when: { requester: [U0ALICE] }', ON_CALL],
      '"rule 0" applies to',
    ],
    [
      'because only longer requests reach it',
      ['when: { duration: { max: 4h } }', 'duration: { max: 3h }'],
      '"rule 0" applies to',
    ],
  ])('%s', (_, rules, expected) => {
    const [problem, ...more] = found(rules, EMERGENCY);

    expect(more).toEqual([]);
    expect(problem).toMatch(
      new RegExp(`^error roles\\.prod-s3\\.rules\\[${rules.length - 1}\\]: the rule never applies: `),
    );
    expect(problem).toContain(expected);
  });

  it('with the line of the rule', () => {
    expect(problemsOf(withRules(['approvals: 1', 'approvals: 2']))[0]).toMatch(/^access\.yaml:14:9 roles/);
  });

  it.each([
    [['when: { emergency: true }', 'approvals: 1'], '', 'is for emergencies, but allows none'],
    [['when: { emergency: true, start: scheduled }', 'approvals: 1'], EMERGENCY, 'emergencies start at once'],
    [['when: { requester: [U0ALICE] }, requesters: [U0BOB]', 'approvals: 1'], '', 'none of the users it is for'],
    [['when: { duration: { min: 9h } }', 'approvals: 1'], '', 'is for 9h or longer, and allows 8h at most'],
  ])('if it could never grant a request: %#', (rules, more, expected) => {
    expect(found(rules, more)).toEqual([expect.stringContaining(expected)]);
    expect(found(rules, more)[0]).toMatch(/^error roles\.prod-s3\.rules\[0\]/);
  });

  it('but not if another user may type it, if an extension reaches it, or if its hours differ when clocks change', () => {
    const forOthers = [
      'when: { requester: [S0SRE] }, approvals: 0',
      'when: { requester: [S0SRE] }, onBehalfOf: [S0LEADS]',
    ];
    const extended = ['when: { duration: { max: 8h } }', 'extend: { by: 1h, maxTotal: 12h }'];
    // Between the changes of the clocks in the United States and in Europe, midnight in Berlin is not 18:00 in New York.
    const apart = [
      `when: { ${hours('mon-sun', '00:00', '14:00')} }`,
      `when: { ${hours('mon-sun', '08:00', '18:00', 'zone: America/New_York')} }`,
      'approvals: 2',
    ];

    for (const rules of [forOthers, extended, apart])
      expect(found(rules).filter((one) => one.startsWith('error'))).toEqual([]);
  });
});

describe('a rule in a list that several roles share', () => {
  const shared = (rules: string, own = ''): readonly string[] => {
    const yaml = withRules([])
      .replace('roles:\n', `defaults:\n  rules:\n${rules}roles:\n`)
      .replace('    rules:\n', `    labels: { env: prod }\n${own}`);
    const compiled = compileCatalog(yaml, undefined, 'assume-bot', NOW);
    return (compiled.kind === 'ok' ? compiled.warnings : compiled.problems).map(
      ({ path, message }) => `${compiled.kind} ${path}: ${message}`,
    );
  };
  const other =
    '  other: { arn: "arn:aws:iam::222222222222:role/other", duration: { max: 4h }, channel: C0APPROVALS, approvers: [S0SRE], requesters: [everyone] }\n';
  const first = '    - { name: short, when: { duration: { max: 4h } } }\n';
  const rest = '    - { name: rest }\n';

  it('is wrong if it applies in none of them, and is reported once, where it is written', () => {
    expect(shared(`${rest}${first}`, other)).toEqual([
      expect.stringContaining('invalid defaults.rules[1]: the rule never applies: "rest" applies to'),
    ]);
  });

  it('is right if it applies in one of them', () => {
    // The other role allows four hours, so only the short rule applies there.
    expect(shared(`${first}${rest}`, other)).toEqual([]);
  });

  it('is warned about if its list depends on labels, because another role may need it', () => {
    const prod = '    - { name: prod, when: { labels: { env: prod }, emergency: false } }\n';
    const ever = '    - { name: never, when: { labels: { env: prod }, start: now } }\n';

    expect(shared(`${prod}${ever}${rest}`)).toEqual([
      expect.stringContaining('ok defaults.rules[1]: the rule never applies'),
      expect.stringContaining('ok defaults.rules[2]: the rule never applies'),
    ]);
  });
});

describe('requests that no rule matches', () => {
  const command = (text: string | undefined): string => text?.split('To see it: ')[1] ?? '';

  it('are warned about, with the length and a command that shows it', () => {
    const warnings = found(['when: { duration: { max: 2h } }', 'when: { duration: { min: 3h } }']);

    expect(warnings).toEqual([
      expect.stringContaining('no rule applies to requests of users whom no rule names for 2h 1m to 2h 59m; add'),
    ]);
    expect(command(warnings[0])).toBe('assume-bot explain prod-s3 --as U0ALICE --at 2026-11-28T10:00Z --for 2h1m');
  });

  it('are warned about with their hours, in the zone of the rules', () => {
    const office = [`when: { ${hours('mon-fri', '09:00', '18:00')} }`];
    const [warning] = found(office);

    expect(warning).toContain('such as on Sat 2026-11-28 11:00 until Mon 2026-11-30 09:00 (Europe/Berlin)');
    expect(command(warning)).toBe('assume-bot explain prod-s3 --as U0ALICE --at 2026-11-28T10:00Z');
  });

  it('are found in the days around a change of the clocks, when two zones are apart by another hour', () => {
    const rules = [
      `when: { ${hours('mon-sun', '00:00', '14:00')} }`,
      `when: { ${hours('mon-sun', '08:00', '18:00', 'zone: America/New_York')} }`,
    ];

    expect(found(rules)).toEqual([
      expect.stringContaining('such as on Sun 2027-03-14 23:00 until Mon 2027-03-15 00:00'),
    ]);
  });

  it('name the groups whose members have no rule, and the start', () => {
    const rules = [
      'when: { requester: [S0SRE], start: now }, requesters: [S0SRE]',
      'when: { requester: [S0DEV] }, requesters: [S0DEV]',
    ];
    const warnings = found(rules);

    expect(warnings).toEqual([expect.stringContaining('requests of members of S0SRE that start later; add')]);
    expect(command(warnings[0])).toContain('--as U0ALICE --groups "S0SRE" --at 2026-11-28T10:00Z --scheduled');
  });

  it('name emergencies', () => {
    const rules = ['when: { emergency: false }'];
    const [warning] = found(rules, EMERGENCY);

    expect(warning).toContain('no rule applies to emergencies of members of S0ONCALL; add');
    expect(command(warning)).toContain('--for 1m --emergency');
  });

  it('do not exist for users who have no AWS identity', () => {
    expect(found(['when: { requester: [U0ALICE, U0BOB] }'])).toEqual([]);
  });

  it('do not exist if the hours meet, on days on which the clocks change too', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Beirut'])
      expect(
        found([
          `when: { ${hours('mon-sun', '02:30', '18:00', `zone: ${zone}`)} }`,
          `when: { ${hours('mon-sun', '18:00', '02:30', `zone: ${zone}`)} }`,
        ]),
      ).toEqual([]);
  });
});
