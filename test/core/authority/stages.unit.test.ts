import { describe, expect, it } from 'vitest';
import { approversMissing } from '../../../functions/core/authority/approval.ts';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import { EMPTY_DIRECTORY } from '../../../functions/core/authority/directory.ts';
import type { RoleRule, Stage, Who } from '../../../functions/core/catalog/catalog.ts';
import type { SlackGroupId } from '../../../functions/core/names.ts';
import { judge } from '../../../functions/core/request/judge.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { canDecide, decideApproval, decideDenial } from '../../../functions/core/request/review.ts';
import { inForce, NOON, pending, withFacts } from '../../support/a-request.ts';
import { aCatalog, actor, aRule, U } from '../../support/builders.ts';

const sre: Who = { kind: 'group', id: 'S0SRE' as SlackGroupId };
const security: Who = { kind: 'group', id: 'S0SECURITY' as SlackGroupId };
const user = (name: string): Who => ({ kind: 'user', id: U(name) });
const groups = (of: Readonly<Record<string, readonly string[]>>): Directory => ({
  ...EMPTY_DIRECTORY,
  workspace: { teamId: 'T0LOCAL' },
  groups: Object.fromEntries(Object.entries(of).map(([id, names]) => [id, { members: names.map(U), readAt: NOON }])),
});
const usual = groups({ S0SRE: ['bob', 'dave'], S0SECURITY: ['carol', 'erin', 'dave'] });

const staged = (...stages: readonly Stage[]): RoleRule =>
  aRule({
    stages,
    approvers: stages.flatMap(({ approvers }) => approvers),
    approvals: stages.reduce((sum, { approvals }) => sum + approvals, 0),
  });
const twoStages = staged({ approvers: [sre], approvals: 1 }, { approvers: [security], approvals: 2 });

const worldOf = (rule: RoleRule, directory = usual, now = NOON) => ({ catalog: aCatalog([rule]), directory, now });

/** The request after approvals of some users, each of which has to count. */
const approvedBy = (names: readonly string[], rule: RoleRule, request = pending({ rules: [rule] })): Request =>
  names.reduce((before, name) => {
    const decision = decideApproval(before, actor(name), worldOf(rule));
    if (!('facts' in decision)) throw new Error(`${name}: ${JSON.stringify(decision)}`);
    return withFacts(before, decision.facts, NOON);
  }, request);
const decided = (names: readonly string[], last: string, rule: RoleRule, directory = usual, now = NOON) => {
  const decision = decideApproval(approvedBy(names, rule), actor(last), worldOf(rule, directory, now));
  return decision.kind === 'refused' ? decision.refusal.kind : decision.kind;
};

describe('approvals in stages', () => {
  it('are complete when each stage has its approvals, one after the other', () => {
    expect(decided([], 'bob', twoStages)).toBe('counted');
    expect(decided(['bob'], 'carol', twoStages)).toBe('counted');
    expect(decided(['bob', 'carol'], 'erin', twoStages)).toBe('approved');
  });

  it('do not count for a later stage, nor for one that is complete', () => {
    expect(decided([], 'carol', twoStages)).toBe('not_your_stage');
    expect(decided(['dave'], 'bob', twoStages)).toBe('not_your_stage');
    expect(decided([], 'frank', twoStages)).toBe('not_an_approver');
  });

  it('count once for a user, even if several stages name the user', () => {
    expect(decided(['dave'], 'dave', twoStages)).toBe('already_counted');
    expect(decided(['dave', 'carol'], 'erin', twoStages)).toBe('approved');
  });

  it('offer the buttons to the approvers of the stage that is awaited', () => {
    const request = approvedBy(['bob'], twoStages);
    const offered = ['bob', 'carol', 'erin', 'alice'].filter((name) => canDecide(request, U(name), worldOf(twoStages)));

    expect(offered).toEqual(['carol', 'erin']);
  });

  it('can be denied by an approver of any stage, at any time', () => {
    const deny = (name: string) =>
      decideDenial(approvedBy(['bob'], twoStages), actor(name), '', worldOf(twoStages)).kind;

    expect(['bob', 'dave', 'carol', 'frank'].map(deny)).toEqual(['denied', 'denied', 'denied', 'refused']);
  });

  it('wait for a group that cannot be read', () => {
    const thenCarol = staged({ approvers: [sre], approvals: 1 }, { approvers: [user('carol')], approvals: 1 });

    expect(decided([], 'bob', twoStages, groups({ S0SECURITY: ['carol'] }))).toBe('membership_unknown');
    expect(decided([], 'carol', thenCarol, groups({}))).toBe('membership_unknown');
  });

  it('cannot be completed once the only approver of a later stage has approved an earlier one', () => {
    const rule = staged(
      { approvers: [user('bob'), user('carol')], approvals: 1 },
      { approvers: [user('carol')], approvals: 1 },
    );
    const lackAfter = (name: string) => {
      const request = approvedBy([name], rule);
      return approversMissing(request, inForce(request.requested, aCatalog([rule])), worldOf(rule))?.missing;
    };

    expect([lackAfter('bob'), lackAfter('carol')]).toEqual([undefined, 1]);
  });
});

