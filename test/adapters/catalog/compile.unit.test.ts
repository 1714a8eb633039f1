import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { rulesOf } from '../../../functions/core/catalog/lookup.ts';
import { catalogOf, GOOD, problemsOf, warningsOf, withValue } from './a-catalog.ts';

const example = readFileSync(new URL('../../../examples/access.yaml', import.meta.url), 'utf8');

describe('a valid catalog', () => {
  it('contains everything that the example shows', () => {
    const compiled = compileCatalog(example);

    expect(compiled).toMatchObject({ kind: 'ok', warnings: [] });
    expect(compiled).toHaveProperty('catalog', {
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      accounts: [
        { name: 'prod', id: '222222222222', managerRoleName: 'assume-bot-manager' },
        { name: 'utils', id: '111111111111', managerRoleName: 'assume-bot-manager' },
      ],
      people: {
        U0RANDOM: expect.objectContaining({ kind: 'iam-user', userName: 'random_user', accountId: '111111111111' }),
        U0ALICE: {
          kind: 'iam-user',
          accountId: '111111111111',
          arn: 'arn:aws:iam::111111111111:user/alice',
          userName: 'alice',
          sessionName: 'alice',
          identity: 'managed',
        },
      },
      roles: {
        'prod-s3': {
          name: 'prod-s3',
          arn: 'arn:aws:iam::222222222222:role/s3-list-role',
          accountId: '222222222222',
          accountName: 'prod',
          description: 'List the S3 buckets of production',
          rules: [
            {
              name: 'prod-s3',
              arn: 'arn:aws:iam::222222222222:role/s3-list-role',
              accountId: '222222222222',
              accountName: 'prod',
              description: 'List the S3 buckets of production',
              durationMinutes: { default: 60, max: 480 },
              requesters: [{ kind: 'everyone' }],
              approvers: [
                { kind: 'user', id: 'U0BOB' },
                { kind: 'user', id: 'U0CAROL' },
              ],
              approvals: 1,
              allowSelfApproval: false,
              reason: 'required',
              channel: 'C0APPROVALS',
            },
          ],
        },
      },
      bundles: {},
      settings: {
        retentionDays: 400,
        lapseAfterMinutes: 1440,
        remindBeforeEndMinutes: 10,
        reminderMinutes: [30, 120, 360],
        minimumMinutes: 1,
        admins: [{ kind: 'user', id: 'U0CAROL' }],
      },
    });
  });

  it('never has longer durations than its file', () => {
    const minutesOf = (duration: unknown) =>
      Object.values(catalogOf(withValue(['roles', 'prod-s3', 'duration'], duration)).roles)[0]?.rules[0]
        ?.durationMinutes;

    expect(minutesOf(undefined)).toEqual({ default: 60, max: 60 });
    expect(minutesOf({ default: '2h' })).toEqual({ default: 120, max: 120 });
    expect(minutesOf({ max: '30m' })).toEqual({ default: 30, max: 30 });
    expect(minutesOf({ max: '8h' })).toEqual({ default: 60, max: 480 });
    expect(minutesOf({ default: '1h30m', max: '1h 30m' })).toEqual({ default: 90, max: 90 });
  });

  it('takes missing settings of a role from defaults, the default and max duration separately', () => {
    const { roles } = catalogOf(`${GOOD.replace('    channel: C0APPROVALS\n', '')}  prod-b:
    arn: arn:aws:iam::222222222222:role/b
    duration: { max: 4h }
    approvals: 0
    ticket: false
    reason: optional
defaults:
  duration: { default: 2h, max: 8h }
  requesters: [U0ALICE]
  approvers: [U0CAROL]
  ticket: INC-[0-9]+
  channel: C0APPROVALS
`);

    const rules = rulesOf({ roles });
    expect(rules).toMatchObject([
      {
        durationMinutes: { default: 60, max: 480 },
        requesters: [{ kind: 'everyone' }],
        approvers: [{ id: 'U0BOB' }, { id: 'S0SRE' }],
        ticket: 'INC-[0-9]+',
        reason: 'required',
        channel: 'C0APPROVALS',
      },
      {
        durationMinutes: { default: 120, max: 240 },
        requesters: [{ id: 'U0ALICE' }],
        approvers: [{ id: 'U0CAROL' }],
        approvals: 0,
        reason: 'optional',
      },
    ]);
    expect(rules[1]).not.toHaveProperty('ticket');
  });

  it('reads settings, bundles and managers', () => {
    const catalog = catalogOf(`${GOOD.replace('"222222222222" }', '"222222222222", managerRole: keeper }')}
bundles:
  everything-prod: { roles: [prod-s3], description: All of it }
settings:
  { retentionDays: 30, lapseAfter: 2h, minimumDuration: 15m, operatorsChannel: C0OPS, admins: [U0CAROL, S0SRE] }
`);

    expect(catalog.accounts[0]?.managerRoleName).toBe('keeper');
    expect(catalog.bundles).toEqual({
      'everything-prod': { name: 'everything-prod', description: 'All of it', roles: ['prod-s3'] },
    });
    expect(catalog.settings).toEqual({
      retentionDays: 30,
      lapseAfterMinutes: 120,
      remindBeforeEndMinutes: 10,
      reminderMinutes: [30, 120, 360],
      minimumMinutes: 15,
      operatorsChannel: 'C0OPS',
      admins: [
        { kind: 'user', id: 'U0CAROL' },
        { kind: 'group', id: 'S0SRE' },
      ],
    });
  });

  it('may have empty optional sections', () => {
    expect(problemsOf(`${GOOD}bundles:\ndefaults:\nsettings:\n`)).toEqual([]);
  });

  it('may use anchors', () => {
    const catalog = catalogOf(
      GOOD.replace('[U0BOB, S0SRE]', '&sre [U0BOB, S0SRE]').concat('settings: { admins: *sre }\n'),
    );

    expect(catalog.settings.admins).toHaveLength(2);
  });
});

