import { describe, expect, it } from 'vitest';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import type { Catalog, ListedRule, Role } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn, type SlackGroupId } from '../../../functions/core/names.ts';
import { type Allowed, decideRequest, requestOf } from '../../../functions/core/request/decide-request.ts';
import { judge } from '../../../functions/core/request/judge.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { decideApproval } from '../../../functions/core/request/review.ts';
import { bundleLines, statusText } from '../../../functions/core/text/card.ts';
import { plainText } from '../../../functions/core/text/plain.ts';
import { withFacts } from '../../support/a-request.ts';
import { aCatalog, actor, alice, aRole, aRule, idOf, U } from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const user = (name: string) => ({ kind: 'user', id: U(name) }) as const;
const CONTRACTORS = { kind: 'group', id: 'S0CONTRACTORS' as SlackGroupId } as const;
const listed = (more: Partial<ListedRule>): ListedRule => ({ ...aRule(), ...more });
const inWorkspace: Directory = { workspace: { teamId: 'T0LOCAL' }, people: {}, groups: {} };
const withContractors = (...members: readonly string[]): Directory => ({
  ...inWorkspace,
  groups: { [CONTRACTORS.id]: { members: members.map(U), readAt: NOON } },
});

const decide = (catalog: Catalog, directory: Directory, name = 'prod-s3', minutes = 60) =>
  decideRequest({ name, reason: 'INC-42', duration: { kind: 'minutes', minutes } }, actor('alice'), {
    catalog,
    directory,
    now: NOON,
  });
const stored = (catalog: Catalog, directory: Directory, name?: string, minutes?: number): Request => {
  const decision = decide(catalog, directory, name, minutes) as Allowed;
  const prepared = { kind: 'prepared', principal: alice, remindersAt: [], evidence: [] } as const;
  return withFacts(requestOf(idOf(1), decision, catalog), [prepared], NOON);
};
const kindOf = (request: Request, by: string, catalog: Catalog, directory: Directory) => {
  const decision = decideApproval(request, actor(by), { catalog, directory, now: NOON });
  return decision.kind === 'refused' ? decision.refusal.kind : decision.kind;
};
const approvedBy = (request: Request, by: string, catalog: Catalog, directory: Directory): Request => {
  const decision = decideApproval(request, actor(by), { catalog, directory, now: NOON });
  if (!('facts' in decision)) throw new Error(JSON.stringify(decision));
  return withFacts(request, decision.facts, NOON);
};

describe('a rule whose group cannot be read', () => {
  const rules = [
    listed({
      ruleName: 'contractors',
      when: { requester: [CONTRACTORS] },
      requesters: [CONTRACTORS],
      approvers: [user('carol'), user('dave')],
      approvals: 2,
      durationMinutes: { default: 30, max: 60 },
      ticket: 'INC-[0-9]+',
    }),
    listed({ ruleName: 'others', approvers: [user('bob'), user('carol')] }),
  ] as const;
  const catalog = { ...aCatalog(), roles: { [rules[0].name]: aRole(...rules) } };

  it('applies together with the first rule that certainly matches', () => {
    const request = stored(catalog, inWorkspace);
    const one = approvedBy(request, 'carol', catalog, inWorkspace);

    expect(kindOf(request, 'carol', catalog, inWorkspace)).toBe('counted');
    expect(kindOf(one, 'dave', catalog, inWorkspace)).toBe('approved');
    expect(kindOf(approvedBy(request, 'bob', catalog, inWorkspace), 'dave', catalog, inWorkspace)).toBe('counted');
    expect(decide(catalog, inWorkspace, 'prod-s3', 90)).toMatchObject({ kind: 'too_long', maxMinutes: 60 });
  });

  it('lets access open after the approvals of both', () => {
    const request = stored(catalog, inWorkspace);
    const both = approvedBy(approvedBy(request, 'bob', catalog, inWorkspace), 'dave', catalog, inWorkspace);
    const all = approvedBy(both, 'carol', catalog, inWorkspace);

    expect(judge(all, 'opening', { catalog, directory: withContractors('alice'), now: NOON })).toMatchObject({
      kind: 'met',
    });
    expect(judge(both, 'opening', { catalog, directory: withContractors('alice'), now: NOON })).toMatchObject({
      unmet: { kind: 'approvals_missing', missing: 1 },
    });
  });

  it('keeps its requirements when the group can be read again', () => {
    const request = stored(catalog, inWorkspace);

    for (const directory of [withContractors('alice'), withContractors('frank')])
      expect(kindOf(approvedBy(request, 'carol', catalog, directory), 'dave', catalog, directory)).toBe('approved');
  });

  it('lets a stored request wait that was made when the group could be read', () => {
    const request = stored(catalog, withContractors('frank'));

    expect(request.requested.roles[0]).not.toHaveProperty('together');
    expect(judge(request, 'deciding', { catalog, directory: inWorkspace, now: NOON })).toMatchObject({
      kind: 'unknown',
      unmet: { unread: ['S0CONTRACTORS'] },
    });
    expect(judge(request, 'deciding', { catalog, directory: withContractors('alice'), now: NOON })).toMatchObject({
      unmet: { kind: 'rule_not_met' },
    });
  });

  it('is waited for if it would refuse', () => {
    const [contractors, others] = rules;
    const refusing = { ...contractors, refuse: 'Contractors use the test account.' };
    const withRefusal = { ...aCatalog(), roles: { [others.name]: aRole(refusing, others) } };

    expect(decide(withRefusal, inWorkspace)).toMatchObject({ kind: 'membership_unknown', unread: ['S0CONTRACTORS'] });
    expect(decide(withRefusal, withContractors('alice'))).toMatchObject({ kind: 'rule_refuses' });
    expect(decide(withRefusal, withContractors('frank'))).toMatchObject({ kind: 'allowed' });
  });

  it('refuses a request if no rule matches for certain', () => {
    const [contractors] = rules;
    const only = { ...aCatalog(), roles: { [contractors.name]: aRole(contractors) } };

    expect(decide(only, inWorkspace)).toMatchObject({ kind: 'membership_unknown', unread: ['S0CONTRACTORS'] });
  });
});

