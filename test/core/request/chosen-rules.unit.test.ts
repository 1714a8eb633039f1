import { describe, expect, it } from 'vitest';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import type { Catalog, ListedRule } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn, type SlackGroupId } from '../../../functions/core/names.ts';
import {
  type Allowed,
  decideRequest,
  type RequestInput,
  requestOf,
} from '../../../functions/core/request/decide-request.ts';
import { judge } from '../../../functions/core/request/judge.ts';
import { aCatalog, actor, aRole, aRule, idOf, U } from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const SRE = { kind: 'group', id: 'S0SRE' as SlackGroupId } as const;
const listed = (more: Partial<ListedRule>): ListedRule => ({ ...aRule(), ...more });

/** SREs need no approval for two hours; others need one, for four hours at most. */
const RULES = [
  listed({
    ruleName: 'sre',
    when: { requester: [SRE], duration: { maxMinutes: 120 } },
    approvals: 0,
    onBehalfOf: [SRE],
  }),
  listed({ ruleName: 'others', when: { duration: { maxMinutes: 240 } }, onBehalfOf: [{ kind: 'everyone' }] }),
] as const;
const withRules = (...rules: readonly [ListedRule, ...ListedRule[]]): Catalog => ({
  ...aCatalog(),
  roles: { [rules[0].name]: aRole(...rules) },
});
const CATALOG = withRules(...RULES);
const knowing = (...members: readonly string[]): Directory => ({
  workspace: { teamId: 'T0LOCAL' },
  people: {},
  groups: { [SRE.id]: { members: members.map(U), readAt: NOON } },
});
const UNREAD: Directory = { workspace: { teamId: 'T0LOCAL' }, people: {}, groups: {} };

const decide = (input: Partial<RequestInput>, { catalog = CATALOG, directory = knowing('alice'), by = 'alice' } = {}) =>
  decideRequest({ name: 'prod-s3', reason: 'INC-42', ...input }, actor(by), { catalog, directory, now: NOON });
const minutes = (count: number) => ({ kind: 'minutes', minutes: count }) as const;
const ruleOf = (decision: ReturnType<typeof decide>) =>
  decision.kind === 'allowed' ? decision.requested.roles[0]?.rule.ruleName : decision.kind;
const NAME = parseAccessName('prod-s3');

describe('the rule of a request', () => {
  it('is the first one that matches, and is stored without what it depends on', () => {
    const decision = decide({}) as Allowed;

    expect(ruleOf(decision)).toBe('sre');
    expect(decision.requested.roles[0]?.rule).not.toHaveProperty('when');
    expect(ruleOf(decide({ duration: minutes(121) }))).toBe('others');
    expect(ruleOf(decide({}, { directory: knowing('bob') }))).toBe('others');
  });

  it('is refused if none matches, with the reason for each', () => {
    expect(decide({ duration: minutes(241) }, { directory: knowing('bob') })).toEqual({
      kind: 'no_rule',
      name: NAME,
      rules: [
        { rule: 'sre', failed: ['duration', 'requester'] },
        { rule: 'others', failed: ['duration'] },
      ],
    });
  });

  it('is not skipped because a group cannot be read', () => {
    const decision = decide({}, { directory: UNREAD }) as Allowed;

    expect(decision.requested.roles).toMatchObject([{ rule: { ruleName: 'others' }, together: [{ ruleName: 'sre' }] }]);
    // The length alone excludes the first rule.
    const long = decide({ duration: minutes(180) }, { directory: UNREAD }) as Allowed;
    expect(long.requested.roles[0]?.rule.ruleName).toBe('others');
    expect(long.requested.roles[0]).not.toHaveProperty('together');
  });

  it('without approval has to match the user who typed the request too', () => {
    const forAlice = { onBehalfOf: U('alice') };

    expect(ruleOf(decide(forAlice, { by: 'bob', directory: knowing('alice') }))).toBe('others');
    expect(ruleOf(decide(forAlice, { by: 'bob', directory: knowing('alice', 'bob') }))).toBe('sre');
  });

  it('is judged for all roles of a bundle by one length', () => {
    const other = aRule({ name: parseAccessName('prod-sqs'), arn: parseRoleArn('arn:aws:iam::222222222222:role/sqs') });
    const short = { ...other, durationMinutes: { default: 30, max: 60 } };
    const longer = listed({ ruleName: 'longer', when: { duration: { minMinutes: 45 } }, approvals: 2 });
    const catalog = {
      ...withRules(longer, listed({ ruleName: 'shorter' })),
      bundles: { ops: { name: parseAccessName('ops'), description: '', roles: [NAME, other.name] } },
    };
    const bundle = { ...catalog, roles: { ...catalog.roles, [other.name]: aRole(short) } };

    const decision = decide({ name: 'ops' }, { catalog: bundle });

    expect(decision).toMatchObject({ requested: { duration: { kind: 'for', minutes: 30 } } });
    expect(ruleOf(decision)).toBe('shorter');
  });
});

describe('the rule of a stored request, checked again', () => {
  const stored = (catalog = CATALOG) => requestOf(idOf(1), decide({}) as Allowed, catalog);
  const judged = (catalog: Catalog, directory: Directory, phase: 'deciding' | 'opening' | 'open' = 'opening') =>
    judge({ ...stored() }, phase, { catalog, directory, now: NOON, base: undefined });

  it('still applies', () => {
    expect(judged(CATALOG, knowing('alice')).kind).toBe('met');
  });

  it.each(['deciding', 'opening'] as const)('no longer applies to a user who left the group: %s', (phase) => {
    expect(judged(CATALOG, knowing('bob'), phase)).toEqual({
      kind: 'unmet',
      unmet: { kind: 'rule_not_met', name: NAME, rule: 'sre' },
    });
  });

  it('opens nothing while the group cannot be read', () => {
    expect(judged(CATALOG, UNREAD).kind).toBe('unknown');
  });

  it('no longer matters once access is open', () => {
    expect(judged(CATALOG, knowing('bob'), 'open').kind).toBe('met');
    expect(judged(withRules(listed({})), knowing('alice'), 'open').kind).toBe('met');
  });

  it('is not replaced by another rule of a changed catalog, be it stricter or not', () => {
    const changed = [
      withRules(listed({ ruleName: 'new', approvals: 0 }), ...RULES),
      withRules(RULES[1]),
      withRules(listed({})),
    ];
    for (const catalog of changed)
      expect(judged(catalog, knowing('alice'))).toMatchObject({
        unmet: { kind: 'rule_not_met' },
      });
  });
});