describe('the hash of a catalog', () => {
  const hash = (yaml: string): string => catalogOf(yaml).hash;

  it('does not depend on the order of keys or the layout', () => {
    const [accounts = '', rest = ''] = GOOD.split(/(?=people:)/);
    const turned = accounts.replace(/( {2}utils.*\n)( {2}prod.*\n)/, '$2$1');

    expect(turned).not.toBe(accounts);
    expect(hash(`# a comment\n${rest}\n${turned}`)).toBe(hash(GOOD));
    expect(hash(GOOD.replace('{ default: 1h, max: 8h }', '{ max: 480m, default: 60m }'))).toBe(hash(GOOD));
  });

  it('differs for every other rule', () => {
    const others = [
      withValue(['roles', 'prod-s3', 'approvals'], 2),
      withValue(['roles', 'prod-s3', 'approvers'], ['U0CAROL']),
      withValue(['roles', 'prod-s3', 'duration', 'max'], '9h'),
      withValue(['people', 'U0ALICE'], 'arn:aws:iam::111111111111:user/alicia'),
      withValue(['settings'], { retentionDays: 1 }),
    ].map(hash);

    expect(new Set([hash(GOOD), ...others]).size).toBe(6);
  });
});

describe('a catalog with many mistakes', () => {
  it('lists all of them, in the order of lines', () => {
    const problems = problemsOf(`accounts:
  utils: { id: 011111111111 }
  prod: { id: "222222222222", manager: x }
people:
  U0ALICE: arn:aws:iam::111111111111:user/a
  U0BOB: arn:aws:iam::333333333333:user/bob
roles:
  prod-s3:
    arn: arn:aws:iam::222222222223:role/s3-list-role
    duration: { default: 9h, max: 8h }
    requesters: everyone
    approver: [U0BOB]
    approvals: many
bundles:
  both: { roles: [prod-s3, prod-s4] }
`);

    expect(problems).toEqual([
      'access.yaml:2:16 accounts.utils.id: found the number 011111111111, expected an AWS account id, 12 digits in quotes, such as "111111111111"; put it in quotes: "011111111111"',
      'access.yaml:3:31 accounts.prod.manager: there is no key "manager" here; did you mean managerRole?',
      'access.yaml:5:12 people.U0ALICE: the account 111111111111 is not among accounts; did you mean 011111111111 (utils)?',
      'access.yaml:5:12 people.U0ALICE: the user name "a" has one character; a role session name needs at least two',
      'access.yaml:6:10 people.U0BOB: the account 333333333333 is not among accounts; known are prod 222222222222, utils 011111111111',
      'access.yaml:8:3 roles.prod-s3: channel is missing; expected a Slack channel id such as C0APPROVALS, here or under defaults',
      'access.yaml:9:10 roles.prod-s3.arn: the account 222222222223 is not among accounts; did you mean 222222222222 (prod)?',
      'access.yaml:10:26 roles.prod-s3.duration.default: the default of 9h is longer than the max of 8h (line 10)',
      'access.yaml:11:17 roles.prod-s3.requesters: found "everyone", expected a list of Slack user ids such as U0ALICE and user groups such as S0SRE, or [ everyone ]; put it in brackets: [ everyone ]',
      'access.yaml:12:5 roles.prod-s3.approver: there is no key "approver" here; did you mean approvers?',
      'access.yaml:13:16 roles.prod-s3.approvals: found "many", expected a whole number from 0 to 10',
      'access.yaml:15:28 bundles.both.roles[1]: there is no role "prod-s4"; did you mean prod-s3?',
    ]);
  });

  it('lists a mistake under defaults only once', () => {
    const twoRoles = `${GOOD.replace('    duration: { default: 1h, max: 8h }\n', '')}  prod-b:
    { arn: "arn:aws:iam::222222222222:role/b", requesters: [everyone], approvers: [U0BOB], channel: C0APPROVALS }
defaults:
  duration: { max: 13h }
`;

    expect(problemsOf(twoRoles)).toEqual([
      expect.stringMatching(/^access.yaml:15:20 defaults.duration.max: 13h is too long/),
    ]);
  });
});

