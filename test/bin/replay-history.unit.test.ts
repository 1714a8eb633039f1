import { describe, expect, it } from 'vitest';
import { historyOf } from '../../bin/replay/read-history.ts';
import { replayHistory } from '../../bin/replay/replay.ts';
import type { Catalog, ListedRule, Who } from '../../functions/core/catalog/catalog.ts';
import type { SlackGroupId } from '../../functions/core/names.ts';
import { decideRequest, requestOf } from '../../functions/core/request/decide-request.ts';
import { record } from '../../functions/core/request/evolve.ts';
import { decideExtend } from '../../functions/core/request/extend.ts';
import type { Request } from '../../functions/core/request/request.ts';
import { decideApproval } from '../../functions/core/request/review.ts';
import { addMinutes } from '../../functions/core/time.ts';
import { aCatalog, actor, aRole, aRule, idOf, U } from '../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const EXTEND = { byMinutes: 60, automatic: true, maxTotalMinutes: 240 };
const SECURITY: Who = { kind: 'group', id: 'S0SECURITY' as SlackGroupId };
const withRule = (more: Partial<ListedRule>): Catalog => {
  const rule = { ...aRule({ extend: EXTEND }), ...more };
  return { ...aCatalog(), roles: { [rule.name]: aRole(rule) } };
};
const THEN = withRule({});
const worldAt = (now: Date) => ({
  catalog: THEN,
  directory: { workspace: { teamId: 'T0LOCAL' }, people: {}, groups: {} },
  now,
});

/** alice requests, bob approves, and alice extends by the usual hour. */
const aHistory = (): readonly Request[] => {
  const decision = decideRequest({ name: 'prod-s3', reason: 'INC-42' }, actor('alice'), worldAt(NOON));
  if (decision.kind !== 'allowed') throw new Error(decision.kind);
  const pending = { ...requestOf(idOf(1), decision, THEN), isPrepared: true };
  const approval = decideApproval(pending, actor('bob'), worldAt(NOON));
  if (approval.kind !== 'approved') throw new Error(approval.kind);
  const [role] = pending.requested.roles;
  if (role === undefined) throw new Error('no role');
  const confirmed = { kind: 'role_confirmed', arn: role.arn, name: role.name } as const;
  const active = record(pending, [...approval.facts, confirmed, { kind: 'activated' }], NOON);
  const extension = decideExtend(active, {}, actor('alice'), worldAt(addMinutes(NOON, 30)));
  if (extension.kind !== 'allowed') throw new Error(extension.kind);
  return [active, requestOf(idOf(2), extension, THEN)];
};

const replayed = (catalog: Catalog, requests = aHistory()) => {
  const stored = { requests, grants: [], refusals: [], others: 0, damaged: [], unreadable: [] };
  return replayHistory(historyOf(stored), catalog, 5);
};

describe('requests of the table, decided again', () => {
  it('are unchanged with the same catalog, extensions too', () => {
    expect(replayed(THEN)).toMatchObject({ requests: 2, counts: { unchanged: 2 }, notEnough: { count: 0 } });
  });

  it('show that an extension would need an approval, be shorter, or be refused', () => {
    const needsApproval = replayed(withRule({ extend: { ...EXTEND, automatic: false } }));
    expect(needsApproval.examples['more-approvals']).toMatchObject([{ id: idOf(2), after: { approvals: 1 } }]);
    expect(replayed(withRule({ extend: { ...EXTEND, byMinutes: 30 } })).counts).toMatchObject({ 'other-length': 1 });
    const { extend: _, ...without } = aRule();
    const refused = replayed({ ...aCatalog(), roles: { [without.name]: aRole(without) } });
    expect(refused.examples['newly-refused']).toMatchObject([{ id: idOf(2), after: { refusal: 'not_extendable' } }]);
  });

  it('count approvals that the changed catalog would not accept, and only those', () => {
    const bySecurity = replayed(withRule({ approvers: [{ kind: 'user', id: U('carol') }] }));
    expect(bySecurity.notEnough).toMatchObject({ count: 1, examples: [{ id: idOf(1) }] });
    // Whether bob was in the group is not recorded.
    const unknown = replayed(withRule({ approvers: [SECURITY] }));
    expect(unknown.notEnough.count).toBe(0);
    expect(replayed(withRule({ approvals: 2 })).notEnough.count).toBe(1);
  });

  it('are not decided by a rule for a group that the catalog of their time did not name', () => {
    const rule = aRule({ extend: EXTEND });
    const rules = [
      { ...rule, ruleName: 'security', when: { requester: [SECURITY] }, approvals: 2 },
      { ...rule, ruleName: 'others' },
    ] as const;
    const { examples } = replayed({ ...aCatalog(), roles: { [rule.name]: aRole(...rules) } });
    const why = { kind: 'not_read', groups: ['S0SECURITY'] };
    expect(examples.undetermined).toMatchObject([{ after: { why } }, { after: { why } }]);
  });

  it('say what cannot be determined: a changed request, and an extension of a request that is not there', () => {
    const [first, second] = aHistory() as [Request, Request];
    expect(replayed(THEN, [{ ...first, tampered: 'changed' }, second]).examples.undetermined).toMatchObject([
      { id: idOf(2), after: { why: { kind: 'cut_off' } } },
      { id: idOf(1), after: { why: { kind: 'tampered' } } },
    ]);
  });
});
