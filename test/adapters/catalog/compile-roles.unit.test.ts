import { describe, expect, it } from 'vitest';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { RESERVED_NAMES } from '../../../functions/core/command/reserved-names.ts';
import { catalogOf, GOOD, problemsOf, warningsOf, withValue } from './a-catalog.ts';

const role = (field: string, value: unknown): string => withValue(['roles', 'prod-s3', field], value);
const roleWith = (fields: Readonly<Record<string, unknown>>): string =>
  withValue(['roles', 'prod-s3'], {
    arn: 'arn:aws:iam::222222222222:role/s3-list-role',
    requesters: ['everyone'],
    approvers: ['U0BOB', 'S0SRE'],
    channel: 'C0APPROVALS',
    ...fields,
  });

describe('a role of a catalog', () => {
  it.each([
    ['arn', undefined, 'arn is missing; expected the ARN of an IAM role'],
    ['arn', 'arn:aws:iam::222222222222:user/alice', 'expected the ARN of an IAM role'],
    ['arn', 'arn:aws:iam::222222222222:role/*', 'expected the ARN of an IAM role'],
    ['arn', 'arn:aws:iam::222222222222:role/*/x', 'expected the ARN of an IAM role'],
    ['arn', 'arn:aws:iam::222222222222:role/${aws:username}/x', 'expected the ARN of an IAM role'],
    ['arn', 'arn:aws:iam::222222222221:role/x', 'did you mean 222222222222 (prod)?'],
    ['arn', 'arn:aws:iam::222222222222:role/assume-bot-manager', 'a role that the bot itself uses'],
    ['description', 'x'.repeat(151), 'at most 150 characters'],
    ['description', ['x'], 'found a list'],
    ['duration', '1h', 'expected a map such as { default: 1h, max: 8h }'],
    ['duration', { max: '13h' }, '13h is too long; the most is 12h'],
    ['duration', { default: '0m' }, 'is no time at all'],
    ['duration', { default: '1h90m' }, 'write it as 2h 30m'],
    ['duration', { default: 90 }, 'found the number 90, expected a duration such as 90m'],
    ['duration', { default: '2d' }, 'found "2d", expected a duration'],
    ['duration', { default: '2h', max: '1h' }, 'the default of 2h is longer than the max of 1h'],
    ['duration', { maximum: '1h' }, 'there is no key "maximum" here'],
    ['requesters', undefined, 'requesters is missing'],
    ['requesters', [], 'no one could request the role'],
    ['requesters', 'everyone', 'put it in brackets: [ everyone ]'],
    ['requesters', ['everybody'], 'requesters[0]: found "everybody"'],
    ['requesters', ['u0alice'], 'write U0ALICE'],
    ['requesters', ['Everyone'], 'write everyone'],
    ['requesters', ['C0APPROVALS'], 'found "C0APPROVALS"'],
    ['approvers', undefined, 'approvers is missing'],
    ['approvers', [], 'no one could approve'],
    ['approvers', ['everyone'], 'list users and groups instead'],
    ['approvers', [42], 'found the number 42'],
    ['approvals', 11, 'expected a whole number from 0 to 10'],
    ['approvals', -1, 'expected a whole number from 0 to 10'],
    ['approvals', 1.5, 'expected a whole number from 0 to 10'],
    ['approvals', '1', 'write it without quotes: 1'],
    ['allowSelfApproval', 'yes', 'expected true or false'],
    ['reason', 'requierd', 'did you mean required?'],
    ['ticket', '(', 'cannot be used'],
    ['ticket', '(a)\\1', 'refers to an earlier part'],
    ['ticket', '(a+)+$', 'long texts could make it slow'],
    ['ticket', 'x'.repeat(101), 'at most 100 characters'],
    ['ticket', true, 'found the boolean true'],
    ['channel', undefined, 'channel is missing; expected a Slack channel id'],
    ['channel', '#approvals', 'found "#approvals", expected a Slack channel id'],
    ['chanel', 'C0APPROVALS', 'did you mean channel?'],
  ])('is refused with %s: %j', (field, value, expected) => {
    const problems = problemsOf(role(field, value));

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
    expect(problems[0]).toMatch(/^access\.yaml:\d+:\d+ roles\.prod-s3/);
  });

  it('needs no approvers if no approval is required', () => {
    expect(problemsOf(roleWith({ approvals: 0, approvers: undefined }))).toEqual([]);
  });

  it('cannot require more approvers than are listed', () => {
    const two = ['U0BOB', 'U0CAROL'];

    expect(problemsOf(roleWith({ approvals: 3, approvers: two }))[0]).toContain(
      '3 approvals by different users are required, but those who are listed (U0BOB, U0CAROL) can give only 2',
    );
    expect(problemsOf(roleWith({ approvals: 2, approvers: ['U0BOB', 'U0BOB'] }))[0]).toContain('can give only 1');
    expect(problemsOf(roleWith({ approvals: 2, approvers: two }))).toEqual([]);
    expect(problemsOf(roleWith({ approvals: 3, approvers: ['U0BOB', 'S0SRE'] }))).toEqual([]);
  });

  it('counts the approvers of its escalation', () => {
    const escalation = { after: '1h', approvers: ['U0CAROL'] };

    expect(problemsOf(roleWith({ approvals: 2, approvers: ['U0BOB'], escalation }))).toEqual([]);
    expect(problemsOf(roleWith({ approvals: 3, approvers: ['U0BOB'], escalation }))[0]).toContain('(U0BOB, U0CAROL)');
  });

  it.each([
    [{ requesters: ['U0ALICE'], approvers: ['U0ALICE'] }],
    [{ requesters: ['U0ALICE', 'U0BOB'], approvers: ['U0ALICE', 'U0BOB'], approvals: 2 }],
    [{ requesters: ['U0ALICE'], approvers: ['U0ALICE', 'U0BOB'], approvals: 2 }],
  ])('is refused if no requester could ever be approved: %j', (fields) => {
    expect(problemsOf(roleWith(fields))).toEqual([
      expect.stringMatching(/^access\.yaml:7:3 roles\.prod-s3: no request could ever be approved: U0ALICE/),
    ]);
  });

  it('causes a warning if only some requesters could be approved', () => {
    const stuck = (fields: Readonly<Record<string, unknown>>): string =>
      warningsOf(roleWith({ requesters: ['U0ALICE', 'U0BOB'], ...fields })).join('\n');

    expect(stuck({ approvers: ['U0BOB'] })).toContain('requests of U0BOB could never be approved');
    expect(stuck({ requesters: ['everyone'], approvers: ['U0BOB'] })).toContain('requests of U0BOB could never');
    expect(stuck({ requesters: ['S0DEV', 'U0BOB'], approvers: ['U0BOB'] })).toContain('requests of U0BOB could never');
    expect(stuck({ requesters: ['everyone'], approvers: ['U0BOB', 'U0CAROL'], approvals: 2 })).toContain(
      'requests of U0BOB or U0CAROL could never be approved',
    );
  });

  it('causes no warning if a group, a schedule or self-approval could satisfy it', () => {
    const onCall = `onCall: { sre: { pagerDuty: PABC123 } }\n`;
    const quiet = [
      { requesters: ['U0ALICE'], approvers: ['U0ALICE', 'S0SRE'] },
      { requesters: ['U0ALICE'], approvers: ['U0ALICE', 'U0BOB'] },
      { requesters: ['U0ALICE'], approvers: ['U0ALICE'], allowSelfApproval: true },
      { requesters: ['U0ALICE'], approvers: [{ onCall: 'sre' }], approvals: 2 },
      { requesters: ['U0ALICE'], approvers: ['U0ALICE'], approvals: 0 },
    ].flatMap((fields) => warningsOf(`${roleWith(fields)}${onCall}`));

    expect(quiet.filter((warning) => warning.includes('approve'))).toEqual([]);
  });

  it('requires a reason if it requires a ticket', () => {
    expect(problemsOf(roleWith({ ticket: 'INC-[0-9]+', reason: 'optional' }))[0]).toContain('so a reason is required');
    expect(Object.values(catalogOf(roleWith({ ticket: 'INC-[0-9]+' })).roles)).toMatchObject([
      { rules: [{ ticket: 'INC-[0-9]+', reason: 'required' }] },
    ]);
    expect(warningsOf(roleWith({ ticket: '[0-9]*' }))[0]).toContain('matches every text');
  });

  it('refuses a ticket pattern that is not proven safe', () => {
    const compiled = compileCatalog(roleWith({ ticket: 'INC-[0-9]+' }));

    expect(compiled).toMatchObject({
      kind: 'invalid',
      problems: [{ message: expect.stringContaining('it is not proven safe') }],
    });
  });

  it('cannot have a default below the minimum duration', () => {
    const yaml = `${GOOD}settings: { minimumDuration: 2h }\n`;

    expect(problemsOf(yaml)).toEqual([
      expect.stringContaining('roles.prod-s3.duration.default: 1h is too short; the minimum is 2h'),
    ]);
  });
});

