import { describe, expect, it } from 'vitest';
import { EMPTY_DIRECTORY } from '../../../functions/core/authority/directory.ts';
import type { Role } from '../../../functions/core/catalog/catalog.ts';
import { grantingRules, todaysRule } from '../../../functions/core/catalog/lookup.ts';
import { decideRequest } from '../../../functions/core/request/decide-request.ts';
import { previewOf } from '../../../functions/core/request/preview.ts';
import { actor } from '../../support/builders.ts';
import { catalogOf, problemsOf, warningsOf } from './a-catalog.ts';

const NIGHT = '{ days: [mon-sun], from: "18:00", until: "09:00", zone: Europe/Berlin }';
const withRules = (...rules: readonly string[]): string => `
accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice }
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    channel: C0APPROVALS
    requesters: [everyone]
    approvers: [S0SRE]
    conditions: { mfa: true }
    rules:
${rules.map((rule) => `      - { ${rule} }\n`).join('')}`;
const CONTRACTORS = `name: at night, when: { requester: [U0ALICE], hours: ${NIGHT} }, refuse: "Contractors work from nine to six"`;
const REST = 'name: others';

const decided = (yaml: string, at: string, by = 'alice', more: object = {}) =>
  decideRequest({ name: 'prod-s3', reason: 'INC-42', ...more }, actor(by), {
    catalog: catalogOf(yaml),
    directory: { ...EMPTY_DIRECTORY, workspace: { teamId: 'T0LOCAL' } },
    now: new Date(at),
  });

describe('a rule that refuses', () => {
  it('refuses the requests that it applies to with its sentence, and no other', () => {
    const yaml = withRules(CONTRACTORS, REST);

    expect(decided(yaml, '2030-01-02T20:00:00Z')).toEqual({
      kind: 'rule_refuses',
      name: 'prod-s3',
      rule: 'at night',
      why: 'Contractors work from nine to six.',
    });
    expect(decided(yaml, '2030-01-02T12:00:00Z').kind).not.toBe('rule_refuses');
    expect(decided(yaml, '2030-01-02T20:00:00Z', 'bob').kind).not.toBe('rule_refuses');
  });

  it('refuses a request that another user types for the holder too', () => {
    const yaml = withRules(CONTRACTORS, `${REST}, onBehalfOf: [U0BOB]`);

    expect(decided(yaml, '2030-01-02T20:00:00Z', 'bob', { onBehalfOf: 'U0ALICE' })).toMatchObject({
      kind: 'rule_refuses',
    });
  });

  it('leaves the conditions of the role, its limits and the rules of the form as the others have them', () => {
    const catalog = catalogOf(withRules(CONTRACTORS, `${REST}, duration: { max: 4h }`));
    const [role] = Object.values(catalog.roles);

    expect(role?.conditions).toEqual({ mfa: {} });
    expect(role && grantingRules(role).map(({ ruleName }) => ruleName)).toEqual(['others']);
    expect(previewOf(catalog, 'prod-s3')).toMatchObject({ ruleNames: ['others'], durationMinutes: { max: 240 } });
  });

  it('has no one who may request or approve by it, should its sentence be overlooked', () => {
    const [role] = Object.values(catalogOf(withRules(CONTRACTORS, REST)).roles);

    expect(role?.rules[0]).toMatchObject({ requesters: [], approvers: [], approvals: 1 });
  });

  it('is not taken for the rule of access that is open, even if that rule has another name now', () => {
    const catalog = catalogOf(withRules(CONTRACTORS, REST));
    const [rule] = grantingRules(Object.values(catalog.roles)[0] as Role);

    expect(rule && todaysRule({ ...rule, ruleName: 'before' }, catalog)?.ruleName).toBe('others');
    // A rule that refuses now, and granted before.
    expect(rule && todaysRule({ ...rule, ruleName: 'at night' }, catalog)?.ruleName).toBe('others');
  });

  it('says that what no other rule matches is refused on purpose', () => {
    const now = 'name: now, when: { start: now }';

    expect(warningsOf(withRules(now))).toEqual([expect.stringContaining('no rule applies to requests')]);
    expect(warningsOf(withRules(now, 'name: rest, refuse: "Request it when you need it"'))).toEqual([]);
    expect(warningsOf(withRules(now, 'name: rest, when: { start: scheduled }, refuse: "No"'))).toEqual([]);
  });

  it.each([
    [withRules('name: no, refuse: "No"'), 'all of these rules refuse'],
    [
      withRules('name: no, when: { start: now }, refuse: "No", approvals: 0', REST),
      'a rule that refuses has only name and when; remove approvals',
    ],
    [
      withRules('name: no, when: { start: now }, refuse: "<!channel>"', REST),
      'expected a sentence of at most 150 characters, none of <',
    ],
    [withRules(REST, 'name: no, when: { start: now }, refuse: "No"'), '"others" applies to every request'],
    [
      withRules(
        'name: a, when: { start: now }',
        'name: no, when: { start: now, duration: { max: 2h } }, refuse: "No"',
        REST,
      ),
      '"a" applies to every request that it could refuse',
    ],
  ])('is refused with the line of the mistake: %#', (yaml, expected) => {
    const problems = problemsOf(yaml);

    expect(problems.join('\n')).toContain(expected);
    expect(problems[0]).toMatch(/^access\.yaml:\d+:\d+ /);
  });
});