describe('the rules of a bundle', () => {
  const other = aRole(
    aRule({
      name: parseAccessName('prod-sqs'),
      arn: parseRoleArn('arn:aws:iam::222222222222:role/sqs'),
      approvals: 0,
    }),
  );
  const plain: Role = aRole(aRule({ approvers: [user('bob')] }));
  const { name, arn, accountId, accountName, description, ...ofLead } = listed({
    ruleName: 'long',
    when: { duration: { minMinutes: 61 } },
    approvers: [user('carol')],
  });
  const {
    name: _n,
    arn: _a,
    accountId: _i,
    accountName: _c,
    description: _d,
    ...short
  } = listed({
    ruleName: 'short',
    when: { duration: { maxMinutes: 60 } },
    approvals: 0,
    approvers: [],
  });
  const ops = {
    name: parseAccessName('ops'),
    description: '',
    roles: [plain.name, other.name],
    rules: [short, ofLead],
  };
  const catalog = (bundle: typeof ops | Omit<typeof ops, 'rules'> = ops): Catalog => ({
    ...aCatalog(),
    roles: { [plain.name]: plain, [other.name]: other },
    bundles: { [ops.name]: bundle },
  });

  it('apply beside the rules of its roles', () => {
    const long = stored(catalog(), inWorkspace, 'ops', 90);

    expect(kindOf(stored(catalog(), inWorkspace, 'ops'), 'bob', catalog(), inWorkspace)).toBe('approved');
    expect(kindOf(long, 'bob', catalog(), inWorkspace)).toBe('counted');
    expect(kindOf(approvedBy(long, 'bob', catalog(), inWorkspace), 'carol', catalog(), inWorkspace)).toBe('approved');
    expect(kindOf(approvedBy(long, 'carol', catalog(), inWorkspace), 'bob', catalog(), inWorkspace)).toBe('approved');
  });

  it('count each approval for the rules that it was given for, when access opens and on the card', () => {
    const long = stored(catalog(), inWorkspace, 'ops', 90);
    const one = approvedBy(long, 'carol', catalog(), inWorkspace);
    const both = approvedBy(one, 'bob', catalog(), inWorkspace);
    const context = { catalog: catalog(), now: NOON };

    expect(plainText(statusText(one, context).text)).toContain('1 more approval needed');
    expect(bundleLines(one, context).map((line) => plainText(line))).toEqual([
      expect.stringContaining('0 of 1 approval'),
      expect.stringContaining('1 of 1 approval'),
    ]);
    expect(judge(both, 'opening', { catalog: catalog(), directory: inWorkspace, now: NOON })).toMatchObject({
      kind: 'met',
    });
  });

  it('do not apply to a role that is requested alone', () => {
    expect(kindOf(stored(catalog(), inWorkspace, 'prod-s3', 90), 'bob', catalog(), inWorkspace)).toBe('approved');
  });

  it('refuse what none of them is for', () => {
    const onlyShort = catalog({ ...ops, rules: [short] as never });

    expect(decide(onlyShort, inWorkspace, 'ops', 90)).toMatchObject({ kind: 'no_rule', name: 'ops' });
  });

  it('fail a stored request if the catalog adds, changes or removes them', () => {
    const { rules: _, ...without } = ops;
    const judged = (made: Catalog, now: Catalog) =>
      judge(stored(made, inWorkspace, 'ops', 90), 'deciding', { catalog: now, directory: inWorkspace, now: NOON });

    expect(judged(catalog(without), catalog())).toMatchObject({ unmet: { kind: 'rule_not_met' } });
    expect(judged(catalog(), catalog(without))).toMatchObject({ unmet: { kind: 'rule_changed' } });
    expect(judged(catalog(), catalog())).toMatchObject({ kind: 'met' });
  });
});
