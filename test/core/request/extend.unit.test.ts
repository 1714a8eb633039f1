import { describe, expect, it } from 'vitest';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import type { ExtendRule, RoleRule } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn, type SlackGroupId } from '../../../functions/core/names.ts';
import { decideEmergencyReview } from '../../../functions/core/request/emergency.ts';
import { close } from '../../../functions/core/request/end.ts';
import { decideExtend, type ExtendInput } from '../../../functions/core/request/extend.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { active, approved, withFacts } from '../../support/a-request.ts';
import { aCatalog, actor, aRole, aRule, U } from '../../support/builders.ts';

const at = (time: string) => new Date(`2030-01-01T${time}Z`);
const NOW = at('12:30:00');
const directory: Directory = { workspace: { teamId: 'T0LOCAL' }, people: {}, groups: {} };
const automatic: ExtendRule = { byMinutes: 60, automatic: true, maxTotalMinutes: 180 };
const SRE = { kind: 'group', id: 'S0SRE' as SlackGroupId } as const;

const deploy = (extend: ExtendRule) =>
  aRule({ name: parseAccessName('prod-deploy'), arn: parseRoleArn('arn:aws:iam::222222222222:role/deploy'), extend });
const extend = (rules: readonly RoleRule[], input: ExtendInput = {}, world = {}, request = active({ rules })) =>
  decideExtend(request, input, actor('alice'), { catalog: aCatalog(rules), directory, now: NOW, ...world });

describe('extending several roles at once', () => {
  it('is limited by the strictest rule', () => {
    const strict = { byMinutes: 30, automatic: false, maxTotalMinutes: 75 };

    for (const rules of [
      [aRule({ extend: automatic }), deploy(strict)],
      [aRule({ extend: strict }), deploy(automatic)],
    ]) {
      expect(extend(rules)).toMatchObject({
        requested: { extends: { automatic: false }, duration: { kind: 'until', at: at('13:15:00') } },
      });
      expect(extend(rules, { minutes: 31 })).toMatchObject({ kind: 'extension_too_long', maxMinutes: 30 });
    }
    expect(extend([aRule({ extend: automatic }), deploy(automatic)])).toMatchObject({
      requested: { extends: { automatic: true } },
    });
  });
});

describe('an extension', () => {
  const rules = [aRule({ extend: automatic })];

  it('requires access that is still held', () => {
    const over = withFacts(
      active({ rules }),
      close(active({ rules }), { reason: 'released', by: U('alice') }, NOW),
      NOW,
    );

    expect(extend(rules, {}, {}, over).kind).toBe('nothing_held');
    expect(extend(rules, {}, { now: at('13:00:00') }).kind).toBe('nothing_held');
  });

  it('requires active access, not access that is still being set up', () => {
    expect(extend(rules, {}, {}, approved({ rules }))).toEqual({ kind: 'not_active_yet' });
  });

  it('covers the confirmed roles, and never a role that IAM refused', () => {
    const both = [aRule({ extend: automatic }), deploy(automatic)];
    const [first, second] = both as [RoleRule, RoleRule];
    const half = withFacts(
      approved({ rules: both }),
      [
        { kind: 'role_confirmed', arn: first.arn, name: first.name },
        { kind: 'role_refused', arn: second.arn, name: second.name, why: 'no such role' },
        { kind: 'activated' },
      ],
      at('12:00:00'),
    );
    const extension = extend(both, {}, {}, half);

    expect(extension.kind === 'allowed' && extension.requested.roles.map(({ name }) => name)).toEqual([first.name]);
  });

  it('requires that the holder may still request the role, with the same AWS identity', () => {
    expect(extend([aRule({ extend: automatic, requesters: [SRE] })]).kind).toBe('membership_unknown');
    expect(extend([aRule({ extend: automatic, requesters: [] })]).kind).toBe('not_a_requester');
    expect(extend(rules, {}, { catalog: aCatalog(rules, { people: {} }) }).kind).toBe('no_identity');
  });

  it('reuses the previous reason unless a new one is given', () => {
    expect(extend(rules)).toMatchObject({ requested: { reason: 'INC-42' } });
    expect(extend(rules, { reason: '' })).toMatchObject({ requested: { reason: 'INC-42' } });
    expect(extend(rules, { reason: 'INC-43' })).toMatchObject({ requested: { reason: 'INC-43' } });
  });
});

describe('the review of an emergency', () => {
  it('is not accepted from guests or from the users who declared it', () => {
    const request = active();
    const guest = { accountStatus: 'guest', name: 'bob', readAt: NOW } as const;
    const review = (name: string, people = {}) =>
      decideEmergencyReview(
        request,
        actor(name),
        { wasRight: true, note: '' },
        {
          catalog: aCatalog(),
          directory: { ...directory, people },
          now: NOW,
        },
      );

    expect(review('bob', { [U('bob')]: guest })).toMatchObject({ refusal: { kind: 'not_a_member' } });
    expect(review('alice')).toMatchObject({ refusal: { kind: 'own_emergency' } });
    expect(review('random')).toMatchObject({ refusal: { kind: 'not_an_approver' } });
    expect(review('bob')).toMatchObject({ refusal: { kind: 'review_not_owed' } });
  });
});

describe('the rules of an extension', () => {
  const short = {
    ...aRule({ ruleName: 'short', extend: automatic, approvals: 0 }),
    when: { duration: { maxMinutes: 90 } },
  };
  const long = aRule({ ruleName: 'long', extend: automatic, approvals: 2 });
  const catalogOf = (second: RoleRule) => ({ ...aCatalog(), roles: { [short.name]: aRole(short, second) } });
  // Active from 12:00 to 13:00.
  const held = active({ rules: [aRule({ ruleName: 'short', extend: automatic, approvals: 0 })] });
  const extendBy = (minutes: number, catalog = catalogOf(long)) => extend([], { minutes }, { catalog }, held);

  it('count its length from the first start', () => {
    const ruleOf = (minutes: number) => {
      const decided = extendBy(minutes);
      return decided.kind === 'allowed' ? decided.requested.roles[0]?.rule.ruleName : decided.kind;
    };

    expect([ruleOf(30), ruleOf(31)]).toEqual(['short', 'long']);
  });

  it('admit only their own requesters', () => {
    const forBob = { ...long, requesters: [{ kind: 'user', id: U('bob') }] } as const;

    expect(extendBy(60, catalogOf(forBob))).toMatchObject({ kind: 'not_a_requester' });
    expect(extendBy(30, catalogOf(forBob)).kind).toBe('allowed');
  });

  it('need their approvals even if extensions are automatic, when the access had none or those of another rule', () => {
    const isAutomatic = (request: Request, minutes: number) => {
      const decided = extend([], { minutes }, { catalog: catalogOf(long) }, request);
      return decided.kind === 'allowed' && decided.requested.extends?.automatic;
    };
    const approvedByLong = active({ rules: [long] });

    expect([isAutomatic(held, 30), isAutomatic(held, 31)]).toEqual([true, false]);
    expect([isAutomatic(approvedByLong, 60), isAutomatic(approvedByLong, 10)]).toEqual([true, false]);
  });

  it('decide whom they admit, also if the rule of the access is for other users now or has another name', () => {
    const forBob = { ...short, requesters: [{ kind: 'user', id: U('bob') }] } as const;
    const renamed = { ...forBob, ruleName: 'brief' };

    for (const first of [forBob, renamed])
      expect(extendBy(60, { ...aCatalog(), roles: { [short.name]: aRole(first, long) } })).toMatchObject({
        requested: { roles: [{ rule: { ruleName: 'long' } }] },
      });
  });
});