describe('names in a catalog', () => {
  it.each(['Prod-S3', 'prod_s3', '3prod', 'p', 'prod s3', 'x'.repeat(51), '__proto__'])('refuse %s', (name) => {
    expect(problemsOf(GOOD.replace('prod-s3', name)).join('\n')).toContain('is not a valid name for a role');
  });

  it('are refused with a suggestion', () => {
    expect(problemsOf(GOOD.replace('prod-s3', 'Prod S3!'))[0]).toContain('such as prod-s3');
  });

  it('cannot be words of commands', () => {
    const problems = [...RESERVED_NAMES].map((word) => problemsOf(GOOD.replace('prod-s3', JSON.stringify(word)))[0]);

    expect(problems.filter((problem) => !problem?.includes('is reserved for commands'))).toEqual([]);
  });

  it('are unique, and a role has only one', () => {
    const bundle = `${GOOD}bundles: { prod-s3: { roles: [prod-s3] } }\n`;
    const again = `${GOOD}  prod-again:
    { arn: "arn:aws:iam::222222222222:role/s3-list-role", requesters: [everyone], approvers: [U0BOB], channel: C0APPROVALS }
`;

    expect(problemsOf(bundle)[0]).toContain('there is a role with the name prod-s3 too (line 7)');
    expect(problemsOf(again)[0]).toContain('roles.prod-again.arn: this role is already in the catalog as prod-s3');
  });
});

