import { describe, expect, it } from 'vitest';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import type { ListedRule } from '../../../functions/core/catalog/catalog.ts';
import type { SlackGroupId } from '../../../functions/core/names.ts';
import { decideRequest } from '../../../functions/core/request/decide-request.ts';
import { explainRules } from '../../../functions/core/rules/explained.ts';
import { aCatalog, actor, aRole, aRule, U } from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const SRE = { kind: 'group', id: 'S0SRE' as SlackGroupId } as const;
const directory: Directory = {
  workspace: { teamId: 'T0LOCAL' },
  people: {},
  groups: { [SRE.id]: { members: [], readAt: NOON } },
};
const listed = (more: Partial<ListedRule>): ListedRule => ({ ...aRule(), ...more });

/** What the bot decides about a request without a length, and what is explained about it. */
const both = (rules: readonly [ListedRule, ...ListedRule[]], by: string, isEmergency = false) => {
  const role = aRole(...rules);
  const world = { catalog: { ...aCatalog(), roles: { [role.name]: role } }, directory, now: NOON };
  const question = { holder: U(by), typedBy: U(by), at: NOON, isEmergency, isScheduled: false };
  const input = { name: role.name, reason: 'INC-42', ...(isEmergency ? { emergency: true as const } : {}) };
  const decided = decideRequest(input, actor(by), world);
  const explained = explainRules(role, question, world);
  return {
    decided:
      decided.kind === 'allowed'
        ? [decided.requested.roles[0]?.rule.ruleName, decided.requested.duration]
        : [decided.kind],
    explained:
      explained.why === undefined
        ? [role.rules[explained.rule ?? -1]?.ruleName, { kind: 'for', minutes: explained.minutes }]
        : [explained.why],
  };
};

describe('what is explained', () => {
  it('is the rule and the length that the bot gives an emergency', () => {
    const emergency = {
      requesters: [{ kind: 'everyone' }],
      reviewWithinMinutes: 60,
      contacts: [],
      maxMinutes: 30,
    } as const;
    const durationMinutes = { default: 240, max: 480 };
    const short = { when: { emergency: true, duration: { maxMinutes: 60 } }, ruleName: 'short' };
    const rules = [
      listed({ emergency, durationMinutes, ...short }),
      listed({ emergency, durationMinutes, ruleName: 'other' }),
    ] as const;
    const { decided, explained } = both(rules, 'alice', true);

    expect(decided).toEqual(['short', { kind: 'for', minutes: 30 }]);
    expect(explained).toEqual(decided);
  });

  it('is a refusal if the user is one of too few approvers', () => {
    const two = listed({ approvals: 2 });
    const escalation = { afterMinutes: 60, approvers: [{ kind: 'user', id: U('dave') }] } as const;

    expect(both([two], 'bob')).toEqual({ decided: ['approvers_missing'], explained: ['approvers_missing'] });
    for (const rule of [{ ...two, escalation }, two]) {
      const { decided, explained } = both([rule], rule === two ? 'alice' : 'bob');
      expect(explained).toEqual(decided);
    }
  });

  it('is no refusal for approvers of a group, whose other members are not given', () => {
    const rule = listed({ approvers: [SRE] });
    const role = aRole(rule);
    const world = { catalog: { ...aCatalog(), roles: { [role.name]: role } }, directory, now: NOON };
    const question = { holder: U('alice'), typedBy: U('alice'), at: NOON, isEmergency: false, isScheduled: false };

    expect(explainRules(role, question, world)).toMatchObject({ outcome: 'approval', approvals: 1 });
  });
});