describe('a text that is not a catalog', () => {
  it.each([
    ['', '1:1 the file is empty'],
    ['# only a comment\n', '1:1 the file is empty'],
    ['just text', '1:1 found "just text", expected a map with accounts, people and roles'],
    ['[]', '1:1 found an empty list, expected a map'],
    ['a: [1, 2', 'this is not valid YAML: '],
    ['accounts:\n\tutils: x', '2:1 this is not valid YAML: Tabs are not allowed'],
    ['a: *nothing', '1:4 a: there is no anchor "&nothing" before the alias "*nothing"'],
    ['a: 1\n---\nb: 2', 'this is not valid YAML: '],
    ['a: !secret x', '1:4 this is not valid YAML: Unresolved tag'],
    ['? [a, b]\n: c', '1:3 a key must be plain text'],
    ['&a [*a]', 'nested too deeply'],
  ])('is refused with the source location: %j', (yaml, expected) => {
    expect(problemsOf(yaml).join('\n')).toContain(expected);
  });

  it('reports the wrong bracket, and not everything after it', () => {
    const broken = GOOD.replace('[everyone]', 'everyone]').replace('id: "222222222222" }', 'id: "222222222222" ]');

    const problems = problemsOf(broken);

    expect(problems[0]).toMatch(/^access\.yaml:3:/);
    expect(problems.length).toBeLessThanOrEqual(3);
  });

  it('is refused quickly if aliases multiply it', () => {
    const bomb = Array.from({ length: 12 }, (_, index) => {
      const ten = Array.from({ length: 10 }, () => `*a${index - 1}`).join(', ');
      return `a${index}: &a${index} [${index === 0 ? '1' : ten}]`;
    });

    expect(problemsOf(bomb.join('\n')).join('\n')).toContain('repeated too often');
  });

  it('reports duplicate keys at any depth', () => {
    const twice = GOOD.replace('    channel', '    approvers: [U0CAROL]\n    channel').concat('roles: {}\n');

    expect(problemsOf(twice)).toEqual([
      'access.yaml:12:5 roles.prod-s3.approvers: "approvers" is a duplicate of the key in line 11',
      'access.yaml:14:1 roles: "roles" is a duplicate of the key in line 6',
    ]);
  });

  it('suggests defaults instead of merge keys', () => {
    const merged = GOOD.replace('    channel: C0APPROVALS', '    <<: { channel: C0APPROVALS }');

    expect(problemsOf(merged)[1]).toContain('put settings that roles share under defaults');
  });
});

describe('a warning', () => {
  it('does not make the catalog invalid', () => {
    const warned = GOOD.replace('[U0BOB, S0SRE]', '[U0BOB, U0BOB, S0SRE]');

    expect(warningsOf(warned)).toEqual([
      'access.yaml:11:24 roles.prod-s3.approvers[1]: U0BOB is listed twice; remove one',
    ]);
    expect(Object.values(catalogOf(warned).roles)[0]?.rules[0]?.approvers).toHaveLength(2);
  });

  it('names requesters without an AWS identity', () => {
    const warned = withValue(['roles', 'prod-s3', 'requesters'], ['U0ALICE', 'U0DAVE']);

    expect(warningsOf(warned)).toEqual([
      'access.yaml:7:3 roles.prod-s3: U0DAVE may request this role but has no AWS identity under people',
    ]);
  });
});