describe('a bundle of a catalog', () => {
  const bundle = (value: unknown): string =>
    withValue(['bundles'], { 'all-prod': value, 'more-prod': { roles: ['prod-s3'] } });

  it.each([
    [{ roles: ['prod-s4'] }, 'roles[0]: there is no role "prod-s4"; did you mean prod-s3?'],
    [{ roles: ['staging'] }, 'known are prod-s3'],
    [{ roles: ['prod-s3', 'prod-s3'] }, 'roles[1]: prod-s3 is listed twice in this bundle'],
    [{ roles: ['more-prod'] }, 'more-prod is a bundle'],
    [{ roles: [] }, 'found an empty list'],
    [{ roles: 'prod-s3' }, 'put it in brackets: [ prod-s3 ]'],
    [{ description: 'x' }, 'roles is missing'],
    [{ roles: ['prod-s3'], approvers: ['U0BOB'] }, 'there is no key "approvers" here'],
    [['prod-s3'], 'found a list, expected a map with roles, description'],
  ])('is refused as %j', (value, expected) => {
    const problems = problemsOf(bundle(value));

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });
});

describe('settings and accounts of a catalog', () => {
  it.each([
    ['settings', { retentionDays: 0 }, 'a whole number of days from 1 to 3650'],
    ['settings', { retentionDays: '400' }, 'write it without quotes: 400'],
    ['settings', { lapseAfter: '2d' }, 'expected a duration'],
    ['settings', { lapseAfter: '721h' }, 'the most is 720h'],
    ['settings', { minimumDuration: '13h' }, 'the most is 12h'],
    ['settings', { admins: ['everyone'] }, 'list users and groups instead'],
    ['settings', { operatorsChannel: 'ops' }, 'expected a Slack channel id'],
    ['settings', { retention: 1 }, 'did you mean retentionDays?'],
    ['settings', [], 'found an empty list, expected a map'],
    [
      'accounts',
      { utils: { id: '111111111111' }, prod: { id: '222222222222' }, x: { id: '22222222222' } },
      'x.id: found "22222222222"',
    ],
    [
      'accounts',
      { utils: { id: '111111111111' }, prod: { id: '222222222222' }, x: { id: '222222222222' } },
      'is already the account prod',
    ],
    ['accounts', { utils: '111111111111', prod: { id: '222222222222' } }, 'expected a map with id, managerRole'],
    [
      'accounts',
      { utils: { id: '111111111111', managerRole: 'arn:aws:iam::1:role/x' }, prod: { id: '222222222222' } },
      'the name (not the ARN)',
    ],
    [
      'accounts',
      { 'the utils': { id: '111111111111' }, prod: { id: '222222222222' } },
      'is not a valid name for an account',
    ],
    ['role', {}, 'did you mean roles?'],
    ['roles', {}, 'there is no role'],
    ['roles', undefined, 'roles is missing'],
    ['people', undefined, 'people is missing'],
    ['accounts', undefined, 'accounts is missing'],
  ])('are refused with %s: %j', (section, value, expected) => {
    const problems = problemsOf(withValue([section], value));

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });
});