describe('approvals from different groups', () => {
  const both = staged({ approvers: [sre, security], approvals: 2, fromDifferent: true });

  it('are one for each group', () => {
    expect(decided(['carol'], 'erin', both)).toBe('from_different_approvers');
    expect(decided(['carol'], 'bob', both)).toBe('approved');
  });

  it('count a member of both groups for the one that is left', () => {
    expect(decided(['dave'], 'carol', both)).toBe('approved');
    expect(decided(['dave'], 'bob', both)).toBe('approved');
    expect(decided(['carol'], 'dave', both)).toBe('approved');
  });
});

describe('the hours of approvers', () => {
  const weekdays = [
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], fromMinute: 540, untilMinute: 1080, zone: 'UTC' },
  ] as const;
  const rule = staged({ approvers: [user('bob')], approvals: 1, hours: weekdays });
  const at = (time: string) => decided([], 'bob', rule, usual, new Date(`2030-01-01T${time}Z`));

  it('are the only ones in which an approval counts', () => {
    expect(at('12:00:00')).toBe('approved');
    expect(at('08:59:59')).toBe('outside_hours');
    expect(at('09:00:00')).toBe('approved');
  });

  it('are judged when the approval is given, not when access opens', () => {
    const request = approvedBy(['bob'], rule);
    const night = new Date('2030-01-01T22:00:00Z');

    expect(judge(request, 'opening', worldOf(rule, usual, night))).toMatchObject({ kind: 'met' });
  });
});

describe('before access opens', () => {
  const approved = approvedBy(['bob', 'carol', 'erin'], twoStages);
  const judged = (directory: Directory, rule = twoStages) => judge(approved, 'opening', worldOf(rule, directory));

  it('every approval still has to count for a stage', () => {
    expect(judged(usual)).toMatchObject({ kind: 'met' });
    expect(judged(groups({ S0SRE: ['dave'], S0SECURITY: ['carol', 'erin'] }))).toMatchObject({
      unmet: { kind: 'approver_lost', by: U('bob') },
    });
    expect(judged(groups({ S0SRE: ['bob'], S0SECURITY: ['carol'] }))).toMatchObject({
      unmet: { kind: 'approver_lost', by: U('erin') },
    });
    expect(judged(groups({ S0SRE: ['bob'] }))).toMatchObject({ unmet: { kind: 'membership_unknown' } });
  });

  it('a stage that the catalog has added since has to be approved too', () => {
    const stricter = staged(...(twoStages.stages ?? []), { approvers: [user('frank')], approvals: 1 });

    expect(judged(usual, stricter)).toMatchObject({ unmet: { kind: 'approvals_missing', missing: 1 } });
  });
});

describe('a catalog that changes while a request waits', () => {
  const byBob = aRule({ approvers: [user('bob')] });
  const byCarol = aRule({ approvers: [user('carol')] });
  const request = pending({ rules: [byBob] });
  const kindOf = (name: string, rule: RoleRule, of = request) => {
    const decision = decideApproval(of, actor(name), worldOf(rule));
    return decision.kind === 'refused' ? decision.refusal.kind : decision.kind;
  };

  it('does not let an approver whom it has added decide alone', () => {
    expect(kindOf('carol', byCarol)).toBe('counted');
    expect(kindOf('carol', aRule({ approvers: [user('bob'), user('carol')] }))).toBe('counted');
  });

  it('does not let an approver whom it has removed decide', () => {
    expect(kindOf('bob', byCarol)).toBe('not_an_approver');
    const two = [user('bob'), user('carol')];
    const before = pending({ rules: [aRule({ approvers: two, approvals: 2 })] });

    expect(kindOf('bob', aRule({ approvers: [user('carol')], approvals: 2 }), before)).toBe('not_an_approver');
  });

  it('is reported if no one is an approver of then and now', () => {
    const requested = request.requested;

    expect(approversMissing({ requested }, inForce(requested, aCatalog([byCarol])), worldOf(byCarol))).toMatchObject({
      missing: 1,
    });
  });

  it('needs the approvals of both rules, each by approvers of today', () => {
    const bobAndCarol = aRule({ approvers: [user('bob'), user('carol')] });
    const changed = staged({ approvers: [user('carol')], approvals: 1 }, { approvers: [user('bob')], approvals: 1 });
    const first = decideApproval(pending({ rules: [bobAndCarol] }), actor('carol'), worldOf(changed));

    expect(first).toMatchObject({ kind: 'counted', missing: 1 });
  });

  it('lets an approver of then and now decide', () => {
    expect(kindOf('bob', aRule({ approvers: [user('bob'), user('carol')] }))).toBe('approved');
  });
});
