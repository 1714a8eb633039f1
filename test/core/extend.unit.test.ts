import { describe, expect, it } from 'vitest';
import type { Directory } from '../../functions/core/authority/directory.ts';
import type { ExtendRule, RoleRule } from '../../functions/core/catalog/catalog.ts';
import type { SlackGroupId } from '../../functions/core/names.ts';
import { parseAccessName, parseRoleArn } from '../../functions/core/names.ts';
import { decideEmergencyReview } from '../../functions/core/request/emergency.ts';
import type { ExtendWish } from '../../functions/core/request/extend.ts';
import { decideExtend } from '../../functions/core/request/extend.ts';
import type { Request, RequestStatus } from '../../functions/core/request/request.ts';
import { newRequest } from '../../functions/core/request/request.ts';
import { aCatalog, actor, alice, aRule, idOf, U } from '../support/builders.ts';

const at = (time: string) => new Date(`2030-01-01T${time}Z`);
const NOW = at('12:30:00');
const directory: Directory = { home: { teamId: 'T0LOCAL' }, people: {}, groups: {} };
const automatic: ExtendRule = { byMinutes: 60, automatic: true, maxTotalMinutes: 180 };
const SRE = { kind: 'group', id: 'S0SRE' as SlackGroupId } as const;
const active: RequestStatus = {
  kind: 'active',
  activeAt: at('12:00:00'),
  approvedAt: at('12:00:00'),
  startsAt: at('12:00:00'),
  endsAt: at('13:00:00'),
  parts: [],
};

const held = (rules: readonly RoleRule[], status: RequestStatus = active): Request => ({
  ...newRequest(
    idOf(1),
    {
      by: U('alice'),
      at: at('12:00:00'),
      target: aRule().name,
      roles: rules.map((rule) => ({ name: rule.name, arn: rule.arn, rule })),
      window: { kind: 'for', minutes: 60 },
      reason: 'INC-42',
      catalogHash: 'c',
    },
    alice,
    60,
  ),
  status,
});
const deploy = (extend: ExtendRule) =>
  aRule({ name: parseAccessName('prod-deploy'), arn: parseRoleArn('arn:aws:iam::222222222222:role/deploy'), extend });
const extend = (rules: readonly RoleRule[], wish: ExtendWish = {}, world = {}, request = held(rules)) =>
  decideExtend(request, wish, actor('alice'), { catalog: aCatalog(rules), directory, now: NOW, ...world });

describe('extending several roles at once', () => {
  it('is bound by the strictest of each', () => {
    const strict = { byMinutes: 30, automatic: false, maxTotalMinutes: 75 };

    for (const rules of [
      [aRule({ extend: automatic }), deploy(strict)],
      [aRule({ extend: strict }), deploy(automatic)],
    ]) {
      expect(extend(rules)).toMatchObject({
        asked: { extends: { automatic: false }, window: { kind: 'until', at: at('13:15:00') } },
      });
      expect(extend(rules, { minutes: 31 })).toMatchObject({ kind: 'extension_too_long', maxMinutes: 30 });
    }
    expect(extend([aRule({ extend: automatic }), deploy(automatic)])).toMatchObject({
      asked: { extends: { automatic: true } },
    });
  });
});

describe('an extension', () => {
  const rules = [aRule({ extend: automatic })];

  it('is of what is held still', () => {
    const over: RequestStatus = { kind: 'ended', at: NOW, reason: 'released', startsAt: at('12:00:00') };

    expect(extend(rules, {}, {}, held(rules, over)).kind).toBe('nothing_held');
    expect(extend(rules, {}, { now: at('13:00:00') }).kind).toBe('nothing_held');
  });

  it('is for those who may still ask, as who they are in AWS', () => {
    expect(extend([aRule({ extend: automatic, requesters: [SRE] })]).kind).toBe('membership_unknown');
    expect(extend([aRule({ extend: automatic, requesters: [] })]).kind).toBe('not_a_requester');
    expect(extend(rules, {}, { catalog: aCatalog(rules, { people: {} }) }).kind).toBe('no_identity');
  });

  it('has the reason of before unless another one is given', () => {
    expect(extend(rules)).toMatchObject({ asked: { reason: 'INC-42' } });
    expect(extend(rules, { reason: '' })).toMatchObject({ asked: { reason: 'INC-42' } });
    expect(extend(rules, { reason: 'INC-43' })).toMatchObject({ asked: { reason: 'INC-43' } });
  });
});

describe('the review of an emergency', () => {
  it('is not taken of guests, nor of those who declared it', () => {
    const request = held([aRule()]);
    const guest = { standing: 'guest', name: 'bob', readAt: NOW } as const;
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
