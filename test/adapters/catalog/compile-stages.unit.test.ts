import { describe, expect, it } from 'vitest';
import { catalogOf, problemsOf } from './a-catalog.ts';

/** A catalog of which the role has some keys, and the defaults others. */
const withRole = (keys: string, defaults = ''): string => `
accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice }
defaults: { channel: C0APPROVALS, requesters: [everyone]${defaults} }
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    ${keys}
`;
const HOURS = '{ days: [mon-fri], from: "09:00", until: "18:00", zone: Europe/Berlin }';
const TWO = 'stages: [{ approvers: [S0SRE] }, { approvers: [S0SECURITY, S0SRE], approvals: 2, fromDifferent: true }]';
const ruleOf = (yaml: string) => catalogOf(yaml).roles['prod-s3' as never]?.['rules'][0];
const group = (id: string) => ({ kind: 'group', id });

describe('the stages of a rule', () => {
  it('are compiled in their order; the rule has the approvers and approvals of all of them', () => {
    expect(ruleOf(withRole(TWO))).toMatchObject({
      approvers: [group('S0SRE'), group('S0SECURITY')],
      approvals: 3,
      stages: [
        { approvers: [group('S0SRE')], approvals: 1 },
        { approvers: [group('S0SECURITY'), group('S0SRE')], approvals: 2, fromDifferent: true },
      ],
    });
  });

  it('can have hours', () => {
    expect(ruleOf(withRole(`stages: [{ approvers: [U0BOB], hours: ${HOURS} }]`))?.stages?.[0]?.hours).toEqual([
      { days: ['mon', 'tue', 'wed', 'thu', 'fri'], fromMinute: 540, untilMinute: 1080, zone: 'Europe/Berlin' },
    ]);
  });

  it('replace the approvers and approvals of defaults, and are replaced by those of the role', () => {
    expect(ruleOf(withRole(TWO, ', approvers: [U0BOB], approvals: 2'))).toMatchObject({ approvals: 3 });
    const replaced = [
      withRole('approvers: [U0BOB]', `, ${TWO}`),
      withRole('approvals: 0', `, ${TWO}`),
      withRole('rules: [{ approvals: 0 }]', `, ${TWO}`),
    ].map((yaml) => ruleOf(yaml));

    expect(replaced.map((rule) => [rule?.approvals, rule?.stages])).toEqual([
      [1, undefined],
      [0, undefined],
      [0, undefined],
    ]);
    expect(ruleOf(withRole('risk: high', `, ${TWO}`))?.stages).toHaveLength(2);
  });

  it('hide the approvers below them from a rule that replaces only the approvals', () => {
    const yaml = withRole(`${TWO}\n    rules: [{ approvals: 2 }]`, ', approvers: [U0BOB, U0CAROL]');

    expect(problemsOf(yaml).join()).toContain('approvers is missing');
  });

  it.each([
    [withRole(`${TWO}\n    approvers: [U0BOB]`), 'either stages, or approvers and approvals'],
    [withRole(`${TWO}\n    approvals: 2`), 'either stages, or approvers and approvals'],
    [withRole('stages: [{ approvers: [] }]'), 'the list is empty, so no one could approve'],
    [withRole('stages: [{ approvals: 2 }]'), 'approvers is missing'],
    [withRole('stages: [{ approvers: [S0SRE], approvals: 0 }]'), 'expected a whole number from 1 to 10'],
    [withRole('stages: [{ approvers: [S0SRE], approvals: 2, fromDifferent: true }]'), 'need at least 2 entries'],
    [withRole('stages: [{ approvers: [U0BOB] }, { approvers: [U0BOB] }]'), '(U0BOB) can give only 1'],
    [
      withRole('stages: [{ approvers: [U0BOB, U0CAROL] }, { approvers: [U0DAVE], approvals: 2 }]'),
      '3 approvals by different users are required, but those who are listed (U0BOB, U0CAROL, U0DAVE) can give only 2',
    ],
    [withRole('stages: [{ approvers: [{ onCall: sre }] }]'), 'there is no schedule "sre"'],
    [withRole('stages: [{ aprovers: [U0BOB] }]'), 'approvers'],
  ])('are refused with the line of the mistake: %#', (yaml, expected) => {
    const problems = problemsOf(yaml);

    expect(problems.join('\n')).toContain(expected);
    expect(problems[0]).toMatch(/^access\.yaml:\d+:\d+ /);
  });
});
